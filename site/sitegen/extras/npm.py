"""Where npm puts what the site takes from it, and how it gets there."""

import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from sitegen.errors import SiteError

_SITE = Path(__file__).resolve().parents[2]
MODULES = _SITE / "node_modules"
# In a clone. An installed gilkit has no list of these packages, and its folder is the system's.
INSTALL = "npm ci --ignore-scripts --prefix site"
IS_CLONE = (_SITE / "package.json").is_file()
# What Pagefind calls its programs, by what Python calls the machine.
_MACHINES = {"x86_64": "x64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Package:
    version: str
    folder: Path


@dataclass(frozen=True)
class Packages:
    pagefind: Package | None  # its folder holds bin/
    pyodide: Package | None

    def missing(self) -> str:
        """What the site can't offer, in words; empty when it can offer everything."""
        offers = {"search": self.pagefind, "programs that run in the browser": self.pyodide}
        return " and ".join(f"no {offer}" for offer, package in offers.items() if package is None)


def _package(folder: Path) -> Package | None:
    try:
        version = str(json.loads((folder / "package.json").read_text())["version"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError) as error:
        raise SiteError([f"{folder}/package.json: can't be read ({error}); run `{INSTALL}`"]) from error
    return Package(version, folder)


def find(modules: Path = MODULES) -> Packages:
    machine = _MACHINES.get(platform.machine(), platform.machine())
    return Packages(
        pagefind=_package(modules / "@pagefind" / f"{os.uname().sysname.lower()}-{machine}"),
        pyodide=_package(modules / "pyodide"),
    )
