"""What the server adds to the site. None of it is ever part of a built one."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from sitegen.live.current import State
from sitegen.render import STATIC

# Below a name that begins with a dot: no page of the site does.
PLACE = "/.gilkit/"
EVENTS = PLACE + "events"
PROBLEMS = PLACE + "problems"
SCRIPT = PLACE + "reload.js"
STYLE = PLACE + "style.css"

_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
_HERE = Path(__file__).resolve().parent
# The problems are shown in the site's own type and colours.
_STYLES = ("css/palette.css", "css/base.css", "css/page.css")


def script() -> bytes:
    return (_HERE / "reload.js").read_bytes()


def style() -> bytes:
    return b"\n".join((STATIC / name).read_bytes() for name in _STYLES)


def with_reload(html: bytes, state: State) -> bytes:
    """The page with the script that listens for news. The script is told what it was served with."""
    tag = f'<script defer src="{SCRIPT}" data-state="{escape(state.event)}"></script>\n</head>'
    return html.replace(b"</head>", tag.encode(), 1)


def problems(found: Sequence[str], has_old_site: bool) -> bytes:
    """A page with the problems, one an item."""
    items = "\n".join(f'<li><code dir="auto">{escape(each)}</code></li>' for each in found)
    count = f"{len(found)} {'problem' if len(found) == 1 else 'problems'}"
    still = "The pages are still there as they were: reload to see one. " if has_old_site else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{count} · gilkit site serve</title>
<link rel="stylesheet" href="{STYLE}">
</head>
<body>
<main>
<header class="page">
<p class="eyebrow">gilkit site serve</p>
<h1>The site can’t be built</h1>
<p class="summary">{count}. {still}All is shown again once nothing is wrong.</p>
</header>
<ul>
{items}
</ul>
</main>
</body>
</html>
""".encode()
