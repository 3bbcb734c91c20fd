"""The chart of speedups: how many times as fast on 1 to 16 cores, predicted and measured.

Both axes are logarithmic, so that twice as fast on twice the cores is a straight line: the ideal one. Lines and marks
are computed here; templates/parts/speedup.html draws them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.figures import CORES, mostly_waits, walls
from sitegen.observed import Recording
from sitegen.pictures.views import SeriesView, SpeedupView, TickView

_WIDTH, _HEIGHT = 600, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 462, 14, 286
_AXIS = _BOTTOM + 30  # lower than the lowest line, whose label needs the room
_MOST_CORES = max(CORES)
_LEAST_ROOM = 4  # the vertical axis reaches at least so many times as fast
_LABEL_STEP = 44  # between the labels at the lines' ends
_NEAR_ONE = 0.95  # from here on a speedup is drawn as the line of one core, without room below it
_KINDS = ("broken", "fixed")
# Half the size of a mark. A square and a circle of the same place are both seen.
_MARKS = {"broken": 5.5, "fixed": 7.0}

Points = Sequence[tuple[int, float]]  # cores, times as fast


@dataclass(frozen=True)
class Speedups:
    """Of one program."""

    kind: str
    predicted: Points
    measured: Points


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    def x(self, cores: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * math.log2(cores) / math.log2(_MOST_CORES)

    def y(self, times: float) -> float:
        part = math.log2(times / self.low) / math.log2(self.high / self.low)
        return _BOTTOM - (_BOTTOM - _TOP) * part


def speedups(recording: Recording, kind: str) -> Speedups:
    real = walls(recording, kind)
    return Speedups(
        kind,
        predicted=[(cores, recording.number(f"{kind}.speedup_{cores}")) for cores in CORES],
        measured=[
            (cores, real[1] / wall) for cores, wall in real.items() if 1 in real and cores <= _MOST_CORES
        ],
    )


def _scale(series: Sequence[Speedups]) -> _Scale:
    values = [times for each in series for _, times in [*each.predicted, *each.measured]]
    least, most = min(values), max(values)
    low = 1.0 if least >= _NEAR_ONE else 2.0 ** math.floor(math.log2(least))
    return _Scale(low, 2.0 ** math.ceil(math.log2(max(most, _LEAST_ROOM))))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _cores(cores: float) -> str:
    """The ends of the axis say what it counts."""
    unit = {1: " core", _MOST_CORES: " cores"}.get(int(cores), "")
    return f"{cores:.0f}{unit}"


def _line(points: Points, scale: _Scale) -> str:
    places = [f"{_number(scale.x(cores))} {_number(scale.y(times))}" for cores, times in points]
    return "M" + "L".join(places) if places else ""


def _mark(kind: str, x: float, y: float) -> str:
    r = _MARKS[kind]
    if kind == "broken":
        return f"M{_number(x - r)} {_number(y)}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
    return f"M{_number(x - r)} {_number(y - r)}h{2 * r:g}v{2 * r:g}h{-2 * r:g}z"


def _marks(kind: str, points: Points, scale: _Scale) -> str:
    return "".join(_mark(kind, scale.x(cores), scale.y(times)) for cores, times in points)


def _apart(places: Sequence[float]) -> list[float]:
    """The same heights, moved so that no two labels overlap."""
    moved = list(places)
    order = sorted(range(len(moved)), key=lambda index: moved[index])
    for upper, lower in zip(order, order[1:]):
        lacking = _LABEL_STEP - (moved[lower] - moved[upper])
        if lacking > 0:
            moved[upper] -= lacking / 2
            moved[lower] += lacking / 2
    return moved


def _words_of(each: Speedups) -> str:
    predicted = ", ".join(f"{times:.2f} × on {cores}" for cores, times in each.predicted)
    words = f"{each.kind}.py, predicted for idle cores: {predicted}."
    if real := [f"{times:.2f} × on {cores}" for cores, times in each.measured if cores > 1]:
        words += f" Measured: {', '.join(real)}."
    return words


def _series_views(series: Sequence[Speedups], scale: _Scale) -> list[SeriesView]:
    ends = _apart([scale.y(each.predicted[-1][1]) for each in series])
    return [
        SeriesView(
            kind=each.kind,
            name=f"{each.kind}.py",
            predicted=_line(each.predicted, scale),
            predicted_marks=_marks(each.kind, each.predicted, scale),
            measured=_line(each.measured, scale),
            measured_marks=_marks(each.kind, each.measured, scale),
            label_y=_number(end),
            label=f"{each.predicted[-1][1]:.1f} ×",
        )
        for each, end in zip(series, ends)
    ]


def _powers(low: float, high: float) -> list[float]:
    return [2.0**power for power in range(round(math.log2(low)), round(math.log2(high)) + 1)]


def chart(recording: Recording) -> SpeedupView | None:
    """None where both programs mostly wait: cores don't shorten that."""
    waiting = [kind for kind in _KINDS if mostly_waits(recording, kind)]
    series = [speedups(recording, kind) for kind in _KINDS if kind not in waiting]
    if not series:
        return None
    scale = _scale(series)
    ideal_to = min(scale.high, _MOST_CORES)
    columns, rows = _powers(1, _MOST_CORES), _powers(scale.low, scale.high)
    return SpeedupView(
        width=_WIDTH,
        height=_HEIGHT,
        plot=f"M{_LEFT} {_TOP}V{_AXIS}H{_RIGHT}",
        grid="".join(f"M{_LEFT} {_number(scale.y(times))}H{_RIGHT}" for times in rows),
        columns=tuple(TickView(_number(scale.x(cores)), _cores(cores)) for cores in columns),
        rows=tuple(TickView(_number(scale.y(times)), f"{times:g} ×") for times in rows),
        column_y=_number(_AXIS + 10),
        row_x=_number(_LEFT - 10),
        label_x=_number(_RIGHT + 14),
        ideal=_line([(1, 1.0), (int(ideal_to), ideal_to)], scale),
        ideal_x=_number(scale.x(ideal_to) + 10),
        ideal_y=_number(scale.y(ideal_to)),
        series=tuple(reversed(_series_views(series, scale))),
        has_measured=any(len(each.measured) > 1 for each in series),
        left_out=tuple(f"{kind}.py" for kind in waiting),
        words=" ".join(["Speedup by number of cores."] + [_words_of(each) for each in series]),
    )
