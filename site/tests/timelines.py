"""Recorded timelines as plain values, in the form of `gilkit measure --timeline`. They are made up for the tests."""

from typing import Any

STATES = ("holds", "waits", "native", "starved", "lock", "io", "sleeps")


def lane(name: str, *spans: tuple[str, float, float], process: int = 0, tid: int = 100) -> dict[str, Any]:
    spent = {state: sum(end - begin for each, begin, end in spans if each == state) for state in STATES}
    return {
        "process": process,
        "tid": tid,
        "name": "python3",
        "gil": 0,
        "spent_s": spent,
        "spans": [list(span) for span in spans],
        **({"python_name": name} if name else {}),
    }


def process(pid: int, gil: str = "seen", gils: int = 1) -> dict[str, Any]:
    return {
        "pid": pid,
        "program": "python3",
        "gil": gil,
        "unseen_because": "not-cpython" if gil == "unknown" else None,
        "version": None if gil == "unknown" else "3.11.7",
        "free_threaded": gil == "none",
        "gils": gils,
        "gil_switches": 3,
    }


def timeline(*lanes: dict[str, Any], processes: Any = None, length_s: float = 1.0) -> dict[str, Any]:
    return {
        "length_s": length_s,
        "rate_hz": 1000.0,
        "looks": 1000,
        "missed_looks": 0,
        "grain_s": 0.0,
        "other_threads": 0,
        "other_threads_spent_s": dict.fromkeys(STATES, 0.0),
        "processes": processes or [process(7)],
        "lanes": list(lanes),
    }


def threads() -> dict[str, Any]:
    """Two threads that share a GIL, and one that waits for both."""
    return timeline(
        lane("MainThread", ("holds", 0.0, 0.1), ("lock", 0.1, 1.0), tid=7),
        lane("Thread-1 (work_with_a_long_name)", ("holds", 0.1, 0.5), ("waits", 0.5, 0.9), ("native", 0.9, 1.0), tid=8),
        lane("Thread-2 (work_with_a_long_name)", ("waits", 0.1, 0.5), ("holds", 0.5, 0.9), tid=9),
    )


def workers(gil: str = "seen") -> dict[str, Any]:
    """Two processes of which one has two threads, and a third one."""
    busy = "holds" if gil == "seen" else "native"
    return timeline(
        lane("MainThread", ("io", 0.0, 1.0), tid=7),
        lane("MainThread", (busy, 0.2, 0.8), process=1, tid=21),
        lane("Feeder", (busy, 0.0, 0.5), ("sleeps", 0.5, 1.0), tid=8),
        lane("MainThread", (busy, 0.2, 0.6), process=2, tid=31),
        processes=[process(pid, gil) for pid in (7, 21, 31)],
    )


def convoy(threads: int = 4, turns: int = 1600) -> dict[str, Any]:
    """So many turns that they are drawn together, with a close-up."""
    turn_s = 0.005
    lanes = []
    for index in range(threads):
        spans: list[tuple[str, float, float]] = []
        for turn in range(turns):
            spans.append(("holds" if turn % threads == index else "waits", turn * turn_s, (turn + 1) * turn_s))
        lanes.append(lane(f"Thread-{index + 1}", *spans, tid=100 + index))
    return timeline(*lanes, length_s=turns * turn_s)
