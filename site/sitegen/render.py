"""Views to files, in memory: templates, and assets under names that change with their content."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.extras.offer import Offer
from sitegen.offers.feed import has_feed
from sitegen.offers.files import files as offered
from sitegen.routes import FEED, HOME, MEASUREMENTS, BaseUrl
from sitegen.templates import environment, unused
from sitegen.views import PAGE_KINDS, MovedView, NotFoundView, PageView, SiteView

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STATIC = Path(__file__).resolve().parent.parent / "static"

# Asset name in templates -> the files of static/ that make it, in order.
_BUNDLES: Mapping[str, tuple[str, ...]] = {
    "site.css": ("css/palette.css", "css/base.css", "css/page.css", "css/pictures.css", "css/prediction.css", "css/tabs.css", "css/comfort.css", "css/search.css", "css/run.css", "css/measurements.css", "css/print.css"),
    "site.js": ("js/store.js", "js/theme.js", "js/prediction.js", "js/tabs.js", "js/timeline.js", "js/copy.js", "js/progress.js", "js/search.js", "js/run.js", "js/offline.js",),
    "icon.svg": ("icon.svg",),
    "run-worker.js": ("js/run-worker.js",),
    "run-program.py": ("py/run_program.py",),
}
# Only on sites that offer what they are for.
_OPTIONAL = frozenset(("run-worker.js", "run-program.py"))
# Not an asset: its name and place must stay, and the build completes it (extras/offline.py).
_NO_ASSETS = frozenset(("js/sw.js",))


def _bundle(name: str, parts: Sequence[bytes]) -> bytes:
    """Scripts share one scope, in their order, and nothing with the page."""
    if name.endswith(".js"):
        parts = [b'(() => {\n"use strict";', *parts, b"})();\n"]
    return b"\n".join(parts)


class Assets:
    """The site's static files. A page asks for one by name; what no page asks for is a problem."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        self._paths: dict[str, str] = {}
        self._used: set[str] = set()
        self.files: dict[str, bytes] = {}
        for name, parts in _BUNDLES.items():
            content = _bundle(name, [(folder / part).read_bytes() for part in parts])
            stem, _, suffix = name.rpartition(".")
            path = f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
            self._paths[name] = path
            self.files[path] = content

    def path(self, name: str) -> str:
        self._used.add(name)
        return self._paths[name]

    def shipped(self) -> dict[str, bytes]:
        """The files of the site that they are. Call after rendering."""
        left_out = {self._paths[name] for name in _OPTIONAL - self._used}
        return {path: content for path, content in self.files.items() if path not in left_out}

    def problems(self) -> list[str]:
        bundled = {part for parts in _BUNDLES.values() for part in parts}
        files = {str(file.relative_to(self._folder)) for file in self._folder.rglob("*") if file.is_file()}
        stray = files - bundled - _NO_ASSETS
        return [
            *(f"static/{name}: no page uses it; use it or delete it" for name in sorted(stray)),
            *(f"{name}: no page uses this asset; use it or delete it" for name in sorted(set(_BUNDLES) - self._used - _OPTIONAL)),
        ]


def _canonical(view: PageView, base: BaseUrl) -> str:
    """The one address that search engines should know for what is on this page."""
    if isinstance(view, NotFoundView):
        return ""
    return base.canonical(view.now.target if isinstance(view, MovedView) else view.path)


class Renderer:
    def __init__(
        self,
        site: SiteView,
        base: BaseUrl,
        templates: Path = TEMPLATES,
        static: Path = STATIC,
        offer: Offer = Offer(),
    ) -> None:
        self._site = site
        self._base = base
        self._offer = offer
        self._templates = templates
        self.assets = Assets(static)
        self._jinja = environment(templates)

    def page(self, view: PageView) -> str:
        def url(target: str) -> str:
            return self._base.link(view.path, target)

        def address(target: str) -> str:
            return self._base.canonical(target) or url(target)

        def asset(name: str) -> str:
            return url(self.assets.path(name))

        return self._jinja.get_template(view.template).render(
            page=view,
            site=self._site,
            url=url,
            asset=asset,
            address=address,
            home=HOME,
            measurements=MEASUREMENTS,
            canonical=_canonical(view, self._base),
            offer=self._offer,
            feed=FEED if has_feed(self._site, self._base) else "",
        )

    def site(self) -> dict[str, bytes]:
        """Every file of the site, by its path."""
        pages = {view.path: self.page(view).encode() for view in self._site.pages}
        return pages | self.assets.shipped() | dict(self._site.files) | offered(self._site, self._base)

    def problems(self) -> list[str]:
        """Templates and static files that nothing uses. Call after rendering."""
        strays = unused(self._templates, {kind.template for kind in PAGE_KINDS})
        return [
            *(f"templates/{name}: no page uses this template; use it or delete it" for name in strays),
            *self.assets.problems(),
        ]
