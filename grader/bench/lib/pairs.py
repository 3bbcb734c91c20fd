"""The same command with and without `gilkit measure`, side by side: what being observed costs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from lib.command import Run, run, run_measured


def interleaved(
    gilkit: Path, command: Sequence[str], cpus: Sequence[int], count: int, what: str, options: Sequence[str] = ()
) -> list[tuple[Run, Run]]:
    """So many pairs of a run without and one with. `what`: for the progress on stderr; `options`: of gilkit measure."""
    pairs = []
    for number in range(count):
        print(f"{what}: pair {number + 1} of {count}", file=sys.stderr)
        # ABBA: whichever comes second would otherwise get the slower drifts of the machine.
        if number % 2 == 0:
            plain, observed = run(command, cpus), run_measured(gilkit, command, cpus, options)
        else:
            observed, plain = run_measured(gilkit, command, cpus, options), run(command, cpus)
        pairs.append((plain, observed))
    return pairs


def ratios(pairs: list[tuple[Run, Run]]) -> list[list[float]]:
    """With / without, a list a figure: the program's own wall, CPU and wall / CPU, the whole command's wall and CPU."""
    figures = (
        lambda run: run.own["wall_s"],
        lambda run: run.own["cpu_s"],
        lambda run: run.own["wall_s"] / run.own["cpu_s"],
        lambda run: run.wall_s,
        lambda run: run.cpu_s,
    )
    return [[figure(observed) / figure(plain) for plain, observed in pairs] for figure in figures]
