import random
import re
import statistics

import pytest
from lib.figures import binomial_cdf, bootstrap_interval, error_upper_bound, median, median_in_words
from lib.wallclock import outcomes, passes, scaled_requirement, walls


def test_the_tail_of_a_fair_coin():
    assert binomial_cdf(1, 3, 0.5) == pytest.approx(0.5)
    assert binomial_cdf(3, 3, 0.5) == 1
    assert binomial_cdf(0, 5, 0.0) == 1
    assert binomial_cdf(4, 5, 1.0) == 0


def test_no_error_in_n_trials_has_a_closed_form():
    for trials in (1, 243, 1200, 100_000):
        assert error_upper_bound(0, trials) == pytest.approx(1 - 0.05 ** (1 / trials), rel=1e-6)


@pytest.mark.parametrize(("errors", "trials"), [(1, 10), (3, 60), (17, 1200), (599, 600)])
def test_under_the_bound_so_few_errors_are_just_unlikely(errors, trials):
    assert binomial_cdf(errors, trials, error_upper_bound(errors, trials)) == pytest.approx(0.05, abs=1e-6)


def test_bounds_of_the_ends():
    assert error_upper_bound(0, 0) == 1
    assert error_upper_bound(7, 7) == 1
    with pytest.raises(ValueError):
        error_upper_bound(2, 1)


def test_more_trials_and_fewer_errors_lower_the_bound():
    assert error_upper_bound(0, 1200) < error_upper_bound(0, 100) < error_upper_bound(1, 100)


def test_the_median_of_nothing_is_none():
    assert median([]) is None
    assert median([3, 1, 2]) == 2


def test_a_bootstrap_interval_holds_the_median_and_needs_two_values():
    rng = random.Random(3)
    values = [rng.gauss(1, 0.1) for _ in range(30)]
    low, high = bootstrap_interval(values)
    assert min(values) <= low < statistics.median(values) < high <= max(values)
    assert bootstrap_interval(values) == (low, high)  # the same for the same values
    assert bootstrap_interval([2.0]) is None
    assert bootstrap_interval([2.0, 2.0]) == (2.0, 2.0)


def test_a_requirement_is_scaled_to_the_real_cores():
    assert scaled_requirement(2.0, 4) == 2.0
    assert scaled_requirement(2.0, 8) == 2.0  # four workers use no more
    assert scaled_requirement(2.0, 2) == pytest.approx(4 / 3)
    assert scaled_requirement(2.0, 1) == 1.0


def run(role: str, wall_s: float, cores: int = 2, **more) -> dict:
    return {"role": role, "wall_s": wall_s, "cores": cores, "diagnosis": False, "beside": False, **more}


def grading(index: int, baseline_s: float, submission_s: float, **more) -> dict:
    return {
        "index": index, "program": "hash-threads", "exercise": "hashes", "truth": "passed", "condition": "2c-idle",
        "cores": 2, "jobs": 1, "runs": [run("baseline", baseline_s), run("submission", submission_s)], **more,
    }  # fmt: skip


def test_the_wall_clock_grader_takes_the_shortest_of_three():
    # 2.0 on 4 cores are asked for: 4 / 3 on 2.
    assert passes([1.5, 1.2, 1.4], [1.0, 0.9, 1.1], 2, 2.0) is True
    assert passes([1.5, 1.2, 1.4], [1.0, 0.91, 1.1], 2, 2.0) is False
    gradings = [grading(0, 1.5, 1.0), grading(1, 1.2, 0.9), grading(2, 1.4, 1.1)]
    assert outcomes(gradings) == [True]
    assert outcomes([{**record, "truth": "not-parallel"} for record in gradings]) == [False]


def test_three_gradings_make_one_of_the_wall_clock_grader():
    slow, fast = (lambda index, **more: grading(index, 1.0, 2.0, **more)), (lambda index: grading(index, 1.0, 0.5))
    assert outcomes([slow(0), slow(1)]) == []
    # By their order, not by that of the file; the seventh is left over.
    assert outcomes([fast(6), slow(0), slow(2), slow(1), fast(5), slow(3), slow(4)]) == [False, True]
    # Never mixed: three conditions, no three gradings.
    assert outcomes([slow(0), slow(1, condition="2c-4hogs"), slow(2, jobs=3), slow(3)]) == []
    # A grading that came to no run is none of them.
    assert outcomes([slow(0), slow(1), slow(2, runs=[])]) == []


def test_the_wall_clock_grader_looks_at_runs_on_all_cores_alone_with_them():
    others = [run("submission", 0.1, beside=True), run("submission", 0.2, 1), run("baseline", 0.3, beside=True)]
    baseline, diagnosis = run("baseline", 1.0), run("submission", 0.4, diagnosis=True)
    assert walls(grading(0, 0, 0, runs=[baseline, *others])) == ([1.0], [])
    assert walls(grading(0, 0, 0, runs=[baseline, *others, diagnosis])) == ([1.0], [0.4])
    assert walls(grading(0, 0, 0, runs=[baseline, diagnosis, run("submission", 0.9)])) == ([1.0], [0.9])


def test_a_median_is_told_with_its_interval_where_there_is_one():
    assert median_in_words([1.25]) == "1.250"
    assert re.fullmatch(r"1\.000 \(\d\.\d{3}–\d\.\d{3}\)", median_in_words([0.9, 1.0, 1.1]))
