"""Reads the finished pages as a browser would, and says what is wrong with them.

This is the last gate before anything is published, so it looks at the HTML itself and not at what made it.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from sitegen.routes import BaseUrl

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Attributes that make a browser fetch something. (href counts on <link> and SVG's <use> and <image>.)
_FETCHING = frozenset(("src", "srcset", "poster", "data", "action", "formaction", "background", "data-moments"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_POLICY = "default-src 'none'"
_COLOURED = re.compile(r'<span class="t-[a-z]+">([^<>]*)</span>')


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.headings: list[int] = []
        self.meta: dict[str, str] = {}
        self.cards: list[str] = []
        self.tags: Counter[str] = Counter()
        self.title = ""
        self.language = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            self.faults.append(f"<{self._open[-1]}> is never closed; close it")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element(tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            line = self.getpos()[0]
            self.faults.append(f"</{tag}> in line {line} closes nothing or the wrong element; fix the nesting")
            self._open.clear()

    def handle_data(self, data: str) -> None:
        if self._open[-2:] == ["head", "title"]:
            self.title += data
        if self._open[-1:] == ["script"]:
            self.faults.append("a <script> with text in it; put it into static/js")

    def _element(self, tag: str, attrs: Mapping[str, str]) -> None:
        self.tags[tag] += 1
        if tag == "html":
            self.language = attrs.get("lang", "")
        if tag == "meta":
            self.meta[(attrs.get("name") or attrs.get("http-equiv") or "").lower()] = attrs.get("content", "")
            if attrs.get("property") == "og:image":
                self.cards.append(attrs.get("content", ""))
        if tag in _HEADINGS:
            self.headings.append(int(tag[1]))
        if tag == "script" and not ("defer" in attrs and attrs.get("src")):
            self.faults.append("<script> must have a src and be deferred; nothing else may run on the site")
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.faults.append(f"<{tag}> is not allowed on the site; remove it")
        if tag == "img" and "alt" not in attrs:
            self.faults.append(f"the image {attrs.get('src', '')} has no alt text; describe it")
        if "id" in attrs:
            self.ids[attrs["id"]] += 1
        for name, value in attrs.items():
            if name == "style" or name.startswith("on"):
                self.faults.append(f"inline {name}= on <{tag}>; use a class")
            elif name in _FETCHING:
                self.fetched.append(value)
            elif name == "href" and tag == "link":
                if attrs.get("rel") != "canonical":
                    self.fetched.append(value)
            elif name == "href" and tag != "a":
                self.fetched.append(value)
            elif name == "href":
                self.links.append(value)


def _document(page: _Page) -> list[str]:
    """Faults of a page on its own."""
    faults = list(page.faults)
    if not page.title.strip():
        faults.append("no <title>; give the page one")
    if not page.language:
        faults.append("<html> has no lang; say which language it is")
    if not page.meta.get("description", "").strip():
        faults.append("no description; write a summary")
    if not page.meta.get("content-security-policy", "").startswith(_POLICY):
        faults.append(f"no content security policy that begins with {_POLICY}; extend base.html")
    if page.tags["main"] != 1:
        faults.append(f"{page.tags['main']} <main> elements; have one")
    faults += [f"the id '{name}' is there {count} times; rename" for name, count in page.ids.items() if count > 1]
    if page.headings.count(1) != 1 or page.headings[0] != 1:
        faults.append("it must begin with its one <h1>; use lower headings in the text")
    for upper, lower in zip(page.headings, page.headings[1:]):
        if lower > upper + 1:
            faults.append(f"a heading of level {lower} follows one of level {upper}; don't skip a level")
    return faults


# `gilkit site serve` checks again and again, mostly the same pages.
@lru_cache(maxsize=512)
def _read(html: str) -> _Page:
    # Most elements of a page colour a word of a program. They hold nothing that could be wrong.
    return _Page(_COLOURED.sub(r"\1", html))


def check(files: Mapping[str, bytes], base: BaseUrl) -> list[str]:
    """All problems of a site whose files are given by path, one line each."""
    pages = {path: _read(content.decode()) for path, content in files.items() if path.endswith(".html")}
    problems = []
    for path, page in pages.items():
        problems += [f"{path}: {fault}" for fault in _document(page)]
        for card in page.cards:  # absolute where the base URL is known
            if base.resolve(path, urlsplit(card).path) not in files:
                problems.append(f"{path}: the picture '{card}' of og:image is not there; make it")
        for href in page.links + page.fetched:
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                if href in page.fetched and parts.scheme != "data":
                    problems.append(f"{path}: it would fetch {href} from elsewhere; ship it with the site")
                continue
            target, _, fragment = base.resolve(path, href).partition("#")
            if target not in files:
                problems.append(f"{path}: the link '{href}' leads nowhere; correct it")
            elif fragment and (target not in pages or fragment not in pages[target].ids):
                problems.append(f"{path}: the link '{href}' leads to no place on {target}; correct its fragment")
    return problems
