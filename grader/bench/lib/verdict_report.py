"""The tables that `verdicts.py` prints, from the records of a results file. Pure functions."""

from collections.abc import Callable, Iterable, Sequence

from lib import wallclock
from lib.figures import error_upper_bound, median
from lib.machine import in_words
from lib.programs import PASSED, PROGRAMS
from lib.schedule import Condition
from lib.table import number, render, share


def is_wrong(record: dict) -> bool:
    """Passed what must fail, or failed what must pass. Undecided is not wrong, and neither is an error."""
    return record["verdict"] in ("passed", "failed") and (record["verdict"] == PASSED) != (record["truth"] == PASSED)


def is_wrong_reason(record: dict) -> bool:
    """Failed what must fail, but for another reason."""
    return record["verdict"] == "failed" and not is_wrong(record) and record["reason"] != record["truth"]


def is_undecided(record: dict) -> bool:
    return record["verdict"] == "inconclusive"


def is_error(record: dict) -> bool:
    return record["verdict"] == "error"


QUIET_BELOW = 0.1  # cores' worth of CPU time


def is_quiet(record: dict) -> bool:
    """Neither our neighbours nor anybody else's used the machine beside this grading."""
    return record["hogs"] == 0 and record["jobs"] == 1 and record["others"] <= QUIET_BELOW


def time_multiple(record: dict) -> float | None:
    """Time to the verdict / (one baseline + one submission run on all cores), medians of this grading's own runs."""
    baseline, submission = wallclock.walls(record)
    if not baseline or not submission or not record["seconds"]:
        return None
    return record["seconds"] / (median(baseline) + median(submission))


def count(records: Iterable[dict], what: Callable[[dict], bool]) -> int:
    return sum(map(what, records))


def wall_column(records: Sequence[dict]) -> str:
    right = wallclock.outcomes(records)
    return f"{right.count(False)}/{len(right)}" if right else "–"


HEADER = ("gradings", "wrong", "wrong reason", "undecided", "errors", "runs", "seconds")


def row(records: Sequence[dict]) -> list[str]:
    good = [record for record in records if not is_error(record)]
    return [
        str(len(records)),
        str(count(records, is_wrong)),
        str(count(records, is_wrong_reason)),
        str(count(records, is_undecided)),
        str(count(records, is_error)),
        number(median([len(record["runs"]) for record in good]), 0),
        number(median([record["seconds"] for record in good])),
    ]


def condition_label(record: dict) -> tuple:
    """Sorts conditions as they are listed, gradings one at a time first."""
    condition = Condition.parse(record["condition"])
    return (record["jobs"], condition.cores, condition.hogs, condition.pattern), (
        record["condition"] + (f", {record['jobs']} at a time" if record["jobs"] > 1 else "")
    )


def by_program(gradings: Sequence[dict]) -> str:
    rows = []
    for program in PROGRAMS:
        mine = [record for record in gradings if record["program"] == program.name]
        if mine:
            on = {cores: [record for record in mine if record["cores"] == cores] for cores in (1, 2)}
            rows.append([program.name, program.truth, *row(mine), wall_column(on[1]), wall_column(on[2])])
    on = {cores: [record for record in gradings if record["cores"] == cores] for cores in (1, 2)}
    rows.append(["all", "", *row(gradings), wall_column(on[1]), wall_column(on[2])])
    return render(("program", "truth", *HEADER, "wall-clock wrong, 1 core", "2 cores"), rows)


def by_condition(gradings: Sequence[dict]) -> str:
    labels = sorted({condition_label(record) for record in gradings})
    rows = []
    for label in labels:
        mine = [record for record in gradings if condition_label(record) == label]
        rows.append([label[1], *row(mine), wall_column(mine)])
    return render(("condition", *HEADER, "wall-clock wrong"), rows)


