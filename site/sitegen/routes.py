"""Which page lives where, and how one page links to another.

Page paths are relative to the site's root ("lessons/ID.html") and plain files, so the site works from
any sub-path of any static server, and from a disk without one.
"""

import posixpath
from urllib.parse import urlsplit

from sitegen.course import Course
from sitegen.errors import SiteError

HOME = "index.html"
MEASUREMENTS = "measurements.html"
GUIDE = "which-tool-when.html"
GLOSSARY = "glossary.html"
NOT_FOUND = "404.html"
# What is there for programs.
FEED = "feed.xml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
RESULTS = "results.json"
RESULTS_SCHEMA = "schema/results.schema.json"


def lesson(unit_id: str) -> str:
    return f"lessons/{unit_id}.html"


def exercise(unit_id: str) -> str:
    return f"exercises/{unit_id}.html"


class BaseUrl:
    """Where the site will be served, when that is known; the empty string when not."""

    def __init__(self, text: str = "") -> None:
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        usable = parts.scheme in ("http", "https") and parts.netloc and not parts.query and not parts.fragment
        if text and not usable:
            raise SiteError([f"--base-url {text}: not the address of a site; give one like https://example.org/gil/"])
        self._root = text.rstrip("/")
        self._path = parts.path.rstrip("/")

    def canonical(self, page: str) -> str:
        """The page's one absolute address; empty when the base URL isn't known."""
        if not self._root:
            return ""
        return f"{self._root}/" if page == HOME else f"{self._root}/{page}"

    def address(self, path: str) -> str:
        """Its absolute address; the path itself when the base URL isn't known."""
        return self.canonical(path) or path

    def link(self, page: str, target: str) -> str:
        """A link from `page` to `target` (a path in the site, possibly with #fragment)."""
        # A server shows 404.html under the address that was asked for, at any depth.
        if page == NOT_FOUND and self._root:
            return f"{self._path}/{target}"
        path, hash_mark, fragment = target.partition("#")
        if path == page and hash_mark:
            return f"#{fragment}"
        return posixpath.relpath(path, posixpath.dirname(page) or ".") + hash_mark + fragment

    def resolve(self, page: str, href: str) -> str:
        """The inverse of `link`: the path in the site that `href` on `page` leads to."""
        path, hash_mark, fragment = href.partition("#")
        if not path:
            return f"{page}#{fragment}"
        if path.startswith("/"):
            inside = path.removeprefix(f"{self._path}/") if path.startswith(f"{self._path}/") else path
        else:
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        return inside + hash_mark + fragment


def sources(course: Course) -> dict[str, str]:
    """For files of the repository that authors may link to: the place on the site that shows them."""
    places = {"lessons/which-tool-when.md": GUIDE, "lessons/glossary.md": GLOSSARY}
    for unit in course.units:
        if unit.lesson:
            folder, page = f"lessons/{unit.lesson.folder}", lesson(unit.id)
            places |= {folder: page, f"{folder}/lesson.md": page}
            places |= {f"{folder}/broken.py": f"{page}#the-setup", f"{folder}/fixed.py": f"{page}#the-fix"}
            places[f"{folder}/observed.json"] = f"{page}#how-this-was-measured"
        if unit.exercise:
            folder, page = f"exercises/{unit.exercise.folder}", exercise(unit.id)
            places |= {folder: page, f"{folder}/README.md": page}
            places |= {f"{folder}/{unit.exercise.stub}": f"{page}#start", f"{folder}/hints.md": f"{page}#hints"}
    return places
