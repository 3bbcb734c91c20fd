import subprocess
import sys

from box import in_ms, table
from conftest import BENCH


def test_the_difference_is_that_of_each_round():
    rounds = [{"D": 0.05, "A": 0.08, "B": 0.07}, {"D": 0.10, "A": 0.13, "B": 0.12}]
    a, b = table(rounds).splitlines()[-2:]
    assert a.startswith("A ") and "30.0 (30.0–30.0)" in a
    assert b.startswith("B ") and "20.0 (20.0–20.0)" in b
    assert in_ms([0.0301]) == "30.1"


def test_help_has_an_example():
    done = subprocess.run([sys.executable, BENCH / "box.py", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "example:" in done.stdout
