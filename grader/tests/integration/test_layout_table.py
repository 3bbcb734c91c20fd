"""The checked-in table of CPython's layouts is what the headers on this machine say."""

import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

LAYOUTS = ROOT / "grader/src/gil/layouts"
PYTHON = "/usr/bin/python3"


def entries(text: str) -> dict[str, str]:
    """The text of each entry by its minor version, without the comment that names the release."""
    found = re.findall(r"^KnownLayout\{(\d+), .*?\}\}\},$", text, re.DOTALL | re.MULTILINE)
    whole = re.findall(r"^KnownLayout\{\d+, .*?\}\}\},$", text, re.DOTALL | re.MULTILINE)
    return dict(zip(found, whole))


def regenerate(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, LAYOUTS / "regenerate.py", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_the_table_is_what_the_headers_say():
    asked = subprocess.run(
        [PYTHON, "-c", "import sys; print(sys.version_info[1])"], stdout=subprocess.PIPE, text=True, check=True
    )
    minor = asked.stdout.strip()
    checked_in = entries((LAYOUTS / "table.inc").read_text())
    assert sorted(checked_in, key=int) == ["9", "10", "11", "12"]
    if minor not in checked_in:
        pytest.skip(f"3.{minor} is not in the table: it describes itself")
    outcome = regenerate(PYTHON)
    assert outcome.returncode == 0, outcome.stderr
    assert entries(outcome.stdout) == {minor: checked_in[minor]}


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
