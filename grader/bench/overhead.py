"""What does it cost to be observed? The same programs with and without `gilkit measure`, in interleaved pairs.

Ratios of one pair share the moment, and so the machine's mood; their median over the pairs is the figure.
"""

import argparse
import statistics

from lib import machine
from lib.command import Run, program_command, run
from lib.figures import median_in_words
from lib.pairs import interleaved, ratios
from lib.table import render

PROGRAMS = ("sequential", "threads", "pool", "short-children")
SCALE = {"short-children": 4}  # of 200 children each; the others run for about a second: see --scale

EXAMPLES = """example:
  python3 grader/bench/overhead.py --pairs 20

"itself" is what the program sees of its own time; "whole" is the command from outside, gilkit's own time included.
The speed of a shared machine changes from run to run and blurs these. It cancels out of two more columns:
"wall / CPU", the wall time that the program itself sees for each second of its work, and "gilkit's own", its CPU time
over the program's in the same run.

exit status: 0 measured · 2 wrong usage · 3 gilkit has no `measure`, or a program failed · 130 interrupted"""


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--pairs", type=machine.positive, default=40, metavar="N", help="of each program (40)")
    parser.add_argument("--scale", type=machine.positive, default=2, metavar="N", help="half seconds of work (2)")
    return parser.parse_args()


def own_shares(pairs: list[tuple[Run, Run]]) -> list[float]:
    """gilkit's own CPU time / the program's, of each observed run."""
    runs = [observed for _, observed in pairs]
    return [(run.cpu_s - run.report["cpu_s"]) / run.report["cpu_s"] for run in runs]


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    machine.require_measure(gilkit)
    described = machine.describe(arguments.python)
    cpus = machine.allowed_cpus()
    rows = []
    for name in PROGRAMS:
        command = program_command(arguments.python, name, SCALE.get(name, arguments.scale))
        run(command, cpus)  # warms the caches; counts for neither
        others = machine.Others()
        pairs = interleaved(gilkit, command, cpus, arguments.pairs, name)
        own_cpu_s = sum(each.cpu_s for pair in pairs for each in pair)
        own = f"{statistics.median(own_shares(pairs)):.2%}"
        rows.append([name, *map(median_in_words, ratios(pairs)), own, f"{others.cores(own_cpu_s):.2f}"])
    print(machine.in_words(described))
    print(f"observed / not observed: medians of {arguments.pairs} interleaved pairs (95 % bootstrap interval)\n")
    header = ("itself: wall", "CPU", "wall / CPU", "whole: wall", "CPU", "gilkit's own", "others, in cores")
    print(render(("program", *header), rows))
    return machine.EXIT_FINE


if __name__ == "__main__":
    machine.run_bench(main)
