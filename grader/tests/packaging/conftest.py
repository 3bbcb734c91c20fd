"""GILKIT_BINARY and GILKIT_ROOT come from CTest (cmake/Testing.cmake); what is packed is the build folder of that binary."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bare_root import BareRoot, needed

ROOT = Path(os.environ["GILKIT_ROOT"])
BUILD = Path(os.environ["GILKIT_BINARY"]).parents[1]
KEPT = BUILD / "packaging"
# When the package says that its files were made; any time will do.
EPOCH = "1750000000"


def project_version() -> str:
    found = re.search(r"^project\(gilkit VERSION ([0-9.]+) ", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE)
    assert found
    return found.group(1)


def pack(folder: Path) -> Path:
    """The package, made in that folder."""
    line = ["cpack", "--config", str(BUILD / "CPackConfig.cmake"), "-B", str(folder)]
    done = subprocess.run(
        line,
        cwd=BUILD,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (package,) = folder.glob("*.deb")
    return package


@pytest.fixture(scope="session")
def reports() -> None:
    """That `gilkit grade` writes reports for other programs, which what grades elsewhere hands on."""
    line = [os.environ["GILKIT_BINARY"], "grade", "--help"]
    told = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout
    needed("--report" in told, "this gilkit's grade has no --report")


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareRoot]:
    """A bare system in which nothing of gilkit is installed yet."""
    folder = tmp_path_factory.mktemp("system") / "root"
    system = BareRoot(folder, KEPT)
    try:
        yield system
    finally:
        system.remove()
