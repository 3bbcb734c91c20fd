"""The command that verifies the course in rounds, with the real binary on its quickest unit; and its table."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import BENCH
from lib.machine import ROOT
from lib.rounds_report import complaints, report
from processes import command_line, descendants

BINARY = os.environ["GILKIT_BINARY"]
UNIT = "why-the-gil-exists"
QUICK = ("--only", UNIT, "--conditions", "1c-idle")


class Rounds:
    def __init__(self, tmp_path: Path):
        self.results = tmp_path / "results.jsonl"

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-B", str(BENCH / "rounds.py"), "--gilkit", BINARY, "--results", str(self.results)]
        return subprocess.Popen([*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate()
        return process.returncode, out, err

    def verified(self) -> list[dict]:
        lines = [json.loads(line) for line in self.results.read_text().splitlines()]
        return [line for line in lines if line["kind"] == "verification"]


@pytest.fixture
def rounds(tmp_path: Path) -> Rounds:
    return Rounds(tmp_path)


def test_a_second_call_goes_on_where_the_first_ended(rounds):
    status, out, err = rounds.run(*QUICK, "--rounds", "1")
    assert status == 0 and "all promises kept" in out, out + err
    status, out, err = rounds.run(*QUICK, "--rounds", "2")
    assert status == 0 and "2/2 units verified, 0 wrong" in err, out + err
    first, second = rounds.verified()
    assert (first["round"], second["round"]) == (1, 2) and first["unit"] == second["unit"] == UNIT
    assert first["counts"] == second["counts"] and first["counts"]["passed"] > 10
    assert "1c-idle                1 + 1" in out
    assert rounds.run("--report", str(rounds.results))[:2] == (0, out)


def test_a_promise_that_is_not_kept_is_named(rounds, tmp_path):
    kit = tmp_path / "kit"
    for part in ("lessons", "exercises", "solutions", "grader/runner"):
        shutil.copytree(ROOT / part, kit / part)
    toml = next((kit / "exercises").glob(f"*{UNIT}/exercise.toml"))
    toml.write_text(toml.read_text().replace('stub_fails_with = "wrong-answer"', 'stub_fails_with = "time-limit"'))
    status, out, err = rounds.run(*QUICK, "--rounds", "1", "--kit", str(kit))
    assert status == 1, out + err
    assert f"{UNIT}/submission.py (" in out and "failed, wrong-answer for time-limit" in out
    assert "1c-idle: 1 of the promises was not seen kept" in out


def test_an_interruption_keeps_what_there_is_and_leaves_nothing(rounds):
    process = rounds.start(*QUICK, "--rounds", "1000")
    while not rounds.results.exists() or not rounds.verified():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130 and "1c-idle" in out and "Traceback" not in err
    assert [line for pid in descendants() if (line := command_line(pid))] == []


def test_wrong_words_are_named(rounds):
    for words, named in (
        (("--only", "magic"), "the course has no unit 'magic'; it has four-threads-one-core"),
        (("--pythons", "python0"), "there is no program python0"),
        (("--conditions", "2c"), "'2c' is no condition"),
        (("--kit", "/nowhere"), "/nowhere holds no course"),
        (("--report", "/nowhere"), "there is no results file /nowhere"),
        (("--rounds", "0"), "'0' is not a number from 1 on"),
    ):
        status, out, err = rounds.run(*words)
        assert (status, out) == (2, "") and named in err and "Traceback" not in err


def verified(interpreter: str, number: int, odd: tuple = (), broken: str | None = None) -> dict:
    counts = {} if broken else {"passed": 3, "failed": len(odd), "inconclusive": 0, "error": 0}
    return {
        "kind": "verification", "unit": "u", "round": number, "interpreter": interpreter, "condition": "2c-4hogs",
        "broken": broken, "counts": counts, "odd": list(odd), "seconds": None if broken else 60.0,
    }  # fmt: skip


def test_the_table_has_a_line_for_each_interpreter_the_oldest_first():
    wrong = {"file": "exercises/u/submission.py", "status": "failed", "actual": "passed", "expected": "race"}
    records = [
        verified("CPython 3.11.2", 1),
        verified("CPython 3.9.18", 1),
        verified("CPython 3.9.18", 2, odd=(wrong,)),
        verified("CPython 3.9.18", 3, broken="exit status 3"),
    ]
    text = report(records)
    assert text.index("CPython 3.9.18, 2c-4hogs") < text.index("CPython 3.11.2, 2c-4hogs")
    assert "1 + 1 + 1" in text
    assert "exercises/u/submission.py (CPython 3.9.18, 2c-4hogs, round 2): failed, passed for race" in text
    assert "u (CPython 3.9.18, 2c-4hogs, round 3): exit status 3" in text
    assert complaints(records) == ["CPython 3.9.18, 2c-4hogs: 2 of the promises were not seen kept"]
    assert report(records[:1]).endswith("all promises kept")
    assert report([]) == "nothing verified yet"
