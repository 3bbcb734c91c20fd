"""Ctrl-C, at any moment, leaves no process and no file."""

import os
import signal
import time
from pathlib import Path

import pytest
from conftest import EXERCISE, solution, with_body
from waiting import wait_for


HANG = with_body("import subprocess, time\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\ntime.sleep(1000)")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_run_with_130_and_leaves_nothing(gilkit, submission, number):
    process = gilkit.start("grade", "--python", "/usr/bin/python3", submission(HANG))
    wait_for(lambda: gilkit.running("sleep 1000"))  # the runner's detached child
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err and out == ""
    gilkit.assert_nothing_left()


def test_a_signal_in_the_middle_of_measuring(gilkit, submission):
    process = gilkit.start("grade", "--python", "/usr/bin/python3", submission(solution()))
    wait_for(lambda: gilkit.running("runner.py") >= 6)  # a pool at work, below the box's own processes
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    gilkit.assert_nothing_left()


def test_the_runner_dies_with_a_killed_grader(gilkit, submission):
    process = gilkit.start("grade", "--python", "/usr/bin/python3", submission(with_body("import time; time.sleep(1000)")))
    wait_for(lambda: gilkit.running("runner.py"))
    process.kill()
    process.communicate()
    wait_for(lambda: not gilkit.processes())


def test_verify_is_interrupted_as_well(gilkit):
    process = gilkit.start("verify", "--python", "/usr/bin/python3", EXERCISE)
    wait_for(gilkit.processes)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    gilkit.assert_nothing_left()


def test_an_ignored_interrupt_stays_ignored(gilkit, submission):
    """nohup and background jobs start programs with the signal ignored."""
    process = gilkit.start(
        "grade",
        "--python",
        "/usr/bin/python3",
        submission(with_body("return None")),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 1
