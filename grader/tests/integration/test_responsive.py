"""The kind `responsive`: who computes in the loop lets others wait, on any machine."""

import contextlib
import os
import signal
import subprocess
import threading
import time

import pytest
from batching import PR_SET_NAME
from course import CourseExercise
from processes import pids_called

EXERCISE = CourseExercise("the-pdf-invoices")

# A server of threads, right in all, to be changed in one place. Processes render.
THREADS = """
import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor

def answer(request, pool):
    word, *arguments = request.split()
    if word == "ping":
        return "pong " + arguments[0]
    return pool.submit(render, *map(int, arguments)).result()

def talk(client, pool):
    with client, client.makefile("rw") as lines:
        for line in lines:
            lines.write(answer(line.strip(), pool) + "\\n")
            lines.flush()

def serve(listener):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=talk, args=(client, pool), daemon=True).start()
"""


def in_threads(old: str = "", new: str = "") -> str:
    assert old in THREADS
    head = EXERCISE.solution().split("class Service")[0]
    return head + THREADS.replace(old, new)


@contextlib.contextmanager
def busy_core(cpu: int, hogs: int):
    """Whose only other work is that of a few programs which never sleep."""
    line = ["taskset", "-c", str(cpu), "sh", "-c", "while :; do :; done"]
    running = [subprocess.Popen(line) for _ in range(hogs)]
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
        for hog in running:
            hog.kill()
            hog.wait()


def assert_prompt(outcome):
    assert (outcome.code, outcome.verdict, outcome.result["score"]) == (0, "passed", 1)
    told = outcome.result["responsiveness"]
    assert told["requests"] == 3
    assert told["probes"] > 50
    for figure, allowed in told["allowed"].items():
        assert told["program"][figure] <= allowed


def assert_deaf(outcome):
    assert (outcome.code, outcome.verdict) == (1, "unresponsive")
    told = outcome.result["responsiveness"]
    assert told["program"]["longest_gap_ms"] - told["control"]["longest_gap_ms"] > 100


def test_a_process_renders_and_the_loop_answers(graded):
    assert_prompt(graded(EXERCISE.solution()))


def test_who_renders_in_the_loop_is_deaf_meanwhile(gilkit):
    outcome = gilkit.grade(EXERCISE)
    assert_deaf(outcome)
    (gap,) = [check for check in outcome.result["checks"] if check["name"] == "gap"]
    assert gap["status"] == "failed"


@pytest.mark.costly
def test_threads_may_serve_while_processes_render(graded):
    assert_prompt(graded(in_threads()))


@pytest.mark.costly
def test_a_thread_that_renders_keeps_the_gil_during_a_c_call(graded):
    assert_deaf(graded(EXERCISE.mistake("thread.py")))


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.costly
def test_workers_may_be_fresh_interpreters(graded, method):
    head, main = EXERCISE.solution().split('    """Answers everybody')
    source = head + f'    import multiprocessing\n    multiprocessing.set_start_method("{method}")\n    """Answers everybody' + main
    assert_prompt(graded(source))


@pytest.mark.costly
def test_a_core_with_busy_neighbours_changes_no_verdict(graded):
    with busy_core(min(os.sched_getaffinity(0)), hogs=4):
        assert_prompt(graded(EXERCISE.solution()))
        assert_deaf(graded(EXERCISE.mistake("async_def_only.py")))
        assert_deaf(graded(EXERCISE.mistake("thread.py")))


BUSY = "busy"

# What its process is called from its first long request on.
TELLS_WHEN_BUSY = f"""        if int(arguments[1]) > 100:
            import ctypes
            ctypes.CDLL(None).prctl({PR_SET_NAME}, b"{BUSY}")
"""


def stop_the_first_busy_one(for_s: float, until: threading.Event, seen: list[int]) -> None:
    """As a virtual core stands still: in nobody's accounts. `seen`: all that were busy, in their order."""
    while not until.wait(0.01):
        for pid in pids_called(BUSY):
            if pid in seen:
                continue
            seen.append(pid)
            if len(seen) == 1:
                os.kill(pid, signal.SIGSTOP)
                time.sleep(for_s)
                os.kill(pid, signal.SIGCONT)


@pytest.mark.costly
def test_one_bad_moment_of_the_machine_blames_nobody(graded):
    before, after = EXERCISE.solution().split("        number, rows = map")
    over, seen = threading.Event(), []
    stopper = threading.Thread(target=stop_the_first_busy_one, args=(1.0, over, seen))
    stopper.start()
    try:
        assert_prompt(graded(f"{before}{TELLS_WHEN_BUSY}        number, rows = map{after}"))
    finally:
        over.set()
        stopper.join()
    assert len(seen) >= 3  # late once, and then prompt twice


