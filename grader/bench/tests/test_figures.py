import random
import statistics

import pytest
from lib.figures import binomial_cdf, bootstrap_interval, error_upper_bound, median
from lib.wallclock import passes, scaled_requirement


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


def run(role: str, wall_s: float, cores: int = 2, diagnosis: bool = False) -> dict:
    return {"role": role, "wall_s": wall_s, "cores": cores, "diagnosis": diagnosis, "beside": False}


def test_a_requirement_is_scaled_to_the_real_cores():
    assert scaled_requirement(2.0, 4) == 2.0
    assert scaled_requirement(2.0, 8) == 2.0  # four workers use no more
    assert scaled_requirement(2.0, 2) == pytest.approx(4 / 3)
    assert scaled_requirement(2.0, 1) == 1.0


def test_the_wall_clock_grader_takes_the_shortest_of_three():
    baseline = [run("baseline", s) for s in (1.5, 1.2, 1.4, 0.1)]
    assert passes([*baseline, run("submission", 1.0), run("submission", 0.9)], 2, 2.0) is True  # 1.2 / 0.9 = 1.33
    assert passes([*baseline, run("submission", 1.0), run("submission", 0.91)], 2, 2.0) is False
    fourth = [run("submission", s) for s in (2.0, 2.0, 2.0, 0.1)]
    assert passes([*baseline, *fourth], 2, 2.0) is False


def test_the_wall_clock_grader_takes_equally_many_of_both():
    assert passes([run("baseline", 1.4), run("baseline", 1.0), run("submission", 1.0)], 2, 2.0) is True  # 1.4 / 1.0


def test_the_wall_clock_grader_looks_at_default_runs_on_all_cores():
    beside = {**run("submission", 0.1), "beside": True}
    others = [run("submission", 0.1, cores=1), run("submission", 0.1, diagnosis=True), beside]
    assert passes([run("baseline", 1.0), *others], 2, 2.0) is None
    assert passes([run("baseline", 1.0), *others, run("submission", 1.0)], 2, 2.0) is False
    assert passes([], 2, 2.0) is None
