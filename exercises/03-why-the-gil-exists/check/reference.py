"""The source of the right text.

It keeps only how many micro-steps each thread has made: a thread is in the middle of an operation, and so
holds the GIL where there is one, exactly when that number is no multiple of three.
"""

from itertools import cycle


def lines_of(count: int, threads: dict[str, str], schedule: str, has_gil: bool) -> list[str]:
    references = count
    for todo in threads.values():
        references += todo.count("+") - todo.count("-")

    lines = []
    made = dict.fromkeys(threads, 0)
    copies = dict.fromkeys(threads, 0)
    to_make = 3 * sum(map(len, threads.values()))
    for name in cycle(schedule):
        if sum(made.values()) == to_make:
            break
        operation, step = divmod(made[name], 3)
        if operation == len(threads[name]):
            continue
        if has_gil and any(made[other] % 3 for other in threads if other != name):
            lines.append(f"{name} waits")
            continue
        sign = threads[name][operation]
        if step == 0:
            copies[name] = count
        elif step == 1:
            copies[name] += {"+": 1, "-": -1}[sign]
        else:
            count = copies[name]
        made[name] += 1
        lines.append(f"{name} {sign} {('load', 'change', 'store')[step]} {copies[name]}")

    fate = "all is well"
    if count < references:
        fate = "freed too early"
    elif count > references:
        fate = "never freed"
    return [*lines, f"count {count}, references {references}: {fate}"]


def replay(count: int, threads: dict[str, str], schedule: str) -> None:
    without_gil = lines_of(count, threads, schedule, has_gil=False)
    with_gil = lines_of(count, threads, schedule, has_gil=True)
    print("Without a GIL", *without_gil, "", "With a GIL", *with_gil, sep="\n")
