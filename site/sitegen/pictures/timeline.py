"""A recorded timeline as data: which threads are drawn, what they are called, how it is told in words.

The form is that of `gilkit measure --timeline` (grader/schema/measure.schema.json).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitegen.pictures.drawn import Row
from sitegen.pictures.errors import PictureError

# As in the drawing; "R" is "native" where no GIL is seen.
LETTERS = {"holds": "H", "waits": "w", "native": "N", "starved": "s", "lock": "l", "io": "i", "sleeps": "z"}
_RUNS = "R"
_ACTIVE = ("holds", "waits", "native", "starved")
# What the drawing leaves out: threads that were there for less of the time, and all above that many.
_LEAST_PART = 0.01
_MOST_LANES = 40
_NAMED, _WORTH_NAMING = 3, 0.01  # so many threads are named, if it was so much of the time; others are counted


@dataclass(frozen=True)
class Lane:
    name: str  # unlike any other of its group; a thread alone in its process has the process's name
    group: str  # "process 4979" where several threads of one are drawn beside other processes; else empty
    spans: Sequence[tuple[str, float, float]]  # letter, from, to in seconds
    held_s: float
    ran_s: float  # on a core, whether with the GIL or without one


@dataclass(frozen=True)
class Timeline:
    length_s: float
    grain_s: float  # within so long, the order of what happened was not kept; 0 where all of it was
    threads: int
    processes: int
    gil: str  # "seen", "none" or "unknown"; "seen" if it is so in any process
    all_have_one: bool
    gils: int  # of one process at a time, at most
    held_s: float  # summed over all threads
    ran_s: float  # on a core, with the GIL or without one; summed
    lanes: tuple[Lane, ...]  # those that are drawn, from top to bottom


def full_name(lane: Lane) -> str:
    return f"{lane.name} in {lane.group}" if lane.group else lane.name


def _seen_s(lane: Mapping[str, Any]) -> float:
    return sum(lane["spent_s"].values())


def _spent_s(data: Mapping[str, Any], *states: str) -> float:
    spent = [lane["spent_s"] for lane in data["lanes"]] + [data["other_threads_spent_s"]]
    return sum(each[state] for each in spent for state in states)


def _drawn(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The lanes that C++ draws, in its order (choose_lanes in grader/src/report/timeline/lanes.cpp)."""
    visible = [lane for lane in data["lanes"] if _seen_s(lane) >= _LEAST_PART * data["length_s"]] or data["lanes"]
    activity = [(-sum(lane["spent_s"][state] for state in _ACTIVE), -_seen_s(lane)) for lane in visible]
    chosen = [lane for _, lane in sorted(zip(activity, visible), key=lambda each: each[0])][:_MOST_LANES]
    ordered = [lane for lane in data["lanes"] if any(lane is each for each in chosen)]
    return sorted(ordered, key=lambda lane: lane["process"])


def _full_label(lane: Mapping[str, Any], label: str) -> str:
    """The thread's name, of which the drawing may show the begin and the end only."""
    name = str(lane.get("python_name") or "")
    begin, cut, end = label.partition("…")
    if not name or not cut:
        return label
    if not (name.startswith(begin.rstrip()) and name.endswith(end)):
        raise PictureError(f"it draws a thread '{label}' where '{name}' was expected")
    return name


def _names(lanes: Sequence[Mapping[str, Any]], rows: Sequence[Row], pids: Sequence[int]) -> list[tuple[str, str]]:
    """Name and group of each lane."""
    processes = [lane["process"] for lane in lanes]
    names = []
    for lane, row in zip(lanes, rows):
        label, process = _full_label(lane, row.label), f"process {pids[lane['process']]}"
        if len(set(processes)) == 1:
            names.append((label, ""))
        elif processes.count(lane["process"]) == 1:
            names.append((process, ""))
        else:
            names.append((label, process))
    return [
        (f"{name} ({lane['tid']})", group) if names.count((name, group)) > 1 else (name, group)
        for (name, group), lane in zip(names, lanes)
    ]


