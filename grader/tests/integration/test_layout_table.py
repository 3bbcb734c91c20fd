"""The checked-in tables of CPython's layouts are what the headers on this machine say."""

import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

LAYOUTS = ROOT / "grader/src/gil/layouts"
PYTHON = "/usr/bin/python3"


def entries(text: str) -> dict[str, str]:
    """The text of each entry by its minor version, "t" where it is free-threaded, without the release's comment."""
    found = re.finditer(r"^Known\w+\{(\d+), (true)?.*?\}\},$", text, re.DOTALL | re.MULTILINE)
    return {entry[1] + ("t" if entry[2] else ""): entry[0] for entry in found}


def regenerate(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, LAYOUTS / "regenerate.py", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.parametrize(
    ("table", "file", "minors"),
    [
        ("runtime", "table.inc", ["9", "10", "11", "12"]),
        ("objects", "objects.inc", ["9", "10", "11", "12", "13", "13t", "14", "14t", "15", "15t"]),
    ],
)
def test_the_table_is_what_the_headers_say(table, file, minors):
    asked = subprocess.run(
        [PYTHON, "-c", "import sys; print(sys.version_info[1])"], stdout=subprocess.PIPE, text=True, check=True
    )
    minor = asked.stdout.strip()
    checked_in = entries((LAYOUTS / file).read_text())
    assert list(checked_in) == minors
    if minor not in checked_in:
        pytest.skip(f"3.{minor} is not in the table: it needs none")
    outcome = regenerate("--table", table, PYTHON)
    assert outcome.returncode == 0, outcome.stderr
    same_headers = {build: text for build, text in checked_in.items() if build.rstrip("t") == minor}
    assert entries(outcome.stdout) == same_headers


def test_an_interpreter_without_headers_is_told_what_it_lacks(tmp_path):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nprintf '3.11.0\\n%s\\n' {tmp_path}\n")
    python.chmod(0o755)
    outcome = regenerate(str(python))
    assert outcome.returncode == 1
    assert f"{python}: {tmp_path} holds no internal headers" in outcome.stderr
    outcome = regenerate(str(tmp_path / "missing"))
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("regenerate.py: ")
    assert outcome.stdout == ""
