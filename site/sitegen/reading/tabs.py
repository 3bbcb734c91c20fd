"""Panels that a reader switches between: the HTML for <gil-tabs> (static/js/tabs.js)."""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup


def tabs(name: str, panels: Sequence[tuple[str, Markup]]) -> Markup:
    """Tabs with these labels and panels. Sets of the same name follow each other's choice, on every page."""
    sections = "".join(f'<section data-tab="{escape(label)}">\n{html}</section>\n' for label, html in panels)
    return Markup(f'<gil-tabs data-name="{escape(name)}">\n{sections}</gil-tabs>\n')
