import pytest
from accuracy import differences


def test_differences_are_points_of_each_threads_own_time():
    truth = {"7": {"held": 1.0, "native": 1.0, "waited": 2.0}}
    seen = {"holds": 0.5, "waits": 1.0, "native": 0.3, "starved": 0.2, "lock": 0, "io": 0, "sleeps": 0}
    lanes = [{"tid": 7, "spent_s": seen}, {"tid": 8, "spent_s": {**seen, "lock": 9}}]
    assert differences(truth, {"timeline": {"lanes": lanes}}) == {
        "held": [pytest.approx(0)], "waited": [pytest.approx(0)], "native": [pytest.approx(0)]
    }  # fmt: skip
    lanes[0]["spent_s"] = {**seen, "holds": 0.9, "waits": 0.6}
    off = differences(truth, {"timeline": {"lanes": lanes}})
    # Waiting: 50 % told, between 30 and 40 % seen.
    assert off == {"held": [pytest.approx(20)], "waited": [pytest.approx(10)], "native": [pytest.approx(0)]}
