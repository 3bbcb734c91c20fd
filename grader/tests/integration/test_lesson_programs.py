"""The programs of every lesson run alone under the oldest and the newest Python there is, and print what the lesson says.

Whether what they print bears out the lesson is what `gilkit verify` checks.
"""

import re
import shutil
import subprocess
import tomllib

import pytest
from conftest import ROOT
from measuring import managed_pythons
from processes import command_line, descendants

LESSONS = sorted(file.parent for file in ROOT.glob("lessons/*/lesson.toml"))
ASK = "import sys; print(sys.executable, *sys.version_info[:2], sys.implementation.name)"


def interpreters() -> list[str]:
    """Of CPython the oldest and the newest version; PyPy, if it is there."""
    names = ["python3", *(f"python3.{minor}" for minor in range(9, 16)), "pypy3"]
    found = {}
    for name in [*filter(shutil.which, names), *managed_pythons("3.*/bin/python3")]:
        # A version manager's shim may stand for a version that is not switched on.
        asked = subprocess.run([name, "-c", ASK], capture_output=True, text=True)
        if asked.returncode == 0:
            path, major, minor, implementation = asked.stdout.split()
            if (int(major), int(minor)) >= (3, 9):
                found[implementation, int(minor)] = path
    cpythons = sorted(key for key in found if key[0] == "cpython")
    others = [key for key in found if key[0] != "cpython"]
    return [found[key] for key in dict.fromkeys([cpythons[0], cpythons[-1], *others])]


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("program", ["broken", "fixed"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda folder: folder.name)
def test_a_program_prints_what_the_lesson_says(lesson, program, python, tmp_path):
    prints = tomllib.loads((lesson / "lesson.toml").read_text())[program]["prints"]
    ran = subprocess.run([python, lesson / f"{program}.py"], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == len(prints)
    for line, pattern in zip(lines, prints):
        regex = re.sub(r"\\\{\w+\\\}", r"-?\\d+(\\.\\d+)?", re.escape(pattern))
        assert re.fullmatch(regex, line), (line, pattern)
    assert list(tmp_path.iterdir()) == []


def test_celery_workers_render_invoices_behind_a_real_redis(tmp_path):
    """The second fix of lesson 9. It says what the first one says, and its processes end with it."""
    python = "/usr/bin/python3"  # the distribution's own has the distribution's packages
    has_packages = subprocess.run([python, "-c", "import celery, redis"], capture_output=True)
    if has_packages.returncode != 0 or not shutil.which("redis-server"):
        pytest.skip("takes redis-server, python3-celery and python3-redis")
    (lesson,) = ROOT.glob("lessons/*-the-pdf-invoices")
    settings = tomllib.loads((lesson / "lesson.toml").read_text())
    program = lesson / settings["second_fix"]["file"]
    ran = subprocess.run([python, "-B", program], capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert (ran.returncode, ran.stderr) == (0, "")
    for line, pattern in zip(ran.stdout.splitlines(), settings["fixed"]["prints"], strict=True):
        words = pattern.replace("in processes", "by Celery workers")
        assert re.fullmatch(re.sub(r"\\{\w+\\}", r"[\\d.]+", re.escape(words)), line), line
    assert list(tmp_path.iterdir()) == []
    assert [command for command in map(command_line, descendants()) if command] == []
