"""Mistake: the lines are joined, so there is a newline between any two of them, but none after the last."""

from itertools import cycle
from typing import Optional

MICRO_STEPS = ("load", "change", "store")


def fate(count: int, references: int) -> str:
    """What becomes of an object that has `references` references when its count says `count`."""
    if count < references:
        return "freed too early"
    if count > references:
        return "never freed"
    return "all is well"


def run(count: int, threads: dict[str, str], schedule: str, has_gil: bool) -> list[str]:
    """The lines of one replay."""
    lines = []
    references = count + sum(todo.count("+") - todo.count("-") for todo in threads.values())
    left = {name: [(sign, step) for sign in todo for step in MICRO_STEPS] for name, todo in threads.items()}
    own: dict[str, int] = {}  # the number that each thread has loaded
    holder: Optional[str] = None  # the thread that holds the GIL
    turns = cycle(schedule)
    while any(left.values()):
        name = next(turns)
        if not left[name]:
            continue
        if has_gil and holder not in (None, name):
            lines.append(f"{name} waits")
            continue
        sign, step = left[name].pop(0)
        if step == "load":
            holder = name
            own[name] = count
        elif step == "change":
            own[name] += 1 if sign == "+" else -1
        else:
            count = own[name]
            holder = None
        lines.append(f"{name} {sign} {step} {own[name]}")
    lines.append(f"count {count}, references {references}: {fate(count, references)}")
    return lines


def replay(count: int, threads: dict[str, str], schedule: str) -> None:
    without_gil = run(count, threads, schedule, has_gil=False)
    with_gil = run(count, threads, schedule, has_gil=True)
    print("\n".join(["Without a GIL", *without_gil, "", "With a GIL", *with_gil]), end="")
