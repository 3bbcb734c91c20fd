"""The chart of speedups, and the rows of the table that say the same."""

import re
from typing import Any

import pytest
from sample import record
from sitegen import figures
from sitegen.observed import Recording
from sitegen.pictures.speedup import chart
from sitegen.pictures.views import SpeedupView


def recording(**changes: Any) -> dict[str, Any]:
    data = record()
    for kind, values in changes.items():
        data["programs"][kind] |= values
    return data


def with_measured(broken: dict[int, float], fixed: dict[int, float]) -> dict[str, Any]:
    def runs(walls: dict[int, float]) -> dict[str, Any]:
        return {"measured": [{"cores": cores, "wall_s": wall} for cores, wall in walls.items()]}

    return recording(broken=runs(broken), fixed=runs(fixed))


def drawn(data: dict[str, Any]) -> SpeedupView:
    made = chart(Recording(data))
    assert made is not None
    return made


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_both_axes_double_and_the_ideal_is_straight() -> None:
    made = drawn(record())
    steps = [float(tick.at) for tick in made.columns]
    assert [tick.label for tick in made.columns] == ["1 core", "2", "4", "8", "16 cores"]
    assert all(two - one == pytest.approx(steps[1] - steps[0], abs=0.2) for one, two in zip(steps, steps[1:]))
    heights = [float(tick.at) for tick in made.rows]
    assert [tick.label for tick in made.rows] == ["1 ×", "2 ×", "4 ×"]
    assert points(made.ideal) == [(steps[0], heights[0]), (steps[2], heights[2])]


def test_predicted_begins_on_two_cores_and_measured_on_one() -> None:
    made = drawn(with_measured({1: 2.0, 2: 2.0}, {1: 2.0, 2: 1.0}))
    fixed, broken = made.series
    assert (fixed.kind, broken.kind) == ("fixed", "broken")
    columns, rows = [float(tick.at) for tick in made.columns], [float(tick.at) for tick in made.rows]
    assert [x for x, _ in points(fixed.predicted)] == columns[1:]
    assert points(fixed.measured) == [(columns[0], rows[0]), (columns[1], rows[1])]
    assert points(broken.measured) == [(columns[0], rows[0]), (columns[1], rows[0])]
    assert made.has_measured and fixed.label == "2.4 ×"


def test_the_chart_reaches_as_far_as_its_figures() -> None:
    data = recording(broken={"speedup_16": 0.83}, fixed={"speedup_16": 11.0})
    assert [tick.label for tick in drawn(data).rows] == ["0.5 ×", "1 ×", "2 ×", "4 ×", "8 ×", "16 ×"]
    made = drawn(recording(fixed={"speedup_16": 100.0}))
    assert points(made.ideal)[-1][0] == float(made.columns[-1].at)


def test_marks_differ_in_shape_and_labels_keep_apart() -> None:
    alike = {f"speedup_{cores}": 1.0 for cores in (2, 4, 8, 16)}
    fixed, broken = drawn(recording(broken=alike, fixed=alike)).series
    assert "h14v14" in fixed.predicted_marks and "a5.5" in broken.predicted_marks
    assert abs(float(fixed.label_y) - float(broken.label_y)) >= 44
    assert 0 < float(fixed.label_y) and float(broken.label_y) < 360


def test_without_measured_runs_there_is_only_the_prediction() -> None:
    made = drawn(record())
    assert not made.has_measured and all(each.measured == each.measured_marks == "" for each in made.series)
    assert "Measured" not in made.words


def test_the_words_hold_every_figure() -> None:
    words = drawn(with_measured({1: 2.0, 2: 2.0}, {1: 2.0, 2: 0.8})).words
    predicted = "predicted for idle cores: 1.04 × on 2, 1.04 × on 4, 1.04 × on 8, 1.04 × on 16."
    assert f"broken.py, {predicted} Measured: 1.00 × on 2." in words
    assert "fixed.py, predicted for idle cores: 2.41 ×" in words and "Measured: 2.50 × on 2." in words


def test_programs_that_mostly_wait_have_no_speedup() -> None:
    assert chart(Recording(recording(broken={"parallelism": 0.1}, fixed={"parallelism": 0.2}))) is None
    made = drawn(recording(broken={"parallelism": 0.1}))
    assert [each.kind for each in made.series] == ["fixed"] and made.left_out == ("broken.py",)


def test_the_table_has_what_was_measured() -> None:
    data = with_measured({2: 2.0, 1: 2.0}, {1: 2.0, 2: 0.8})
    cells = {row.label: (row.broken, row.fixed) for row in figures.recording_view(Recording(data)).figures}
    assert cells["Wall time on 1 core, measured"] == ("2.00 s", "2.00 s")
    assert cells["Wall time on 2 cores, measured"] == ("2.00 s", "0.80 s")
    assert cells["Speedup on 2 cores, measured"] == ("1.00 ×", "2.50 ×")


def test_a_run_that_is_missing_leaves_a_gap() -> None:
    data = with_measured({1: 2.0}, {1: 2.0, 2: 0.8, 4: 0.4})
    cells = {row.label: (row.broken, row.fixed) for row in figures.recording_view(Recording(data)).figures}
    assert cells["Speedup on 4 cores, measured"] == ("–", "5.00 ×")
    assert len(points(drawn(data).series[1].measured)) == 1