@pytest.mark.costly
def test_who_serves_one_client_at_a_time_never_comes_to_the_other(graded):
    outcome = graded(EXERCISE.mistake("one_client_at_a_time.py"))
    assert (outcome.code, outcome.verdict) == (1, "unresponsive")
    assert "first ping" in outcome.result["message"]
    assert outcome.result["responsiveness"] is None


SILENT = {
    "its socket is of no interest": "def serve(listener):\n    import time\n    time.sleep(3600)\n",
    "it prints": in_threads('lines.write(answer(line.strip(), pool) + "\\n")', "print(answer(line.strip(), pool))"),
    "the newline is missing": in_threads('answer(line.strip(), pool) + "\\n"', "answer(line.strip(), pool)"),
    "it swallows what should end it": "import asyncio\n"
    "async def main():\n"
    "    while True:\n"
    "        try:\n"
    "            await asyncio.sleep(3600)\n"
    "        except asyncio.CancelledError:\n"
    "            pass\n"
    "def serve(listener):\n"
    "    asyncio.run(main())\n",
}


@pytest.mark.parametrize("source", SILENT.values(), ids=SILENT.keys())
@pytest.mark.costly
def test_who_answers_nobody_is_told_so_in_time(graded, source):
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "unresponsive")


def test_who_never_renders_is_out_of_time(graded):
    outcome = graded(EXERCISE.mistake("never_awaited.py"))
    assert (outcome.code, outcome.verdict) == (1, "time-limit")
    assert "answers pings" in outcome.result["message"]


WRONG = {
    "another invoice": in_threads("*map(int, arguments)", "int(arguments[0]) + 1, int(arguments[1])"),
    "garbage": in_threads('return "pong " + arguments[0]', 'return "\\x00\\udcff☂::error::"').replace('makefile("rw")', 'makefile("rw", errors="surrogateescape")'),
    "pongs to nobody": in_threads('"pong " + arguments[0]', '"pong " + arguments[0] + "1"'),
    "everything twice": in_threads('+ "\\n")', '* 2 + "\\n")'),
    "probes twice": in_threads('return "pong " + arguments[0]', 'return "pong " + arguments[0] + "\\npong " + arguments[0]'),
    "an answer before the question": in_threads("        for line in lines:", '        lines.write("0 0 0\\n")\n        lines.flush()\n        for line in lines:'),
}


@pytest.mark.parametrize("source", WRONG.values(), ids=WRONG.keys())
def test_answers_are_compared(graded, source):
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")


GONE = {
    "it returns": "def serve(listener):\n    return 'served'\n",
    "it returns something that can't cross": "def serve(listener):\n    return listener\n",
    "it exits": "def serve(listener):\n    raise SystemExit(0)\n",
    "it hangs up": "import time\ndef serve(listener):\n    while True:\n        listener.accept()[0].close()\n",
    "it hangs up on work": in_threads("    return pool.submit", "    raise ConnectionResetError\n    return pool.submit"),
    "it floods": "import time\ndef serve(listener):\n    clients = [listener.accept()[0] for _ in range(2)]\n    clients[0].sendall(b'x' * 10**6)\n    time.sleep(3600)\n",
}


@pytest.mark.parametrize("source", GONE.values(), ids=GONE.keys())
@pytest.mark.costly
def test_who_hangs_up_has_no_result(graded, source):
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "no-result")


@pytest.mark.parametrize("tier", ["B", "C", "D"])
@pytest.mark.costly
def test_who_closes_the_socket_serves_nobody_in_every_tier(graded, tier):
    outcome = graded("import time\ndef serve(listener):\n    listener.close()\n    time.sleep(3600)\n", env={"GILKIT_TIER": tier})
    assert outcome.code == 1
    assert outcome.verdict in ("no-result", "unresponsive")


@pytest.mark.costly
def test_what_is_raised_is_shown_though_connections_end_first(graded):
    outcome = graded("def serve(listener):\n    listener.accept()[0].close()\n    raise KeyError('invoice')\n")
    assert (outcome.code, outcome.verdict) == (1, "crashed")
    assert "KeyError" in outcome.result["message"]


@pytest.mark.costly
def test_a_function_that_takes_no_socket_is_no_submission(graded):
    outcome = graded("def serve():\n    pass\n")
    assert (outcome.code, outcome.verdict) == (1, "invalid-submission")


@pytest.mark.costly
def test_a_forged_word_to_the_grader_is_no_answer(graded):
    forged = (
        "import json, os, struct\n"
        "def serve(listener):\n"
        "    body = json.dumps({'op': 'returned', 'value': 1}).encode()\n"
        "    os.write(3, struct.pack('>I', len(body)) + body)\n"
        "    listener.accept()\n"
    )
    outcome = graded(forged)
    assert (outcome.code, outcome.verdict) == (1, "no-result")
