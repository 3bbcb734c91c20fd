"""observed.json: what was recorded when the lesson's programs ran, and the conditions stated over it.

The native loader has validated the file and decided which choice is right. Here the same figures are
only looked up again in order to be shown; views.py compares the two answers, so they can't drift.
"""

import json
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_SCHEMA = "gilkit.observed/1"
_COMPARISON = re.compile(r"([A-Za-z_][\w.]*)\s*(<=|>=|==|!=|<|>)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)")
_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_PROGRAMS = ("broken", "fixed")


class ObservedError(Exception):
    """Something that the site shows is missing from observed.json."""


@dataclass(frozen=True)
class Comparison:
    """One part of a `when` condition, with the value that was recorded for it."""

    path: str
    op: str
    bound: float
    value: float

    @property
    def held(self) -> bool:
        return _OPERATORS[self.op](self.value, self.bound)


class Recording:
    """One run of both programs on one interpreter."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def get(self, path: str) -> Any:
        """The value at a dotted path, where `broken` and `fixed` stand for `programs.broken` and `programs.fixed`."""
        keys = path.split(".")
        if keys[0] in _PROGRAMS:
            keys.insert(0, "programs")
        value: Any = self._data
        for key in keys:
            if not isinstance(value, Mapping) or key not in value:
                raise ObservedError(f"'{path}' was not recorded")
            value = value[key]
        return value

    def number(self, path: str) -> float:
        value = self.get(path)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ObservedError(f"'{path}' is {json.dumps(value)}, not a number")
        return value

    def comparisons(self, when: str) -> list[Comparison]:
        """The parts of a condition `PATH OP NUMBER and …`."""
        parts = []
        for text in when.split(" and "):
            match = _COMPARISON.fullmatch(text.strip())
            if match is None:
                raise ObservedError(f"the condition '{when}' has a part that is no comparison: '{text.strip()}'")
            path, op, bound = match.groups()
            parts.append(Comparison(path, op, float(bound), self.number(path)))
        return parts


@lru_cache(maxsize=64)
def read(text: str) -> tuple[Recording, ...]:
    """All recordings of a lesson, the one that its text quotes first."""
    if not text:
        raise ObservedError("nothing was recorded yet")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ObservedError(f"not JSON: {error}") from error
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
        raise ObservedError(f"not of the schema {_SCHEMA}")
    recordings = data.get("recordings")
    if not isinstance(recordings, list) or not recordings:
        raise ObservedError("it holds no recording")
    return tuple(Recording(recording) for recording in recordings)
