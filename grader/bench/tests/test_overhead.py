import pytest
from lib.command import Run
from lib.pairs import ratios
from overhead import own_shares


def observed(wall_s: float, cpu_s: float, whole_wall_s: float, whole_cpu_s: float) -> Run:
    return Run(whole_wall_s, whole_cpu_s, {"wall_s": wall_s, "cpu_s": cpu_s}, {"cpu_s": 2.0})


def test_each_figure_is_with_over_without_pair_by_pair():
    plain, slow, same = observed(1, 4, 2, 8), observed(2, 5, 3, 9), observed(1, 4, 2, 8)
    wall, cpu, wall_per_cpu, whole_wall, whole_cpu = ratios([(plain, slow), (plain, same)])
    assert wall == [2, 1]
    assert cpu == [1.25, 1]
    assert wall_per_cpu == [pytest.approx(1.6), 1]
    assert whole_wall == [1.5, 1]
    assert whole_cpu == [1.125, 1]


def test_the_observers_own_share_is_what_the_program_did_not_use():
    pairs = [(observed(1, 1, 1, 1), observed(1, 1, 1, cpu_s)) for cpu_s in (2.1, 2.0)]
    assert own_shares(pairs) == [pytest.approx(0.05), 0]
