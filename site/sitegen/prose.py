"""The course's Markdown to HTML, for one page at a time.

Raw HTML in Markdown stays text: a page holds only what the templates and this file write. Links between
the repository's files become links between pages; what can't be linked is a problem, not a dead link.
"""

import pickle
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from pygments.util import ClassNotFound

from sitegen.direction import direct, isolated, some_from_right
from sitegen.highlight import PLAIN, highlight
from sitegen.routes import BaseUrl

# Text in parts, each with the address that it should link to, or none.
Splitting = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Caption:
    """What is known about a block whose text is exactly `text`: shown above it."""

    text: str
    title: str
    note: str
    kind: str  # a CSS class: "broken" or "fixed"
    instead: Markup | None = None  # what a text shows in its place


def code_block(source: str, language: str, caption: Caption | None = None) -> Markup:
    """A program or an output. It scrolls by keyboard too, hence the tabindex."""
    kind = f"block {'output' if language == PLAIN else 'program'}" + (f" {caption.kind}" if caption else "")
    head = ""
    if caption:
        head = f"<figcaption><b>{escape(caption.title)}</b> <span>{escape(caption.note)}</span></figcaption>\n"
    code = highlight(source, language)
    return Markup(f'<figure class="{kind}">\n{head}<pre tabindex="0"><code>{code}</code></pre>\n</figure>\n')


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """The same with every run of text in one token: lines that follow each other, too."""
    made: list[Token] = []
    for token in tokens:
        if token.type not in ("text", "softbreak"):
            made.append(token)
            continue
        before = made.pop().content if made and made[-1].type == "text" else ""
        made.append(Token("text", "", 0, content=before + (token.content if token.type == "text" else "\n")))
    return made


def _with_links(tokens: Sequence[Token], split: Splitting) -> list[Token]:
    """The tokens of a paragraph with links in their text, except where a link is already. Code is no text."""
    made: list[Token] = []
    within = 0
    for token in _joined(tokens):
        within += token.nesting if token.type in ("link_open", "link_close") else 0
        if within or token.type != "text":
            made.append(token)
            continue
        for part, href in split(token.content):
            text = Token("text", "", 0, content=part)
            opening = Token("link_open", "a", 1, attrs={"href": href, "class": "term"})
            made += [opening, text, Token("link_close", "a", -1)] if href else [text]
    return made


def slugify(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")


@cache
def _markdown() -> MarkdownIt:
    """One for all texts: making its rules takes longer than most texts do."""
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True})
    return markdown.enable(["table", "strikethrough", "smartquotes"])


@lru_cache(maxsize=4096)
def _pickled_tokens(text: str, inline: bool) -> bytes:
    """Pickled, because who renders them changes them."""
    return pickle.dumps(_markdown().parseInline(text) if inline else _markdown().parse(text))


def _tokens(text: str, inline: bool = False) -> list[Token]:
    tokens: list[Token] = pickle.loads(_pickled_tokens(text, inline))
    return tokens


class Prose:
    """Renders the Markdown of one page. `problems` collects what is wrong with it."""

    def __init__(
        self,
        page: str,
        folder: str,
        *,
        base: BaseUrl,
        sources: Mapping[str, str],
        captions: Sequence[Caption] = (),
        problems: list[str],
    ) -> None:
        self._page = page
        self._folder = folder
        self._base = base
        self._sources = sources
        self._captions = {caption.text.rstrip("\n"): caption for caption in captions}
        self._problems = problems
        self._place = folder
        self._prefix = ""
        self._renderer = RendererHTML()  # type: ignore[no-untyped-call]
        self._renderer.rules |= {
            "fence": self._fence,
            "code_block": self._fence,
            "table_open": lambda *_: '<div class="scroll" tabindex="0">\n<table>\n',
            "table_close": lambda *_: "</table>\n</div>\n",
        }

    def block(
        self, text: str, *, place: str, prefix: str = "", below: int = 0, mentions: Splitting | None = None
    ) -> Markup:
        """`place` names the text in messages; `prefix` keeps the ids of its headings apart from other texts'.

        With `below`, the text is a document of its own: its title goes, because the page has it already,
        and its headings move down to stand below a heading of that level. `mentions` finds in the text what to
        link, headings apart.
        """
        self._place, self._prefix = f"{self._folder}/{place}", prefix
        tokens = _tokens(text)
        if below:
            if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
                del tokens[:3]
            for token in tokens:
                if token.type in ("heading_open", "heading_close"):
                    token.tag = f"h{min(int(token.tag[1]) + below - 1, 6)}"
        self._walk(tokens)
        for before, token in zip(tokens, tokens[1:]):
            if mentions and token.type == "inline" and before.type != "heading_open":
                token.children = _with_links(token.children or [], mentions)
        if some_from_right(text):
            direct(tokens)
        return Markup(self._renderer.render(tokens, _markdown().options, {}))

    def inline(self, text: str, *, place: str) -> Markup:
        """One line of Markdown, without a paragraph around it."""
        self._place = f"{self._folder}/{place}"
        tokens = _tokens(text, inline=True)
        self._walk(tokens)
        html = Markup(self._renderer.render(tokens, _markdown().options, {}))
        return isolated(html) if some_from_right(text) else html

    def plain(self, text: str, *, place: str) -> str:
        """The words of a line of Markdown: for titles of windows and descriptions."""
        return unescape(re.sub(r"<[^>]*>", "", self.inline(text, place=place)))

    def _problem(self, text: str) -> None:
        self._problems.append(f"{self._place}: {text}")

    def _walk(self, tokens: Sequence[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                words = "".join(part.content for part in tokens[index + 1].children or [])
                token.attrSet("id", self._prefix + slugify(words))
            elif token.type == "link_open":
                token.attrSet("href", self._href(str(token.attrGet("href") or "")))
            if token.children:
                self._walk(token.children)

    def _href(self, href: str) -> str:
        try:
            parts = urlsplit(href)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme in ("http", "https", "mailto") or (href.startswith("#") and len(href) > 1):
            return href
        path = posixpath.normpath(posixpath.join(self._folder, parts.path))
        if not parts.path or parts.scheme or parts.netloc or path not in self._sources:
            self._problem(
                f"the link to '{href}' leads to no page of the site; link to the folder of a lesson or an "
                "exercise, or write the name as code"
            )
            return href
        target = self._sources[path]
        if parts.fragment:
            target = f"{target.partition('#')[0]}#{parts.fragment}"
        return self._base.link(self._page, target)

    def _fence(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        token = tokens[index]
        language = token.info.split()[0] if token.info.strip() else PLAIN
        caption = self._captions.get(token.content.rstrip("\n"))
        if caption and caption.instead is not None:
            return str(caption.instead)
        try:
            return str(code_block(token.content, language, caption))
        except ClassNotFound:
            self._problem(f"Pygments knows no language '{language}'; use one that it lists, or text")
            return str(code_block(token.content, PLAIN, caption))
