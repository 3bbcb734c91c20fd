"""What a wall-clock grader would have said, from the same runs that gilkit made.

The usual grader takes the shortest of three runs of the baseline and of the submission, and compares their ratio with
what is asked for. The exercises of gilkit ask for a speedup on 4 cores, so what it asks for is scaled to the real
ones: with S on W workers it wants 1 + (S - 1)·(c - 1)/(W - 1) on c cores. That is S on W cores, nothing (1.0) on
one core, and in between what leaves a perfect program about as much to spare. It looks at the runs that gilkit made,
so where gilkit stopped early it has fewer than three. On one core no program can be faster than the plain loop, so
what a wall-clock grader says there is chance; its figures on 1 and 2 cores stand apart.
"""

from collections.abc import Sequence

RUNS = 3
FORMULA = (
    "wall-clock grader: shortest of n baseline runs / shortest of n submission runs (default switch interval, all "
    "cores; n up to 3, as many as there are) >= 1 + (S - 1)·(c - 1)/3, with S asked for on 4 cores and c real ones"
)


def scaled_requirement(speedup: float, cores: int, workers: int = 4) -> float:
    """The speedup to ask for on `cores` real cores where `speedup` is asked for on `workers`."""
    return 1 + (speedup - 1) * (min(cores, workers) - 1) / (workers - 1)


def alone_on_the_clock(runs: Sequence[dict]) -> list[dict]:
    """Without those where gilkit ran baseline and submission beside each other on one core."""
    return [run for run in runs if not run["beside"]]


def walls(runs: Sequence[dict], cores: int) -> tuple[list[float], list[float]]:
    """Baseline and submission wall times in seconds that it would look at: equally many, at most three each."""
    alone = alone_on_the_clock(runs)
    baseline = [run["wall_s"] for run in alone if run["role"] == "baseline"]
    submission = [
        run["wall_s"]
        for run in alone
        if run["role"] == "submission" and run["cores"] == cores and not run["diagnosis"]
    ]
    count = min(len(baseline), len(submission), RUNS)  # the shortest of more would have the better chances
    return baseline[:count], submission[:count]


def passes(runs: Sequence[dict], cores: int, speedup: float) -> bool | None:
    """Whether it passes the submission; None when gilkit made no run that it could judge."""
    baseline, submission = walls(runs, cores)
    if not baseline or not submission:
        return None
    return min(baseline) / min(submission) >= scaled_requirement(speedup, cores)
