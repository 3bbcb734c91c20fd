"""The table that `rounds.py` prints, from the records of a results file. Pure functions."""

from collections.abc import Iterable, Sequence

from lib.machine import in_words
from lib.schedule import Condition
from lib.table import number, render

BROKEN = "broken"  # why there is no report of a verification; None: there is one
STATES = ("passed", "failed", "inconclusive", "error")


def total(records: Iterable[dict], status: str) -> int:
    return sum(record["counts"].get(status, 0) for record in records)


def went_well(record: dict) -> bool:
    return not record[BROKEN] and not record["odd"]


def by_place(records: Sequence[dict]) -> dict[tuple[str, str], list[dict]]:
    """(interpreter, condition) → what was verified there."""
    places: dict[tuple[str, str], list[dict]] = {}
    for record in records:
        places.setdefault((record["interpreter"], record["condition"]), []).append(record)
    return dict(sorted(places.items(), key=lambda place: (version_of(place[0][0]), Condition.parse(place[0][1]))))


def version_of(interpreter: str) -> tuple:
    """"CPython 3.9.18" before "CPython 3.11.2"."""
    name, _, version = interpreter.partition(" ")
    return (name, *(int(part) if part.isdecimal() else 0 for part in version.split(".")))


def row(records: Sequence[dict]) -> list[str]:
    rounds = {record["round"] for record in records}
    of_units = [len({record["unit"] for record in records if record["round"] == each}) for each in sorted(rounds)]
    seconds = [record["seconds"] for record in records if record["seconds"] is not None]
    return [
        " + ".join(map(str, of_units)),
        *(str(total(records, status)) for status in STATES),
        number(sum(seconds) / 60 if seconds else None),
    ]


def odd_ones(records: Sequence[dict]) -> list[str]:
    """A line for each promise that was not seen kept."""
    lines = []
    for record in records:
        where = f"{record['interpreter']}, {record['condition']}, round {record['round']}"
        if record[BROKEN]:
            lines.append(f"  {record['unit']} ({where}): {record[BROKEN]}")
        for check in record["odd"]:
            lines.append(f"  {check['file']} ({where}): {check['status']}, {check['actual']} for {check['expected']}")
    return lines


def complaints(records: Sequence[dict]) -> list[str]:
    """What must hold and does not; one line each."""
    return [
        f"{interpreter}, {condition}: {count} of the promises {count_word} kept"
        for (interpreter, condition), mine in by_place(records).items()
        if (count := sum(total(mine, status) for status in STATES[1:]) + sum(bool(record[BROKEN]) for record in mine))
        for count_word in ["was not seen" if count == 1 else "were not seen"]
    ]


def report(records: Sequence[dict]) -> str:
    sessions = [record for record in records if record["kind"] == "session"]
    verified = [record for record in records if record["kind"] == "verification"]
    if not verified:
        return "nothing verified yet"
    header = ("interpreter, condition", "units in each round", "kept", "broken", "undecided", "errors", "minutes")
    rows = [[", ".join(place), *row(mine)] for place, mine in by_place(verified).items()]
    rows.append(["all", "", *row(verified)[1:]])
    parts = [
        "\n".join(dict.fromkeys(f"{in_words(session)} · gilkit {session['gilkit']}" for session in sessions)),
        render(header, rows),
    ]
    if odd := odd_ones(verified):
        parts.append("\n".join(["not as it should be:", *odd]))
    parts.append("\n".join(complaints(verified)) or "all promises kept")
    return "\n\n".join(parts)
