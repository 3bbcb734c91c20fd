"""Mistake: nobody asks whether a thread has a step left. A turn of one that is done finds an empty list."""

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


def run(count: int, threads: dict[str, str], schedule: str, has_gil: bool) -> None:
    """Print one replay, a line for each turn that does something, and a last line that sums it up."""
    references = count + sum(todo.count("+") - todo.count("-") for todo in threads.values())
    left = {name: [(sign, step) for sign in todo for step in MICRO_STEPS] for name, todo in threads.items()}
    own: dict[str, int] = {}  # the number that each thread has loaded
    holder: Optional[str] = None  # the thread that holds the GIL
    turns = cycle(schedule)
    while any(left.values()):
        name = next(turns)
        sign, step = left[name][0]
        if has_gil and holder not in (None, name):
            print(f"{name} waits")
            continue
        del left[name][0]
        if step == "load":
            holder = name
            own[name] = count
        elif step == "change":
            own[name] += 1 if sign == "+" else -1
        else:
            count = own[name]
            holder = None
        print(f"{name} {sign} {step} {own[name]}")
    print(f"count {count}, references {references}: {fate(count, references)}")


def replay(count: int, threads: dict[str, str], schedule: str) -> None:
    """Print what the threads do to an object with `count` references, first without a GIL, then with one."""
    print("Without a GIL")
    run(count, threads, schedule, has_gil=False)
    print()
    print("With a GIL")
    run(count, threads, schedule, has_gil=True)
