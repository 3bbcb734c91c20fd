"""Text that is written from right to left, in part or as a whole.

The site is in English. Where a text holds Hebrew, Arabic and the like, its paragraphs take the direction of what they
begin with (dir="auto"); on other texts that would only be weight.
"""

import re
from collections.abc import Iterable

from markdown_it.token import Token
from markupsafe import Markup

# Hebrew to Arabic Extended, their presentation forms, and the older and African scripts of that direction.
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BLOCKS = "paragraph heading blockquote bullet_list ordered_list list_item th td"
_DIRECTED = frozenset(f"{name}_open" for name in _BLOCKS.split())


def some_from_right(text: str) -> bool:
    return _FROM_RIGHT.search(text) is not None


def direct(tokens: Iterable[Token]) -> None:
    """Lets every block of a text find its own direction."""
    for token in tokens:
        if token.type in _DIRECTED:
            token.attrSet("dir", "auto")


def isolated(html: Markup) -> Markup:
    """A line that mixes with nothing around it."""
    return Markup(f"<bdi>{html}</bdi>")
