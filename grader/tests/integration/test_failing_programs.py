"""Submissions that crash, hang or flood: each gets its reason, quickly, and leaves nothing behind."""

import pytest
from conftest import with_body


@pytest.mark.parametrize(
    ("body", "reason", "said"),
    [
        ("raise KeyError('gone')", "crashed", "raised KeyError"),
        ("import os; os.kill(os.getpid(), 11)", "crashed", "signal 11"),
        ("import sys; sys.exit(0)", "no-result", "exit code 0"),
        ("import os; os._exit(7)", "no-result", "exit code 7"),
        ("return bytearray(1 << 42)", "memory-limit", "memory"),
        ("while True: print('spam' * 1000)", "output-limit", "1024 KiB"),
        ("import os; os.write(3, b'x' * 64)", "no-result", "connection"),
        ("import asyncio\nasync def f(): pass\nreturn f()", "wrong-answer", "coroutine"),
    ],
)
def test_ways_to_end_badly(gilkit, submission, body, reason, said):
    outcome = gilkit.grade(submission(with_body(body)))
    assert (outcome.code, outcome.verdict) == (1, reason)
    assert said in outcome.result["message"]


def test_an_exception_is_shown_with_the_learners_own_lines(gilkit, submission):
    file = submission(with_body("return [1 // (n - n) for n in [7]]"))
    line = 1 + file.read_text().splitlines().index("    return [1 // (n - n) for n in [7]]")
    result = gilkit.grade(file).result
    assert result["message"].startswith(f"{file}:{line}: your program raised ZeroDivisionError")
    told = " ".join(result["explanation"])
    assert "Traceback" in told and str(file) in told and "runner.py" not in told


@pytest.mark.parametrize(
    "body",
    [
        "import time; time.sleep(1e6)",
        "import threading; threading.Lock().acquire(); lock = threading.Lock(); lock.acquire(); lock.acquire()",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass",
        "import threading, time; threading.Thread(target=time.sleep, args=(1e6,)).start()\nreturn [job(n) for n in sizes]",
    ],
    ids=["sleeps", "deadlock", "stops itself", "ignores SIGTERM", "thread that never ends"],
)
def test_a_program_that_does_not_end_crosses_the_time_limit(quick, submission, body):
    outcome = quick.grade(submission(with_body(body)))
    assert (outcome.code, outcome.verdict) == (1, "time-limit")


@pytest.mark.parametrize(
    "body",
    [
        "import os, time\nfor i in range(1000):\n    if os.fork() == 0:\n        time.sleep(60)\ntime.sleep(60)",
        "import threading, time\nfor i in range(5000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\ntime.sleep(60)",
    ],
    ids=["processes", "threads"],
)
def test_too_many_tasks_cross_the_limit(gilkit, submission, body):
    # Not the quick one: where a fork takes ten milliseconds, its two seconds are over first.
    graded = gilkit.grade(submission(with_body(body)))
    assert graded.verdict == "process-limit", graded.result


def test_a_daemon_that_holds_stdout_open_neither_hangs_the_grader_nor_survives(quick, submission):
    body = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1e6)
    os._exit(0)
return None
"""
    assert quick.grade(submission(with_body(body))).verdict == "wrong-answer"


def test_terrible_leavings_are_removed(quick, submission):
    body = """
import os
for depth in range(300):
    os.mkdir("x" * 100)
    os.chdir("x" * 100)
open("file", "w").close()
os.chmod(".", 0)
return None
"""
    assert quick.grade(submission(with_body(body))).verdict == "wrong-answer"


def test_hostile_output_stays_text(quick, submission):
    body = "import sys\nsys.stdout.buffer.write(b'\\x1b[2J\\x00\\xff]]>::error::PASS\\n')\nreturn None"
    outcome = quick.grade(submission(with_body(body)))
    assert "]]>::error::PASS" in outcome.result["output"]
    assert "\x1b" not in outcome.out
    text = quick("grade", "--python", "/usr/bin/python3", submission(with_body(body)))
    assert text.code == 1 and "\x1b" not in text.out and "\x00" not in text.out
