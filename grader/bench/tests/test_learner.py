import os
import subprocess
import sys

from conftest import BENCH
from learner import keeps_its_promises, table


def a_round(listing: float, own: float) -> dict:
    return {"list": listing, "save to first word": own + 20, "python imports it": 20.0, "gilkit's own": own}


def test_the_table_has_medians():
    rows = table([a_round(5, 100), a_round(7, 300), a_round(9, 200)]).splitlines()
    assert rows[2].split()[:2] == ["list", "7.000"]
    assert "200.000" in rows[-1]


def test_the_promises_are_about_medians():
    assert keeps_its_promises([a_round(9, 250), a_round(9, 250), a_round(90, 900)], idle=0.0005)
    assert not keeps_its_promises([a_round(11, 100)], idle=0)
    assert not keeps_its_promises([a_round(5, 301)], idle=0)
    assert not keeps_its_promises([a_round(5, 100)], idle=0.002)


def test_it_measures_the_real_thing():
    command = [sys.executable, "-B", BENCH / "learner.py", "--gilkit", os.environ["GILKIT_BINARY"], "--rounds", "1", "--idle-s", "1"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert "gilkit watch while nobody saves" in done.stdout
