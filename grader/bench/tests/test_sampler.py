import pytest
from lib.command import Run
from sampler import looks_made, own_core_share


def observed(wall_s: float, cpu_s: float = 1.1) -> Run:
    timeline = {"looks": 900, "missed_looks": 100}
    return Run(2.5, cpu_s, {"wall_s": wall_s, "cpu_s": 1.0}, {"cpu_s": 1.0, "wall_s": 2.0, "timeline": timeline})


def test_figures_are_of_the_observed_run():
    assert own_core_share(observed(2.0)) == pytest.approx(0.05)
    assert looks_made(observed(2.0)) == pytest.approx(0.9)
