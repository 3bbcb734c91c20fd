"""What of the extras a site offers, and the files that they add to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sitegen.errors import SiteError
from sitegen.extras import npm, offline, pyodide, search


class Wanted(Enum):
    NONE = "none"  # only the pages, for showing them while they are written
    FOUND = "found"  # what is there
    ALL = "all"  # or no site


@dataclass(frozen=True)
class Offer:
    """What the templates see: paths in the site, empty where something isn't offered."""

    search: str = ""
    python: pyodide.Python | None = None
    manifest: str = ""


class Extras:
    def __init__(self, wanted: Wanted, modules: Path = npm.MODULES) -> None:
        """Raises SiteError where all were wanted and some are missing."""
        self._packages = npm.find(modules) if wanted is not Wanted.NONE else npm.Packages(None, None)
        missing = self._packages.missing()
        run = f"`{npm.INSTALL}`" if npm.IS_CLONE else f"`{npm.INSTALL}` in a clone of gilkit; build the site there"
        if missing and wanted is Wanted.ALL:
            raise SiteError([f"{modules}: {missing}, for their packages are not there; run {run}"])
        self.remark = f"{missing}; they come with {run}" if missing and wanted is Wanted.FOUND else ""
        pagefind, python = self._packages.pagefind, self._packages.pyodide
        self.offer = Offer(
            search=f"{search.folder(pagefind)}/{search.SCRIPT}" if pagefind else "",
            python=pyodide.python(python) if python else None,
            manifest=offline.MANIFEST if wanted is not Wanted.NONE else "",
        )

    def files(self, site: Mapping[str, bytes], title: str, icon: str) -> dict[str, bytes]:
        """The site's files and those that the extras add, by their paths. Raises SiteError."""
        files = dict(site)
        if self._packages.pagefind:
            files |= search.files(self._packages.pagefind, site)
        if self._packages.pyodide:
            files |= pyodide.files(self._packages.pyodide)
        if self.offer.manifest:
            files[offline.MANIFEST] = offline.manifest(title, icon)
            files[offline.WORKER] = offline.worker(files)
        return files
