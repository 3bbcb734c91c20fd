import subprocess
import sys

from box import in_ms, table
from conftest import BENCH


def test_the_difference_is_that_of_each_pair():
    pairs = [{"tier": "B", "bare_s": 0.05, "boxed_s": 0.07}, {"tier": "B", "bare_s": 0.10, "boxed_s": 0.12}]
    assert "20.0 (20.0–20.0)" in table(pairs)
    assert in_ms([0.0301]) == "30.1"


def test_help_has_an_example():
    done = subprocess.run([sys.executable, BENCH / "box.py", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "example:" in done.stdout