def read(data: Mapping[str, Any], rows: Sequence[Row]) -> Timeline:
    """`rows`: of the table in the drawing, one for each thread that it shows."""
    lanes = _drawn(data)
    if len(lanes) != len(rows):
        raise PictureError(f"it shows {len(rows)} threads where {len(lanes)} were expected")
    processes = data["processes"]
    kinds = [process["gil"] for process in processes]
    made = []
    for lane, (name, group) in zip(lanes, _names(lanes, rows, [process["pid"] for process in processes])):
        letters = LETTERS if kinds[lane["process"]] == "seen" else {**LETTERS, "native": _RUNS}
        spans = [(letters[state], begin, end) for state, begin, end in lane["spans"]]
        spent = lane["spent_s"]
        made.append(Lane(name, group, spans, spent["holds"], spent["holds"] + spent["native"]))
    return Timeline(
        length_s=data["length_s"],
        grain_s=data["grain_s"],
        threads=len(data["lanes"]) + data["other_threads"],
        processes=len(processes),
        gil="seen" if "seen" in kinds else kinds[0],
        all_have_one=set(kinds) == {"seen"},
        gils=max(process["gils"] for process in processes),
        held_s=_spent_s(data, "holds"),
        ran_s=_spent_s(data, "holds", "native"),
        lanes=tuple(made),
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}{'es' if noun.endswith('s') else 's'}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _of_the_gil(timeline: Timeline, sentences: Sequence[str]) -> str:
    if timeline.processes == 1:
        return sentences[0] if sentences else ""
    held = f"{timeline.held_s / timeline.length_s:.1f} were held at a time on average."
    processes = _counted(timeline.processes, "process")
    return f"{processes}, each with a GIL of its own; {held}" if timeline.all_have_one else f"{processes}. {held}"


def gil_words(timeline: Timeline, sentences: Sequence[str]) -> str:
    """What it shows of the GIL. `sentences`: the drawing's own, one for each process that shows its GIL."""
    if timeline.gil == "seen":
        return _of_the_gil(timeline, sentences)
    known = "There is no GIL" if timeline.gil == "none" else "Of its GIL nothing is known"
    return f"{known}; {timeline.ran_s / timeline.length_s:.1f} threads ran at a time on average."


def caption(timeline: Timeline, gil: str) -> str:
    if not timeline.grain_s:
        return gil
    grain = f"{max(timeline.grain_s * 1000, 1):.0f} ms"
    return f"{gil} Within {grain} the order of what happened was not kept, only how long each lasted."


def _most(timeline: Timeline) -> str:
    """Like "Held most by A (21 % of the time), B (12 %), C (10 %), 7 others (64 % together)."""
    seen = timeline.gil == "seen"
    times = [(lane.held_s if seen else lane.ran_s, full_name(lane)) for lane in timeline.lanes]
    spent = sorted(times, key=lambda each: -round(each[0] / timeline.length_s, 2))
    named = max(1, sum(seconds >= _WORTH_NAMING * timeline.length_s for seconds, _ in spent[:_NAMED]))
    parts = [f"{name} ({_percent(seconds / timeline.length_s)})" for seconds, name in spent[:named]]
    if others := spent[named:]:
        share = _percent(sum(seconds for seconds, _ in others) / timeline.length_s)
        parts.append(f"{_counted(len(others), 'other')} ({share}{' together' if len(others) > 1 else ''})")
    parts[0] = parts[0].replace(" %)", " % of the time)")
    return f"{'Held most by' if seen else 'Those that ran most:'} {', '.join(parts)}."


def text_alternative(program: str, timeline: Timeline, gil: str) -> str:
    threads = _counted(timeline.threads, "thread")
    return f"Timeline of {program}: {threads} over {timeline.length_s:.2f} s. {gil} {_most(timeline)}"
