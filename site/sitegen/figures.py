"""Recorded figures to words and numbers with units. Every figure on a page passes through here."""

import re
from collections.abc import Callable, Mapping

from sitegen.observed import Comparison, ObservedError, Recording
from sitegen.reading.views import ConditionView
from sitegen.views import FigureView, RecordingView

CORES = (2, 4, 8, 16)
# A program that asks for less than this many cores on average waits for most of its time, which is part of the replay
# and which no core shortens: what it computes says nothing about its speed.
_MOSTLY_WAITS = 0.5
_NO_FIGURE = "–"
# What a format may be: as in the references of a lesson, which the native loader replaces.
_FORMAT = re.compile(r"(?=.)[+<>^-]*\d{0,2}(\.\d{1,2})?[efgEFGd]?")


def _seconds(value: float) -> str:
    return "< 0.01 s" if 0 < value < 0.01 else f"{value:.2f} s"


def _cores(value: float) -> str:
    return f"{value:.2f} cores"


def _times(value: float) -> str:
    return f"{value:.2f} ×"


# key in observed.json -> label, how it is written
_FIGURES: dict[str, tuple[str, Callable[[float], str]]] = {
    "wall_s": ("Wall time", _seconds),
    "cpu_s": ("CPU time", _seconds),
    "queue_s": ("Waited for a core", _seconds),
    "parallelism": ("Parallelism", _cores),
} | {f"speedup_{cores}": (f"Speedup on {cores} idle cores", _times) for cores in CORES}
# What a condition may name, in words.
_MEANINGS = {
    "wall_s": "wall time in seconds",
    "cpu_s": "CPU time in seconds",
    "queue_s": "seconds without a core",
    "parallelism": "parallelism",
} | {f"speedup_{cores}": f"speedup on {cores} idle cores" for cores in CORES}


def plain_number(value: float) -> str:
    """Like 12, 0.5, 1.96, 136789: enough digits for a reader."""
    return f"{value:.0f}" if value == round(value) else f"{value:.4g}"


def quoted(recording: Recording, path: str, spec: str | None = None) -> str:
    """A recorded value within a text, in the format that follows it there."""
    value = recording.get(path)
    if spec is None:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int)):
            return str(value)
        return f"{recording.number(path):.2f}"
    number = recording.number(path)
    try:
        if not _FORMAT.fullmatch(spec):
            raise ValueError
        return format(number, spec)
    except ValueError:
        raise ObservedError(f"the format '{spec}' does not fit '{path}'") from None


def _value(comparison: Comparison) -> str:
    """The recorded value, with all its digits where fewer would contradict the outcome."""
    short = plain_number(comparison.value)
    rounded = Comparison(comparison.path, comparison.op, comparison.bound, float(short))
    return short if rounded.held == comparison.held else repr(comparison.value)


def _meaning(path: str) -> str:
    program, _, key = path.partition(".")
    if program not in ("broken", "fixed"):
        return ""
    if key.startswith("printed."):
        return f"a number printed by {program}.py"
    return f"{program}.py’s {_MEANINGS[key]}" if key in _MEANINGS else ""


def conditions(recording: Recording, when: str) -> tuple[ConditionView, ...]:
    return tuple(
        ConditionView(
            code=f"{part.path} {part.op} {plain_number(part.bound)}",
            meaning=_meaning(part.path),
            recorded=_value(part),
            held=part.held,
        )
        for part in recording.comparisons(when)
    )


def interpreter(recording: Recording) -> str:
    """Like "CPython 3.11.7 with its GIL"."""
    name = f"{recording.get('interpreter.implementation')} {recording.get('interpreter.version')}"
    return f"{name} {'with its GIL' if recording.get('interpreter.gil_enabled') else 'without a GIL'}"


def _short_name(recording: Recording) -> str:
    """Like "CPython 3.14.0, no GIL". With a GIL is the usual."""
    name = f"{recording.get('interpreter.implementation')} {recording.get('interpreter.version')}"
    return name if recording.get("interpreter.gil_enabled") else f"{name}, no GIL"


def _interval(recording: Recording) -> str:
    """The switch interval, which an interpreter without a GIL need not have."""
    try:
        return f"{recording.number('interpreter.switch_interval_s') * 1000:g} ms"
    except ObservedError:
        return ""


def _machine(recording: Recording) -> str:
    online, usable = recording.number("machine.cores_online"), recording.number("machine.cores_effective")
    cores = f"{plain_number(online)} {'core' if online == 1 else 'cores'}"
    if usable != online:
        cores += f", of which {plain_number(usable)} usable"
    return f"{cores}, Linux {recording.get('machine.kernel')}"


def mostly_waits(recording: Recording, program: str) -> bool:
    return recording.number(f"{program}.parallelism") < _MOSTLY_WAITS


def walls(recording: Recording, program: str) -> Mapping[int, float]:
    """Number of cores -> wall time in seconds of a real run on so many; empty where none was recorded."""
    try:
        runs = recording.get(f"{program}.measured")
    except ObservedError:
        return {}
    return {run["cores"]: run["wall_s"] for run in sorted(runs, key=lambda run: run["cores"])}


def _on(cores: int) -> str:
    return f"on {cores} {'core' if cores == 1 else 'cores'}"


def _measured_rows(recording: Recording) -> list[FigureView]:
    """What real runs on some of the machine's cores took, and how many times as fast as on one core that is."""
    by_program = [walls(recording, program) for program in ("broken", "fixed")]
    numbers = sorted({cores for each in by_program for cores in each})

    def row(label: str, cells: list[str]) -> FigureView:
        return FigureView(label, *cells)

    rows = []
    for cores in numbers:
        cells = [_seconds(each[cores]) if cores in each else _NO_FIGURE for each in by_program]
        rows.append(row(f"Wall time {_on(cores)}, measured", cells))
    for cores in numbers[1:]:
        cells = [_times(each[1] / each[cores]) if {1, cores} <= each.keys() else _NO_FIGURE for each in by_program]
        rows.append(row(f"Speedup {_on(cores)}, measured", cells))
    return rows


def written(recording: Recording, program: str, key: str) -> str:
    """A figure with its unit."""
    return _FIGURES[key][1](recording.number(f"{program}.{key}"))


def _cell(recording: Recording, program: str, key: str) -> str:
    if key.startswith("speedup_") and mostly_waits(recording, program):
        return _NO_FIGURE
    return written(recording, program, key)


def recording_view(recording: Recording) -> RecordingView:
    rows = _measured_rows(recording)
    for key, (label, _) in _FIGURES.items():
        if key == "wall_s" and rows:
            continue  # of the run that tells the demand, whose threads take longer turns
        broken, fixed = (_cell(recording, program, key) for program in ("broken", "fixed"))
        if {broken, fixed} != {_NO_FIGURE}:
            rows.append(FigureView(label, broken, fixed))
    return RecordingView(
        recorded=str(recording.get("recorded")),
        interpreter=interpreter(recording),
        switch_interval=_interval(recording),
        machine=_machine(recording),
        gilkit=str(recording.get("gilkit")),
        name=_short_name(recording),
        figures=tuple(rows),
    )
