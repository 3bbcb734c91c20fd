"""Exercises of the kind `io` that ask for parallel work, too: the waits and the work are judged one after the other."""

from course import CourseExercise, check_of

EXERCISE = CourseExercise("thumbnail-scraper")


def names_of(outcome) -> list[str]:
    return [check["name"] for check in outcome.result["checks"]]


def test_threads_that_wait_and_processes_that_compute_pass(graded):
    outcome = graded(EXERCISE.solution())
    assert (outcome.code, outcome.verdict) == (0, "passed"), outcome.result["message"]
    assert names_of(outcome) == ["imports", "cases", "once", "bound", "concurrent", "parallel", "answers", "work", "speedup"]
    assert outcome.result["requests"]["mean_in_flight"] >= 6
    assert outcome.result["measurement"]["speedup"]["required"] == 1.7
    assert outcome.result["measurement"]["speedup"]["estimate"] > 1.7


def test_waits_that_overlap_are_not_enough(graded):
    outcome = graded(EXERCISE.mistake("computes_afterwards.py"))
    assert (outcome.code, outcome.verdict) == (1, "not-parallel")
    assert check_of(outcome, "concurrent")["status"] == "passed"
    assert check_of(outcome, "parallel")["status"] == "failed"
    assert outcome.result["requests"]["mean_in_flight"] >= 6


def test_work_that_is_parallel_is_not_enough(graded):
    outcome = graded(EXERCISE.mistake("fetches_in_turn.py"))
    assert (outcome.code, outcome.verdict) == (1, "not-concurrent")
    assert outcome.result["measurement"] is None  # which comes after
