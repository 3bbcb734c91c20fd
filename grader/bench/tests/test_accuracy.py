import pytest
from accuracy import differences

TOLD = {"held": 1.0, "native": 1.0, "starved": 0.4, "waited": 1.6}
SEEN = {"holds": 1.0, "waits": 1.4, "native": 1.0, "starved": 0.6, "lock": 0, "io": 0, "sleeps": 0}


def points(seen: dict) -> dict:
    lanes = [{"tid": 7, "spent_s": seen}, {"tid": 8, "spent_s": {**seen, "lock": 9}}]
    return {kind: value for kind, (value,) in differences({"7": TOLD}, {"timeline": {"lanes": lanes}}).items()}


def test_differences_are_points_of_each_threads_own_time():
    assert points(SEEN) == {"held": pytest.approx(0), "waited": pytest.approx(0), "native": pytest.approx(0)}
    off = points({**SEEN, "holds": 1.8, "native": 0.6})
    assert (off["held"], off["native"]) == (pytest.approx(20), pytest.approx(10))


@pytest.mark.parametrize(("waits", "starved", "off"), [(2.0, 0, 0), (1.0, 0.6, 0), (2.4, 0, 10), (1.0, 0.2, 10)])
def test_who_waits_for_the_gil_and_for_a_core_is_in_either(waits, starved, off):
    assert points({**SEEN, "waits": waits, "starved": starved})["waited"] == pytest.approx(off)
