"""The tables that `kinds.py` prints, from the records of a results file. Pure functions."""

from collections.abc import Iterable, Sequence

from lib.figures import median
from lib.machine import in_words
from lib.table import number, render, share
from lib.verdict_report import (
    condition_label,
    count,
    failed_line,
    is_error,
    is_undecided,
    is_wrong,
    is_wrong_reason,
    judged_lines,
)

MOST_UNDECIDED = 0.02  # of a kind's gradings
LEAST_FOUND = 0.995  # of the gradings of a race: 199 of 200
KINDS, RACES = "kinds", "races"  # what a record is for


def undecided_share(gradings: Sequence[dict]) -> float | None:
    return count(gradings, is_undecided) / len(gradings) if gradings else None


def row(gradings: Sequence[dict]) -> list[str]:
    seconds = [record["seconds"] for record in gradings if record["seconds"] is not None]
    return [
        str(len(gradings)),
        str(count(gradings, is_wrong)),
        str(count(gradings, is_wrong_reason)),
        f"{count(gradings, is_undecided)} ({share(undecided_share(gradings))})",
        str(count(gradings, is_error)),
        number(median(seconds)),
        number(max(seconds, default=None)),
    ]


def by_kind(gradings: Sequence[dict]) -> str:
    """A line for each condition under which a kind was graded, and one for all of them."""
    rows = []
    for kind in dict.fromkeys(record["exercise_kind"] for record in gradings):
        mine = [record for record in gradings if record["exercise_kind"] == kind]
        programs = len({record["program"] for record in mine})
        name = f"{kind}, {programs} program{'s' * (programs != 1)}"
        for label in sorted({condition_label(record) for record in mine}):
            rows.append([f"{kind}, {label[1]}", *row([one for one in mine if condition_label(one) == label])])
        rows.append([name, *row(mine)])
    header = ("kind", "gradings", "wrong", "wrong reason", "undecided", "errors", "median, s", "most, s")
    return render(header, rows)


def found(gradings: Sequence[dict]) -> int:
    return count(gradings, lambda record: record["reason"] == "race")


def blamed(gradings: Sequence[dict]) -> int:
    return count(gradings, lambda record: record["verdict"] == "failed")


def of_interpreters(gradings: Iterable[dict]) -> dict[str, tuple[list[dict], list[dict]]]:
    """Interpreter → gradings without the lock, gradings of the solution."""
    parts: dict[str, tuple[list[dict], list[dict]]] = {}
    for record in gradings:
        without, solution = parts.setdefault(record["interpreter"], ([], []))
        (without if record["truth"] == "race" else solution).append(record)
    return parts


def by_interpreter(gradings: Sequence[dict]) -> str:
    rows = []
    for interpreter, (without, solution) in of_interpreters(gradings).items():
        rows.append(
            [
                interpreter,
                f"{found(without)} of {len(without)}",
                str(count(without, is_undecided)),
                f"{blamed(solution)} of {len(solution)}",
                str(count(solution, is_undecided)),
            ]
        )
    return render(("interpreter", "races found", "undecided", "right lock blamed", "undecided"), rows)


def odd_ones(gradings: Sequence[dict]) -> list[str]:
    """A line for each program, condition and interpreter where not all went well."""
    cells: dict[tuple, int] = {}
    for record in gradings:
        if is_wrong(record) or is_wrong_reason(record) or is_undecided(record) or is_error(record):
            said = record["reason"] or record.get("message") or record["verdict"]
            word = "WRONG" if is_wrong(record) else "wrong reason" if is_wrong_reason(record) else record["verdict"]
            key = (record["program"], record["condition"], record["interpreter"], f"{word}, {said}")
            cells[key] = cells.get(key, 0) + 1
    return [f"  {', '.join(key[:3])}: {key[3]} ({times} times)" for key, times in sorted(cells.items())]


def complaints(records: Sequence[dict]) -> list[str]:
    """What must hold and does not; one line each."""
    gradings = [record for record in records if record["kind"] == "grading"]
    kinds = [record for record in gradings if record["table"] == KINDS]
    lines = []
    for kind in dict.fromkeys(record["exercise_kind"] for record in kinds):
        mine = [record for record in kinds if record["exercise_kind"] == kind]
        if wrong := count(mine, is_wrong) + count(mine, is_wrong_reason):
            lines.append(f"{kind}: {wrong} wrong, and none may be")
        if undecided_share(mine) > MOST_UNDECIDED:
            lines.append(f"{kind}: {share(undecided_share(mine))} undecided, and at most {share(MOST_UNDECIDED)} may be")
    races = [record for record in gradings if record["table"] == RACES]
    for interpreter, (without, solution) in of_interpreters(races).items():
        if without and found(without) < LEAST_FOUND * len(without):
            lines.append(f"{interpreter}: {found(without)} of {len(without)} races found; 199 of 200 must be")
        if blamed(solution):
            lines.append(f"{interpreter}: a right lock was blamed {blamed(solution)} times")
    return lines


def report(records: Sequence[dict]) -> str:
    sessions = [record for record in records if record["kind"] == "session"]
    gradings = [record for record in records if record["kind"] == "grading"]
    if not gradings:
        return "no gradings yet"
    parts = ["\n".join(dict.fromkeys(f"{in_words(session)} · gilkit {session['gilkit']}" for session in sessions))]
    if kinds := [record for record in gradings if record["table"] == KINDS]:
        parts.append(by_kind(kinds))
    if races := [record for record in gradings if record["table"] == RACES]:
        parts.append("races without their lock, and with it, under the same conditions\n" + by_interpreter(races))
    parts.append("\n".join([*judged_lines(gradings), failed_line(gradings)]))
    if odd := odd_ones(gradings):
        parts.append("\n".join(["not as it should be:", *odd]))
    parts.append("\n".join(complaints(records)) or "all of it as it must be")
    return "\n\n".join(parts)
