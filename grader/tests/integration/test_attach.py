"""gilkit measure --pid: processes that run already, and are left as they were."""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import pytest
from measuring import BINARY, Measured, cpu_of, program, state_of, stolen_cores
from seeing import EVERY_STATE, assert_states, ids_in
from waiting import wait_for


@pytest.fixture
def attach(gilkit, tmp_path):
    """gilkit measure --pid, with its report in a JSON file."""

    file = tmp_path / "attached.json"

    def start(pid: int, *words: object, **options) -> subprocess.Popen:
        return gilkit.start("measure", "--format", "json", "--output", file, "--pid", pid, *words, **options)

    def finish(process: subprocess.Popen) -> Measured:
        out, err = process.communicate(timeout=120)
        return Measured(process, out.encode(), err.encode(), file)

    def run(pid: int, *words: object, **options) -> Measured:
        return finish(start(pid, *words, **options))

    run.start = start
    run.finish = finish
    return run


def looks(gilkit_process: subprocess.Popen) -> bool:
    """Whether it is past its own start: it rests between two looks, and has looked for some hundredths of a second."""
    return state_of(gilkit_process.pid) == "S" and cpu_of(gilkit_process.pid) > 2


def test_a_running_process_is_observed_and_left_as_it_was(attach, running):
    process, line = running(*EVERY_STATE)
    measured = attach(process.pid, "--timeline", "--seconds", 2)
    assert measured.code == 0
    report = measured.report
    assert_states(report, ids_in(line))
    assert report["attached"] == {"pid": process.pid, "ended": False}
    assert report["exit_code"] is None and report["signal"] is None
    assert report["command"][-1].endswith("every_state.py")
    assert report["wall_s"] == pytest.approx(2, abs=0.5)
    assert report["parallelism"] > 1
    assert Path(f"/proc/{process.pid}/status").read_text().count("TracerPid:\t0\n") == 1
    process.stdin.write(b"\n")
    process.stdin.flush()
    assert process.wait(timeout=60) == 0


def test_without_a_timeline_a_running_process_shows_its_demand(attach, running, tmp_path):
    process, _ = running(*program(tmp_path, "import time\nprint(flush=True)\nend = time.time() + 60\nwhile time.time() < end: pass\n"))
    report = attach(process.pid, "--seconds", 1).report
    assert report["timeline"] is None and report["gil"]["available"] is False
    assert report["parallelism"] < 1.1
    assert report["parallelism"] + stolen_cores(report) > 0.9


def test_a_process_that_ends_ends_the_observation(attach, running, tmp_path):
    """It ends with its input, once somebody looks at it."""
    process, _ = running(*program(tmp_path, "print(flush=True)\ninput()\n"))
    begun = attach.start(process.pid, "--timeline", "--seconds", 60)
    wait_for(lambda: looks(begun))
    process.stdin.write(b"\n")
    process.stdin.flush()
    measured = attach.finish(begun)
    assert measured.code == 0
    assert measured.report["attached"]["ended"] is True
    assert measured.report["wall_s"] < 30


@pytest.mark.parametrize("words, code", [((), 0), (("--seconds", "60"), 130)])
def test_ctrl_c_ends_the_observation_alone(gilkit, running, words, code):
    process, _ = running(*EVERY_STATE)
    gilkit_process = gilkit.start("measure", "--timeline", *words, "--pid", process.pid)
    wait_for(lambda: looks(gilkit_process))
    gilkit_process.send_signal(signal.SIGINT)
    _, err = gilkit_process.communicate(timeout=60)
    assert gilkit_process.returncode == code
    assert "holds the GIL" in err
    assert process.poll() is None


def test_a_stopped_process_does_nothing_and_is_told_so(attach, running):
    process, line = running(*EVERY_STATE)
    process.send_signal(signal.SIGSTOP)
    wait_for(lambda: state_of(process.pid) == "T")
    report = attach(process.pid, "--timeline", "--seconds", 0.5).report
    assert report["cpu_s"] < 0.05
    assert all(thread["native"] < 0.05 for thread in report["gil"]["threads"])
    assert state_of(process.pid) == "T"


def test_who_asks_for_its_own_parent_is_not_in_the_picture(running, tmp_path):
    source = f"""
import json, subprocess, sys, threading
report = subprocess.run([{BINARY!r}, "measure", "--timeline", "--format", "json", "--output", "/dev/stdout",
                         "--seconds", "0.5", "--pid", str(__import__("os").getpid())], stdout=subprocess.PIPE)
print(report.stdout.decode().replace("\\n", ""), flush=True)
"""
    _, line = running(*program(tmp_path, source))
    report = json.loads(line)
    assert [process["gil"] for process in report["gil"]["processes"]] == ["seen"]
    assert report["processes"] == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_an_ordinary_user_sees_what_is_theirs_and_nobody_elses(running):
    nobody = 65534
    as_nobody = {"user": nobody, "group": nobody, "extra_groups": [], "cwd": "/"}
    command = [BINARY, "measure", "--timeline", "--format", "json"]
    try:
        mine = subprocess.run(
            [*command, "--", "/usr/bin/python3", "-c", "sum(range(30_000_000))"], capture_output=True, **as_nobody
        )
    except PermissionError:
        pytest.skip("this build lies where nobody else can run it")
    report = json.loads(mine.stderr)
    assert report["gil"]["available"], report["gil"]
    process, _ = running(*EVERY_STATE)
    refused = subprocess.run([*command, "--pid", str(process.pid)], capture_output=True, text=True, **as_nobody)
    assert refused.returncode == 2
    assert f"may not look into process {process.pid}" in refused.stderr


def test_a_terminal_shows_what_is_going_on_and_is_clean_at_the_end(gilkit, running):
    process, _ = running(*EVERY_STATE)
    ours, theirs = pty.openpty()
    environment = {**gilkit.environment, "COLUMNS": "100", "TERM": "xterm"}
    words = ["measure", "--timeline", "--output", "/dev/null", "--seconds", "3", "--pid", process.pid]
    watching = subprocess.Popen([BINARY, *map(str, words)], stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal's end, once its last user is gone
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert watching.wait(timeout=60) == 0
    lines = shown.decode().split("\r\x1b[K")
    assert len(lines) > 3 and lines[-1] == ""
    assert re.fullmatch(rf"process {process.pid}: \d s of 3, 7 threads, GIL held \d+ %, \d\.\d waiting", lines[-2])
