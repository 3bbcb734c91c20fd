"""What does it cost to look at the GIL? The same threads with and without `gilkit measure --timeline`, in interleaved
pairs, at several rates.

Ratios of one pair share the moment, and so the machine's mood; their median over the pairs is the figure.
"""

import argparse
import statistics
from pathlib import Path

from lib import machine
from lib.command import Run, run
from lib.figures import median_in_words
from lib.pairs import interleaved, ratios
from lib.programs import FOLDER
from lib.table import render

THREADS = (4, 8, 32)
RATES_HZ = (1000, 10000)

EXAMPLES = """example:
  python3 grader/bench/sampler.py --pairs 10

"itself" is what the program sees of its own time. The speed of a shared machine changes from run to run and blurs that;
it cancels out of "wall / CPU", the wall time that the program sees for each second of its work. "gilkit's own" is its
CPU time over the run's wall time: the share of a core that it takes, the plain measuring included. "looks" are those
that it made, of those that were due.

exit status: 0 measured · 2 wrong usage · 3 gilkit has no `measure`, or a program failed · 130 interrupted"""


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--pairs", type=machine.positive, default=20, metavar="N", help="of each row (20)")
    parser.add_argument(
        "--loops", type=machine.positive, default=20_000_000, metavar="N", help="of each run (20 million)"
    )
    return parser.parse_args()


def own_core_share(observed: Run) -> float:
    return (observed.cpu_s - observed.report["cpu_s"]) / observed.report["wall_s"]


def looks_made(observed: Run) -> float:
    timeline = observed.report["timeline"]
    return timeline["looks"] / (timeline["looks"] + timeline["missed_looks"])


def row(gilkit: Path, command: list[str], rate_hz: int, count: int) -> list[str]:
    """One row of the table, after the threads and the rate."""
    cpus = machine.allowed_cpus()
    options = ("--timeline", "--rate", str(rate_hz))
    run(command, cpus)  # warms the caches; counts for neither
    pairs = interleaved(gilkit, command, cpus, count, f"{command[-3]} threads, {rate_hz} Hz", options)
    wall, _, wall_per_cpu, *_ = ratios(pairs)
    runs = [observed for _, observed in pairs]
    return [
        median_in_words(wall),
        median_in_words(wall_per_cpu),
        f"{statistics.median(map(own_core_share, runs)):.1%}",
        f"{statistics.median(map(looks_made, runs)):.1%}",
    ]


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    machine.require_measure(gilkit)
    described = machine.describe(arguments.python)
    rows = []
    for threads in THREADS:
        program = [str(FOLDER / "many_threads.py"), "--threads", str(threads), "--loops", str(arguments.loops)]
        for rate_hz in RATES_HZ:
            figures = row(gilkit, [arguments.python, *program], rate_hz, arguments.pairs)
            rows.append([f"{threads} threads, {rate_hz} Hz", *figures])
    print(machine.in_words(described))
    print(f"observed / not observed: medians of {arguments.pairs} interleaved pairs (95 % bootstrap interval)\n")
    print(render(("threads", "itself: wall", "wall / CPU", "gilkit's own", "looks"), rows))
    return machine.EXIT_FINE


if __name__ == "__main__":
    machine.run_bench(main)
