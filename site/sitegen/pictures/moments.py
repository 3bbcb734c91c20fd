"""What the scrubber of a timeline reads: every change of every thread that is drawn, small enough to fetch at once.

A lane's spans are one text: for each a capital and how long it lasted, in base 36 and in units; "_" is a time in which
the thread was not there, or not seen. Decoded in static/js/timeline.js.
"""

import json
from dataclasses import replace
from typing import Any

from sitegen.pictures.drawn import Axis, Drawn
from sitegen.pictures.errors import PictureError
from sitegen.pictures.timeline import Lane, Timeline

_UNIT_S = 0.0001  # a tenth of the time between two looks
_AXIS_ERROR = 0.01  # of the length: ticks are drawn at hundredths of the picture's units
_NOT_THERE = "_"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _units(seconds: float) -> int:
    return round(seconds / _UNIT_S)


def _base_36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def spans(lane: Lane) -> str:
    text, at = "", 0
    for letter, from_s, to_s in lane.spans:
        begin, end = max(_units(from_s), at), _units(to_s)
        if end <= begin:
            continue
        if begin > at:
            text += _NOT_THERE + _base_36(begin - at)
        text += letter.upper() + _base_36(end - begin)
        at = end
    return text


def length(timeline: Timeline) -> int:
    """In units."""
    return _units(timeline.length_s)


def _part(value: float, whole: float) -> float:
    return round(value / whole, 5)


def plot(drawn: Drawn) -> tuple[float, float]:
    """Where time begins and ends in the picture, as parts of its width."""
    axis = drawn.axes[0]
    return _part(axis.left - drawn.left, drawn.width), _part(axis.right - drawn.left, drawn.width)


def _window(axis: Axis, drawn: Drawn) -> list[float]:
    """From when to when, and where that is in the picture: left, right, top, bottom as parts of its size."""
    return [
        _units(axis.from_s),
        _units(axis.to_s),
        _part(axis.left - drawn.left, drawn.width),
        _part(axis.right - drawn.left, drawn.width),
        _part(axis.top - drawn.top, drawn.height),
        _part(axis.bottom - drawn.top, drawn.height),
    ]


def _windows(timeline: Timeline, drawn: Drawn) -> list[list[float]]:
    """The first one is of the whole time, which it therefore has to span: a test of what was read from its axis."""
    first, *others = drawn.axes
    if max(abs(first.from_s), abs(first.to_s - timeline.length_s)) > _AXIS_ERROR * timeline.length_s:
        raise PictureError(f"its axis spans {first.from_s:.3f} to {first.to_s:.3f} s of {timeline.length_s:.3f} s")
    whole = replace(first, from_s=0.0, to_s=timeline.length_s)
    return [_window(axis, drawn) for axis in (whole, *others)]


def moments(timeline: Timeline, drawn: Drawn) -> bytes:
    content: dict[str, Any] = {
        "unit_s": _UNIT_S,
        "length": length(timeline),
        "one_gil": timeline.gils <= 1,  # a process
        "one_process": timeline.processes == 1,
        "windows": _windows(timeline, drawn),
        "lanes": [[lane.name, lane.group, spans(lane)] for lane in timeline.lanes],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
