"""The search index, made by Pagefind from the finished pages.

Pagefind reads a folder, so the pages go into a temporary one. Its folder on the site is named after its version: the
files in it that keep their names (its script, its WebAssembly) change only with that; the index's parts are named after
their content; and for the one file that lists them Pagefind asks anew each time.
"""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sitegen.errors import SiteError
from sitegen.extras.npm import INSTALL, Package

SCRIPT = "pagefind.js"
ENTRY = "pagefind-entry.json"
# Pagefind brings interfaces of its own, and a worker, which so small an index doesn't need.
_WANTED = re.compile(r"pagefind\.js|pagefind-entry\.json|.*\.pf_(meta|index|fragment)|wasm\.en\.pagefind")
# A section's link is on the section, and Pagefind looks for it on the heading.
_SECTION = re.compile(r'<section\b([^>]*?) id="([^"]*)"([^>]*)>(\s*)<h2\b')
# "Lesson 3", which stands above the title and is told with it.
_KIND, _NAMED_KIND = '<p class="eyebrow">', '<p class="eyebrow" data-pagefind-meta="kind">'
# Answers to predictions, which a result would give away; what a page has twice; and what says nothing by itself.
_NOT_FOUND = (
    ".reveal, run-here, gil-prediction .peek, .commit, .unscripted, .gate, [data-tab=Broken], [data-tab=Difference]"
)
_TIME_LIMIT_S = 120


def folder(package: Package) -> str:
    return f"assets/pagefind-{package.version}"


def _as_pagefind_reads(page: bytes) -> bytes:
    return _SECTION.sub(r'<section\1\3>\4<h2 id="\2"', page.decode()).replace(_KIND, _NAMED_KIND, 1).encode()


def _run(package: Package, pages: Path, index: Path) -> None:
    program = package.folder / "bin/pagefind_extended"
    command = [str(program), "--site", str(pages), "--output-path", str(index), "--keep-index-url", "--quiet"]
    command += ["--exclude-selectors", _NOT_FOUND]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIME_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SiteError([f"{program}: can't make the search index ({error}); run `{INSTALL}` again"]) from error
    if done.returncode != 0 or not (index / SCRIPT).is_file():
        words = " ".join((done.stderr + done.stdout).split())
        raise SiteError([f"{program}: made no search index ({words}); run `{INSTALL}` again"])


def files(package: Package, site: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the search, by their paths in the site, made from its pages. Raises SiteError."""
    with tempfile.TemporaryDirectory(prefix="gilkit-search-") as temporary:
        pages, index = Path(temporary, "pages"), Path(temporary, "index")
        for path, content in site.items():
            if path.endswith(".html"):
                file = pages / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(_as_pagefind_reads(content))
        _run(package, pages, index)
        names = sorted(str(file.relative_to(index)) for file in index.rglob("*") if file.is_file())
        return {f"{folder(package)}/{name}": (index / name).read_bytes() for name in names if _WANTED.fullmatch(name)}
