"""What a wall-clock grader would have said, from the same runs that gilkit made.

The usual grader takes the shortest of three runs of the baseline and of the submission, and compares their ratio with
what is asked for. Gilkit often stops after one run, so the three come from three gradings of the same program under
the same condition, one from each. Those count as one grading of the wall-clock grader.

The exercises of gilkit ask for a speedup on 4 cores, so what it asks for is scaled to the real ones: with S on W
workers it wants 1 + (S - 1)·(c - 1)/(W - 1) on c cores. That is S on W cores, nothing (1.0) on one core, and in
between what leaves a perfect program about as much to spare. On one core no program can be faster than the plain
loop, so what a wall-clock grader says there is chance; its figures on 1 and 2 cores stand apart.
"""

from collections.abc import Iterable, Sequence

from lib.programs import PASSED, required_speedup

RUNS = 3
FORMULA = (
    "wall-clock grader: shortest of 3 baseline runs / shortest of 3 submission runs on all cores, one of each from "
    "3 gradings >= 1 + (S - 1)·(c - 1)/3, with S asked for on 4 cores and c real ones"
)


def scaled_requirement(speedup: float, cores: int, workers: int = 4) -> float:
    """The speedup to ask for on `cores` real cores where `speedup` is asked for on `workers`."""
    return 1 + (speedup - 1) * (min(cores, workers) - 1) / (workers - 1)


def walls(record: dict) -> tuple[list[float], list[float]]:
    """Wall times in seconds of one grading's baseline and submission, in their order, on all cores and with these to
    themselves. Where no run of the submission had the default switch interval, those with the long one stand in."""
    alone = [run for run in record["runs"] if not run["beside"]]
    baseline = [run["wall_s"] for run in alone if run["role"] == "baseline"]
    on_all = [run for run in alone if run["role"] == "submission" and run["cores"] == record["cores"]]
    submission = [run for run in on_all if not run["diagnosis"]] or on_all
    return baseline, [run["wall_s"] for run in submission]


def passes(baseline: Sequence[float], submission: Sequence[float], cores: int, speedup: float) -> bool:
    """Whether it passes a submission with these wall times where `speedup` is asked for."""
    return min(baseline) / min(submission) >= scaled_requirement(speedup, cores)


def outcomes(gradings: Iterable[dict]) -> list[bool]:
    """For each of its gradings, whether it was right."""
    cells: dict[tuple, list[dict]] = {}
    for record in sorted(gradings, key=lambda record: record["index"]):
        if all(walls(record)):
            cells.setdefault((record["program"], record["condition"], record["jobs"]), []).append(record)
    right = []
    for cell in cells.values():
        for start in range(0, len(cell) - RUNS + 1, RUNS):
            baseline, submission = zip(*((b[0], s[0]) for b, s in map(walls, cell[start : start + RUNS])), strict=True)
            one = cell[start]
            says = passes(baseline, submission, one["cores"], required_speedup(one["exercise"]))
            right.append(says == (one["truth"] == PASSED))
    return right
