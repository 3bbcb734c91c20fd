"""The command that grades the course by kinds, with the real binary on tiny plans; and its tables."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from conftest import BENCH
from lib.course import BadCourse, files_of
from lib.kinds_report import complaints, report
from lib.machine import ROOT
from processes import command_line, descendants

BINARY = os.environ["GILKIT_BINARY"]


class Kinds:
    def __init__(self, tmp_path: Path):
        self.results = tmp_path / "results.jsonl"

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-B", str(BENCH / "kinds.py"), "--gilkit", BINARY, "--results", str(self.results)]
        return subprocess.Popen([*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate()
        return process.returncode, out, err

    def gradings(self) -> list[dict]:
        lines = [json.loads(line) for line in self.results.read_text().splitlines()]
        return [line for line in lines if line["kind"] == "grading"]


@pytest.fixture
def kinds(tmp_path: Path) -> Kinds:
    return Kinds(tmp_path)


def test_a_kind_is_graded_and_a_second_call_goes_on(kinds):
    words = ("--kinds", "output", "--conditions", "1c-2hogs")
    status, out, err = kinds.run(*words, "--gradings", "2")
    assert (status, "2/2 gradings, 0 wrong" in err) == (0, True), out + err
    status, out, err = kinds.run(*words, "--gradings", "4", "--jobs", "1")
    assert (status, "4/4 gradings" in err) == (0, True)
    assert sorted(record["index"] for record in kinds.gradings()) == [0, 1, 2, 3]
    assert {record["exercise_kind"] for record in kinds.gradings()} == {"output"}
    assert "output, 1c-2hogs" in out and "output, 4 programs" in out and "all of it as it must be" in out
    assert kinds.run("--report", str(kinds.results))[:2] == (0, out)


def test_races_are_graded_on_each_interpreter_with_and_without_their_lock(kinds):
    words = ("--kinds", "race", "--gradings", "0", "--race-gradings", "1", "--conditions", "1c-idle")
    status, out, err = kinds.run(*words, "--race-on", sys.executable)
    assert status == 0, out + err
    assert [record["truth"] for record in kinds.gradings()] == ["race", "passed"]
    assert "1 of 1" in out and "0 of 1" in out


def test_an_interruption_keeps_what_there_is_and_leaves_nothing(kinds):
    process = kinds.start("--kinds", "output", "--conditions", "1c-2hogs", "--gradings", "1000")
    while not kinds.results.exists() or not kinds.gradings():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130 and "output, 1c-2hogs" in out and "Traceback" not in err
    assert [line for pid in descendants() if (line := command_line(pid))] == []


def test_wrong_words_are_named(kinds):
    for words, named in (
        (("--kinds", "magic"), "no exercise of kind 'magic'; it has "),
        (("--kinds", "output", "--race-on", "python3"), "--race-on needs exercises of the kind race"),
        (("--conditions", "2c"), "'2c' is no condition"),
        (("--kit", "/nowhere"), "/nowhere holds no course"),
        (("--report", "/nowhere.jsonl"), "no results file /nowhere.jsonl"),
    ):
        status, out, err = kinds.run(*words)
        assert (status, out) == (2, "")
        assert named in err
    assert not kinds.results.exists()


def test_every_file_of_the_course_is_there_with_its_truth():
    files = files_of(ROOT)
    assert len({file.name for file in files}) == len(files)
    exercises = Counter(file.exercise for file in files if file.part == "solution")
    assert exercises and set(exercises.values()) == {1}
    for file in files:
        assert file.path.is_file()
        assert (file.truth == "passed") == (file.part == "solution")


def test_a_folder_without_a_submission_is_named(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/course.toml").write_text('[[unit]]\nid = "one"\nexercise = "01-one"\n')
    (tmp_path / "exercises/01-one").mkdir(parents=True)
    (tmp_path / "exercises/01-one/exercise.toml").write_text('kind = "output"\nstub_fails_with = "crashed"\n')
    with pytest.raises(BadCourse, match="01-one has 0 files submission"):
        files_of(tmp_path)


def grading(truth: str, verdict: str, reason: str | None = None, **more) -> dict:
    return {
        "kind": "grading", "table": "kinds", "exercise_kind": "race", "program": "one/stub", "condition": "1c-idle",
        "interpreter": "CPython 3.11.2", "truth": truth, "verdict": verdict, "reason": reason, "seconds": 2.0, **more,
    }  # fmt: skip


SESSION = {"kind": "session", "date": "2026-11-28", "cores": 2, "kernel": "6.18", "python": "CPython", "gilkit": "0.1.0"}


def test_nothing_is_said_of_nothing():
    assert report([SESSION]) == "no gradings yet"
    assert complaints([SESSION]) == []


def test_what_must_hold_and_does_not_is_told():
    right = [grading("race", "failed", "race"), grading("passed", "passed")]
    assert complaints(right * 50) == []
    assert complaints([*right, grading("race", "passed")]) == ["race: 1 wrong, and none may be"]
    assert complaints([*right, grading("race", "failed", "deadlock")]) == ["race: 1 wrong, and none may be"]
    assert complaints([*right * 49, *[grading("race", "inconclusive", "too-noisy")] * 2]) == []
    assert complaints([*right * 10, grading("race", "inconclusive", "too-noisy")]) == [
        "race: 4.8 % undecided, and at most 2.0 % may be"
    ]


def test_races_of_each_interpreter_are_counted():
    found = grading("race", "failed", "race", table="races")
    missed, blamed = grading("race", "passed", table="races"), grading("passed", "failed", "race", table="races")
    old = {"interpreter": "CPython 3.9.18"}
    assert complaints([*[found] * 199, missed]) == []
    assert complaints([*[found] * 198, missed, missed]) == [
        "CPython 3.11.2: 198 of 200 races found; 199 of 200 must be"
    ]
    records = [SESSION, found, {**found, **old}, {**blamed, **old}]
    assert complaints(records) == ["CPython 3.9.18: a right lock was blamed 1 times"]
    lines = report(records).splitlines()
    assert any(line.split() == "CPython 3.9.18 1 of 1 0 1 of 1 0".split() for line in lines)
    assert any("one/stub, 1c-idle, CPython 3.9.18: WRONG, race (1 times)" in line for line in lines)
