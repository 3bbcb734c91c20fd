"""The two programs of lesson 1 run alone under every Python there is, and print what the lesson says."""

import re
import shutil
import subprocess
import tomllib

import pytest
from conftest import FOLDER, ROOT
from measuring import managed_pythons

LESSON = ROOT / "lessons" / FOLDER
PRINTS = tomllib.loads((LESSON / "lesson.toml").read_text())


def interpreters() -> list[str]:
    names = ["python3", *(f"python3.{minor}" for minor in range(9, 16)), "pypy3"]
    found = {}
    for name in names:
        if path := shutil.which(name):
            # A version manager's shim may stand for a version that is not switched on.
            asked = subprocess.run([path, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True)
            if asked.returncode == 0:
                found[asked.stdout.strip()] = None
    for path in managed_pythons("3.*/bin/python3"):
        if int(path.parts[-3].split(".")[1]) >= 9:
            found[str(path)] = None
    return list(found)


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("program", ["broken", "fixed"])
def test_a_program_prints_what_the_lesson_says(program, python, tmp_path):
    ran = subprocess.run([python, LESSON / f"{program}.py"], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    patterns = PRINTS[program]["prints"]
    assert len(lines) == len(patterns)
    for line, pattern in zip(lines, patterns):
        regex = re.sub(r"\\\{\w+\\\}", r"-?\\d+(\\.\\d+)?", re.escape(pattern))
        assert re.fullmatch(regex, line), (line, pattern)
    assert list(tmp_path.iterdir()) == []
