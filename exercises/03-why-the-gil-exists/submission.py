"""Replay what threads do to the reference count of one object, without a GIL and with one.

Here a thread takes or drops a reference in a single turn. So no update is ever lost, and a GIL would have
nothing to do. Change `run`, so that an operation is a load, a change and a store, each a turn of its own.
The README says what each turn prints, what a GIL changes, and what the last line may say.

`./gilkit grade why-the-gil-exists` compares what you print.
"""

from itertools import cycle


def run(count: int, threads: dict[str, str], schedule: str, has_gil: bool) -> None:
    """Print one replay, a line for each turn that does something, and a last line that sums it up."""
    references = count + sum(todo.count("+") - todo.count("-") for todo in threads.values())
    left = {name: list(todo) for name, todo in threads.items()}
    turns = cycle(schedule)
    while any(left.values()):
        name = next(turns)
        if not left[name]:
            continue
        sign = left[name].pop(0)
        count += 1 if sign == "+" else -1
        print(f"{name} {sign} {count}")
    print(f"count {count}, references {references}: all is well")


def replay(count: int, threads: dict[str, str], schedule: str) -> None:
    """Print what the threads do to an object with `count` references, first without a GIL, then with one."""
    print("Without a GIL")
    run(count, threads, schedule, has_gil=False)
    print()
    print("With a GIL")
    run(count, threads, schedule, has_gil=True)