def error_line(name: str, errors: int, trials: int) -> str:
    bound = error_upper_bound(errors, trials) if trials else None
    return f"{name}: {errors} of {trials} ({share(errors / trials if trials else None, 2)}; "\
        f"with 95 % confidence at most {share(bound, 2)})"


def judged_lines(gradings: Sequence[dict]) -> list[str]:
    """How often gradings were wrong, and how often they decided nothing."""
    decided = [record for record in gradings if record["verdict"] in ("passed", "failed")]
    rightly_failed = [record for record in decided if record["truth"] != PASSED and not is_wrong(record)]
    return [
        error_line("wrong verdicts", count(gradings, is_wrong), len(gradings)),
        error_line("wrong reasons, where a failure was right", count(decided, is_wrong_reason), len(rightly_failed)),
        error_line("undecided, all conditions", count(gradings, is_undecided), len(gradings)),
    ]


def failed_line(gradings: Sequence[dict]) -> str:
    return error_line("the grader itself failed", count(gradings, is_error), len(gradings))


def totals(gradings: Sequence[dict]) -> list[str]:
    def idle(cores: int, what: Callable[[dict], bool] = lambda record: True) -> list[dict]:
        return [record for record in gradings if is_quiet(record) and record["cores"] == cores and what(record)]

    meant_idle = [record for record in gradings if record["hogs"] == 0 and record["jobs"] == 1]
    disturbed = len(meant_idle) - count(meant_idle, is_quiet)
    lines = [
        *judged_lines(gradings),
        error_line("undecided, idle on 2 cores", count(idle(2), is_undecided), len(idle(2))),
        failed_line(gradings),
    ]
    for cores in (1, 2):
        right = wallclock.outcomes(record for record in gradings if record["cores"] == cores)
        name = f"wall-clock grader wrong on {cores} core{'s' * (cores > 1)}"
        lines.append(error_line(name, right.count(False), len(right)))
    for words, what in (
        ("not parallel", lambda record: record["reason"] == "not-parallel"),
        ("clear pass", lambda record: record["verdict"] == PASSED),
    ):
        for cores in (2, 1):
            multiples = [m for m in map(time_multiple, idle(cores, what)) if m is not None]
            lines.append(
                f"time to verdict, idle, {words}, {cores} core{'s' * (cores > 1)}: median {number(median(multiples))} "
                f"× (one baseline + one submission run), over {len(multiples)}"
            )
    if disturbed:
        lines.append(
            f"not counted as idle: {disturbed} of {len(meant_idle)} gradings without neighbours of ours, during which "
            f"other processes used more than {QUIET_BELOW} cores"
        )
    return lines


def odd_ones(gradings: Sequence[dict]) -> list[str]:
    """A line for each (program, condition) where not all went well."""
    lines = []
    cells: dict[tuple, list[dict]] = {}
    for record in gradings:
        if is_wrong(record) or is_wrong_reason(record) or is_undecided(record) or is_error(record):
            said = record["reason"] or record.get("message") or record["verdict"]
            kind = "WRONG" if is_wrong(record) else "error" if is_error(record) else record["verdict"]
            cells.setdefault((record["program"], condition_label(record), kind, said), []).append(record)
    for (program, label, kind, said), records in sorted(cells.items()):
        lines.append(f"  {program}, {label[1]}: {kind}, {said} ({len(records)} times)")
    return lines


def report(records: Sequence[dict]) -> str:
    sessions = [record for record in records if record["kind"] == "session"]
    gradings = [record for record in records if record["kind"] == "grading"]
    if not gradings:
        return "no gradings yet"
    parts = [
        "\n".join(dict.fromkeys(f"{in_words(session)} · gilkit {session['gilkit']}" for session in sessions)),
        by_program(gradings),
        by_condition(gradings),
        "\n".join(totals(gradings)),
    ]
    if odd := odd_ones(gradings):
        parts.append("\n".join(["not as it should be:", *odd]))
    parts.append(wallclock.FORMULA)
    return "\n\n".join(parts)
