"""The kind `race`: right in plain calls is not right under every schedule."""

import shutil

import pytest
from course import CourseExercise, check_of

EXERCISE = CourseExercise("plus-equals")

TWO_TALLIES = """
import threading

def add_up(batches):
    seen = {}
    amounts = [cents(amount) for batch in batches for amount in batch]
    def work(batch):
        for amount in batch:
            if "total" not in seen:
                seen["total"], seen["count"] = 0, 0
            with lock:
                seen["total"] += cents(amount)
                seen["count"] += 1
    lock = threading.Lock()
    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (seen.get("total", 0), seen.get("count", 0))

def cents(amount):
    whole, _, rest = amount.partition(".")
    return int(whole) * 100 + int(rest)
"""


def test_the_solution_is_right_under_every_schedule(graded):
    outcome = graded(EXERCISE.solution())
    assert (outcome.code, outcome.verdict, outcome.result["score"]) == (0, "passed", 1)
    assert outcome.result["schedules"] == {"tried": 200, "wrong": 0}


def test_the_stub_is_told_how_often_and_with_which_seed(gilkit):
    outcome = gilkit.grade(EXERCISE)
    assert (outcome.code, outcome.verdict) == (1, "race")
    wrong = outcome.result["schedules"]["wrong"]
    assert wrong > 0 and f"wrong ones under {wrong} of" in outcome.result["message"]
    check = check_of(outcome, "schedules")
    assert check["expected"] != check["actual"]
    seed = outcome.result["seed"]
    assert any(f"--seed {seed} " in line for line in outcome.result["explanation"])
    again = gilkit.grade("--seed", seed, EXERCISE)
    assert again.verdict == "race"


def test_where_threads_are_stuck_is_told_by_line(graded):
    outcome = graded(EXERCISE.mistake("opposite_orders.py"))
    assert (outcome.code, outcome.verdict) == (1, "deadlock")
    where = outcome.result["explanation"][0]
    assert where.count(", line ") >= 2 and "): with self." in where


def test_a_lock_that_is_taken_twice_is_a_deadlock_in_plain_calls(graded):
    outcome = graded(EXERCISE.mistake("lock_taken_twice.py"))
    assert (outcome.code, outcome.verdict) == (1, "deadlock")
    assert outcome.result["explanation"][0].startswith("In a plain call its threads were here:")


def test_threads_must_meet(graded):
    outcome = graded(EXERCISE.mistake("started_and_joined.py"))
    assert (outcome.code, outcome.verdict) == (1, "not-concurrent")
    assert outcome.result["schedules"] == {"tried": 200, "wrong": 0}


def test_check_then_act_is_a_race_on_every_version(graded):
    outcome = graded(TWO_TALLIES)
    assert (outcome.code, outcome.verdict) == (1, "race")


@pytest.mark.skipif(not shutil.which("pypy3"), reason="there is no PyPy here")
@pytest.mark.parametrize("source, verdict", [(EXERCISE.solution(), "unsupported"), (EXERCISE.mistake("locked_write.py"), "race")])
def test_where_bytecodes_are_not_told_of_nobody_is_right(gilkit, submission, source, verdict):
    outcome = gilkit("grade", "--python", "pypy3", "--format", "json", "--exercise", EXERCISE.id, submission(source))
    assert outcome.verdict == verdict
    assert check_of(outcome, "schedules")["status"] == ("failed" if verdict == "race" else "inconclusive")


def test_plain_calls_that_differ_are_a_race(graded):
    """Without a GIL a race shows by itself; here a lost update is made up, in every second call."""
    source = EXERCISE.mistake("locked_write.py") + """

plain, calls = add_up, 0


def add_up(batches):
    global calls
    calls += 1
    total, count = plain(batches)
    return (total, count - 1) if batches and calls % 2 == 0 else (total, count)
"""
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "race")
    assert outcome.result["message"].startswith("Right and wrong answers to the same plain call, and wrong ones under ")
    assert [check_of(outcome, name)["status"] for name in ("answers", "schedules")] == ["failed", "failed"]


def test_plain_calls_that_are_wrong_each_time_are_wrong(graded):
    outcome = graded(EXERCISE.solution() + "\n\nplain = add_up\n\n\ndef add_up(batches):\n    return 7, 7\n")
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")


def test_what_is_kept_from_call_to_call_is_no_race(graded):
    """Each answer is another one, and none is right."""
    source = EXERCISE.solution() + "\n\nplain, kept = add_up, 0\n\n\ndef add_up(batches):\n    global kept\n    kept += 1\n    return kept, kept\n"
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")


def test_what_is_raised_only_under_a_schedule_is_a_race(graded):
    source = EXERCISE.solution() + "\n\nplain = add_up\n\n\ndef add_up(batches):\n    import sys\n    if sys.getswitchinterval() < 1e-5:\n        raise KeyError('now')\n    return plain(batches)\n"
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "race")
    assert "raised KeyError" in check_of(outcome, "schedules")["actual"]


def test_who_sleeps_for_too_long_is_out_of_time_and_not_stuck(graded):
    source = "import time\n" + EXERCISE.solution() + "\n\ndef add_up(batches):\n    time.sleep(3600)\n"
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (1, "time-limit")


def test_what_the_runner_is_told_by_a_stranger_is_not_believed(graded):
    """It writes to the grader's connection that all is well, and that its threads are somewhere."""
    forged = (
        "import json, os, struct\n"
        "def add_up(batches):\n"
        "    for message in ({'op': 'stacks', 'threads': [{'name': '::error::'}]}, {'op': 'returned', 'value': 1}):\n"
        "        body = json.dumps(message).encode()\n"
        "        os.write(3, struct.pack('>I', len(body)) + body)\n"
        "    return (0, 0)\n"
    )
    outcome = graded(forged)
    assert outcome.code == 1
    assert outcome.verdict in ("no-result", "wrong-answer")
