"""Turns at the GIL, as they were recorded: the picture at the top of the home page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LANES = 4
_MOST_S = 0.15  # so much is shown that a turn of 5 ms is still a shape
# In the picture's units.
LEFT, WIDTH = 4, 632
_TOP, _STEP = 10, 26


@dataclass(frozen=True)
class Turns:
    """When each of some threads held the GIL: parts of the time that is shown, from 0 to 1."""

    lanes: tuple[tuple[tuple[float, float], ...], ...]
    seconds: float

    @property
    def view_box(self) -> str:
        return f"{LEFT} 0 {WIDTH} {2 * _TOP + (len(self.lanes) - 1) * _STEP}"

    def ground(self) -> str:
        """The path of the empty lanes."""
        return "".join(f"M{LEFT} {_TOP + row * _STEP}h{WIDTH}" for row in range(len(self.lanes)))

    def held(self) -> str:
        """The path of all turns, each in its lane."""
        return "".join(self.row(row, _TOP + row * _STEP) for row in range(len(self.lanes)))

    def row(self, row: int, y: int = 0) -> str:
        """The path of one lane's turns, at that height."""
        return "".join(
            f"M{LEFT + begin * WIDTH:.1f} {y}h{max(end - begin, 0.001) * WIDTH:.1f}" for begin, end in self.lanes[row]
        )


def _turns(lane: Mapping[str, Any]) -> list[tuple[float, float]]:
    return [(begin, end) for state, begin, end in lane["spans"] if state == "holds"]


def read(timeline: Mapping[str, Any]) -> Turns | None:
    """Of the threads that take turns most often, in the middle of the time in which all of them do; None where no four
    threads do."""
    lanes = [lane for lane in timeline["lanes"] if len(_turns(lane)) > 1]
    chosen = sorted(lanes, key=lambda lane: -len(_turns(lane)))[:_LANES]
    turns = [_turns(lane) for lane in lanes if any(lane is each for each in chosen)]
    if len(turns) < _LANES:
        return None
    begin, end = max(each[0][0] for each in turns), min(each[-1][1] for each in turns)
    if end <= begin:
        return None
    length = min(end - begin, _MOST_S)
    begin += (end - begin - length) / 2

    def part(moment: float) -> float:
        return min(max((moment - begin) / length, 0.0), 1.0)

    return Turns(
        tuple(tuple((part(a), part(b)) for a, b in each if b > begin and a < begin + length) for each in turns), length
    )
