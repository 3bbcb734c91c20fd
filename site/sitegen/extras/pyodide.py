"""Pyodide, CPython for WebAssembly: the files of it that a program without further packages needs."""

import json
from dataclasses import dataclass

from sitegen.errors import SiteError
from sitegen.extras.npm import INSTALL, Package

_STDLIB = "python_stdlib.zip"
_LOCK = "pyodide-lock.json"
# Its name in the package -> on the site. Not every server knows what an .mjs is, and a script must be called one.
_FILES = {
    "pyodide.mjs": "pyodide.js",
    "pyodide.asm.mjs": "pyodide.asm.js",
    "pyodide.asm.wasm": "pyodide.asm.wasm",
    _STDLIB: _STDLIB,
}


@dataclass(frozen=True)
class Python:
    """What the pages say of it."""

    folder: str
    version: str  # of Pyodide
    size: str  # "13 MB", what a first click loads


def _content(package: Package, name: str) -> bytes:
    try:
        # Less the address of a source map, which is not on the site.
        return (package.folder / name).read_bytes().partition(b"\n//# sourceMappingURL=")[0]
    except OSError as error:
        raise SiteError([f"{package.folder / name}: {error.strerror}; run `{INSTALL}` again"]) from error


def python(package: Package) -> Python:
    total = sum((package.folder / name).stat().st_size for name in _FILES if (package.folder / name).is_file())
    return Python(f"assets/pyodide-{package.version}", package.version, f"{total / 1e6:.0f} MB")


def files(package: Package) -> dict[str, bytes]:
    """Its files by their paths in the site. Its list of further packages is left empty: we have none of them."""
    folder = python(package).folder
    lock = json.loads(_content(package, _LOCK)) | {"packages": {}}
    copied = {f"{folder}/{ours}": _content(package, theirs) for theirs, ours in _FILES.items()}
    return copied | {f"{folder}/{_LOCK}": json.dumps(lock, sort_keys=True).encode()}
