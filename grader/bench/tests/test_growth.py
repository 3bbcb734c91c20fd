"""The soak of the box, a small one."""

import os
import subprocess
import sys

from conftest import BENCH
from soak import growth_mib


def test_growth_is_of_the_last_tenth_over_the_first():
    assert growth_mib([100.0] * 5) == 0
    assert growth_mib([100.0] * 50 + [130.0] * 50) == 30
    assert growth_mib([100.0] * 49 + [5000.0] + [100.0] * 50) == 0


def test_a_few_gradings_leave_nothing():
    words = ["--gilkit", os.environ["GILKIT_BINARY"], "--gradings", "4", "--tier", "D", "--seed", "3"]
    done = subprocess.run([sys.executable, "-B", BENCH / "soak.py", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4/4 gradings, 0 wrong" in done.stderr


def test_a_word_that_is_in_no_name_is_wrong_usage():
    words = ["--gilkit", os.environ["GILKIT_BINARY"], "--tier", "D", "--only", "nothing-like-it"]
    done = subprocess.run([sys.executable, "-B", BENCH / "soak.py", *words], capture_output=True, text=True)
    assert done.returncode == 2 and "nothing-like-it" in done.stderr and "Traceback" not in done.stderr


def test_help_has_an_example():
    done = subprocess.run([sys.executable, BENCH / "soak.py", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "example:" in done.stdout
