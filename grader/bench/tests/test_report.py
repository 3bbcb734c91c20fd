import pytest
from lib.machine import busy_s
from lib.verdict_report import is_undecided, is_wrong, is_wrong_reason, report, time_multiple


def run(role: str, wall_s: float, cores: int, diagnosis: bool = False) -> dict:
    return {"role": role, "wall_s": wall_s, "cores": cores, "diagnosis": diagnosis, "beside": False}


def grading(program="pool", truth="passed", verdict="passed", reason=None, condition="2c-idle", **more) -> dict:
    cores, hogs = int(condition[0]), 0 if "idle" in condition else int(condition[3])
    runs = [run("baseline", 1.0, cores), run("submission", 0.8, cores, True), run("submission", 0.6, cores)]
    record = {
        "kind": "grading", "index": 0, "program": program, "exercise": "loop", "truth": truth, "condition": condition,
        "cores": cores, "hogs": hogs, "jobs": 1, "others": 0.02,
        "verdict": verdict, "reason": reason, "seconds": 4.8, "runs": runs,
    }  # fmt: skip
    return {**record, **more}


MACHINE = {"date": "2025-01-31", "cores": 2, "kernel": "6.1", "python": "CPython 3.11.2", "gilkit": "0"}
SESSION = {"kind": "session", **MACHINE}


@pytest.mark.parametrize(
    ("truth", "verdict", "reason", "wrong", "wrong_reason", "undecided"),
    [
        ("passed", "passed", None, False, False, False),
        ("passed", "failed", "too-slow", True, False, False),
        ("passed", "inconclusive", "too-noisy", False, False, True),
        ("not-parallel", "passed", None, True, False, False),
        ("not-parallel", "failed", "not-parallel", False, False, False),
        ("not-parallel", "failed", "too-slow", False, True, False),
        ("not-parallel", "inconclusive", "too-noisy", False, False, True),
        ("passed", "error", None, False, False, False),
        ("not-parallel", "error", None, False, False, False),
    ],
)
def test_what_counts_as_wrong(truth, verdict, reason, wrong, wrong_reason, undecided):
    record = grading(truth=truth, verdict=verdict, reason=reason)
    assert (is_wrong(record), is_wrong_reason(record), is_undecided(record)) == (wrong, wrong_reason, undecided)


def test_time_is_told_in_multiples_of_one_pair():
    assert time_multiple(grading()) == pytest.approx(4.8 / 1.6)
    only_diagnosis = [run("baseline", 1.0, 2), run("submission", 0.8, 2, True)]
    assert time_multiple(grading(runs=only_diagnosis)) == pytest.approx(4.8 / 1.8)
    assert time_multiple(grading(runs=[run("baseline", 1.0, 2)])) is None


def test_the_report_counts_and_bounds():
    text = report(
        [
            SESSION,
            *[grading() for _ in range(8)],
            grading(verdict="failed", reason="too-slow", condition="1c-4hogs"),
            grading("threads", "not-parallel", "failed", "wasted-work", condition="2c-2switching", jobs=3, others=None),
            grading("threads", "not-parallel", "inconclusive", "too-noisy"),
            grading("threads", "not-parallel", "error", None, message="no box", runs=[], seconds=None),
        ]
    )
    assert "2025-01-31 · 2 cores · Linux 6.1 · CPython 3.11.2 · gilkit 0" in text
    assert "wrong verdicts: 1 of 12 (8.33 %; with 95 % confidence at most 33.87 %)" in text
    assert "wrong reasons, where a failure was right: 1 of 1" in text
    assert "undecided, all conditions: 1 of 12" in text
    assert "undecided, idle on 2 cores: 1 of 10" in text
    assert "the grader itself failed: 1 of 12" in text
    assert "clear pass, 2 cores: median 3.0 ×" in text
    assert "wall-clock grader wrong on 2 cores: 0 of 2" in text  # of eight gradings of the pool, in threes
    assert "pool, 1c-4hogs: WRONG, too-slow (1 times)" in text
    assert "threads, 2c-2switching, 3 at a time: failed, wasted-work (1 times)" in text
    assert "threads, 2c-idle: error, no box (1 times)" in text


def test_a_disturbed_grading_is_not_idle():
    text = report([SESSION, *[grading() for _ in range(3)], grading(others=0.5, seconds=1000)])
    assert "undecided, idle on 2 cores: 0 of 3" in text
    assert "clear pass, 2 cores: median 3.0 ×" in text
    assert "not counted as idle: 1 of 4 gradings" in text
    assert "not counted" not in report([SESSION, grading(), grading(condition="2c-2hogs", others=1.0)])


def test_a_report_of_nothing_says_so():
    assert report([]) == "no gradings yet"
    assert report([SESSION]) == "no gradings yet"


def test_busy_time_leaves_out_idle_and_waiting_and_counts_guests_once():
    # user nice system idle iowait irq softirq steal guest guest_nice
    assert busy_s("cpu  100 20 30 1000 500 1 2 47 60 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n") == pytest.approx(2.0)
