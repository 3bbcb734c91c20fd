"""The command itself, with the real binary."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import BENCH
from lib.programs import PROGRAMS, folder_of, required_speedup
from processes import command_line, descendants

BINARY = os.environ["GILKIT_BINARY"]


class Bench:
    """The command, with a temporary folder of its own."""

    def __init__(self, tmp_path: Path):
        self.results = tmp_path / "results.jsonl"
        self.tmp = tmp_path / "tmp"
        self.tmp.mkdir()

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-B", str(BENCH / "verdicts.py"), "--gilkit", BINARY, "--results", str(self.results)]
        process = subprocess.Popen(
            [*command, *words],
            env={**os.environ, "TMPDIR": str(self.tmp)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.pid = process.pid
        return process

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate()
        return process.returncode, out, err

    def gradings(self) -> list[int]:
        lines = [json.loads(line) for line in self.results.read_text().splitlines()]
        return [line["index"] for line in lines if line["kind"] == "grading"]

    def processes(self) -> list[str]:
        """The command lines of everything that the commands started and that is still there."""
        return [line for pid in descendants() if pid != self.pid and (line := command_line(pid))]

    def wait_until_grading(self) -> None:
        """Until hogs and gilkit, and something in its box, run."""
        while True:
            lines = self.processes()
            if sum("hogs.py" in line for line in lines) == 2 and any("runner.py" in line for line in lines):
                return
            time.sleep(0.01)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_second_call_goes_on_where_the_first_ended(bench):
    words = ("--programs", "sequential", "--conditions", "1c-idle")
    status, out, err = bench.run(*words, "--gradings", "1")
    assert "1/1 gradings" in err
    assert "wrong verdicts: 0 of 1" in out
    assert bench.gradings() == [0]
    with open(bench.results, "a") as file:
        file.write('{"kind":"grading","index":1,"pl')  # as a power cut would leave it
    status, out, err = bench.run(*words, "--gradings", "2")
    assert "2/2 gradings" in err
    assert bench.gradings() == [0, 1]
    assert status == 0
    assert bench.run("--report", str(bench.results))[:2] == (0, out)
    assert bench.run(*words, "--gradings", "1", "--anew")[0] == 0
    assert bench.gradings() == [0]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_hogs_and_gradings_and_prints_the_table(bench, stop):
    process = bench.start("--programs", "threads", "--conditions", "1c-2switching,1c-2hogs", "--gradings", "50")
    bench.wait_until_grading()
    process.send_signal(stop)
    out, err = process.communicate()
    assert bench.processes() == []
    assert list(bench.tmp.iterdir()) == []
    assert process.returncode == 130
    assert "no gradings yet" in out or "wrong verdicts: " in out
    assert "Traceback" not in err


def test_after_kill_9_nothing_stays_and_the_results_are_good(bench):
    process = bench.start("--programs", "sequential", "--conditions", "1c-2hogs", "--gradings", "50")
    bench.wait_until_grading()
    process.kill()
    process.communicate()
    while bench.processes():  # CTest's limit ends a test that waits for ever
        time.sleep(0.02)
    bench.gradings()  # every line is whole


def test_wrong_words_are_named(bench):
    for words, named in (
        (("--programs", "poool"), "'poool' is not known"),
        (("--conditions", "2c"), "'2c' is no condition"),
        (("--gradings", "0"), "'0' is not a number from 1 on"),
        (("--conditions", "64c-idle"), "64 cores are asked for"),
        (("--report", "/nowhere.jsonl"), "no results file /nowhere.jsonl"),
    ):
        status, out, err = bench.run(*words)
        assert (status, out) == (2, "")
        assert named in err
    assert not bench.results.exists()


def test_a_results_file_that_is_none_is_named(bench):
    bench.results.write_text("hello\n")
    status, _, err = bench.run("--gradings", "1")
    assert status == 2
    assert f"{bench.results}:1" in err
    assert bench.results.read_text() == "hello\n"


def test_the_kit_loads_and_every_program_belongs_to_an_exercise():
    listed = subprocess.run(
        [BINARY, "list"], env={**os.environ, "GILKIT_ROOT": str(BENCH / "kit")}, capture_output=True, text=True
    )
    assert (listed.returncode, listed.stderr) == (0, "")
    for program in PROGRAMS:
        assert program.path.is_file()
        assert folder_of(program.exercise).is_dir()
        assert required_speedup(program.exercise) > 1
