"""How often is a verdict wrong? Grades programs of known truth, many times, beside neighbours, on 1 and 2 cores.

Results are appended to a file as they come, and a call with the same options goes on where the last one ended.
`lib/programs.py` states the truths, `lib/schedule.py` the order, `lib/wallclock.py` the grader to compare with.
"""

import argparse
import itertools
from pathlib import Path

from lib import machine, results
from lib.bench import Cell, make_the_rest, run_or_report
from lib.grading import Grader
from lib.options import add_grading_options, cpus_for
from lib.programs import BY_NAME
from lib.schedule import CONDITIONS, Condition, Plan
from lib.verdict_report import is_error, is_wrong, report

EXAMPLES = """examples:
  python3 grader/bench/verdicts.py --gradings 600
  python3 grader/bench/verdicts.py --gradings 240 --jobs 3 --conditions 1c-idle,2c-idle
  python3 grader/bench/verdicts.py --programs pool,threads --conditions 2c-idle,1c-4hogs --gradings 20
  python3 grader/bench/verdicts.py --report verdicts.jsonl
  python3 grader/bench/verdicts.py --report grader/bench/results/verdicts.jsonl.gz

exit status: 0 no wrong verdict · 1 a wrong verdict · 2 wrong usage · 3 the grader itself failed · 130 interrupted"""


def names(known: dict):
    def parse(text: str) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(text.split(",")))
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name!r} is not known; choose from {', '.join(known)}")
        return chosen

    return parse


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--gradings", type=machine.positive, default=1200, metavar="N", help="how many in all (1200)")
    parser.add_argument("--programs", type=names(BY_NAME), default=tuple(BY_NAME), metavar="A,B", help="only these")
    add_grading_options(parser, (condition.name for condition in CONDITIONS), "verdicts.jsonl")
    return parser.parse_args()


def cells_of(plan: Plan, wanted: int, grader: Grader) -> list[Cell]:
    """The first gradings of the plan."""

    def cell(index: int, program: str, condition: str) -> Cell:
        seed = plan.seed * 1_000_003 + index
        return Cell(plan.key, index, lambda: grader.grade(BY_NAME[program], Condition.parse(condition), seed))

    return [cell(index, *what) for index, what in enumerate(itertools.islice(plan.cells(), wanted))]


def print_report(path: Path) -> int:
    """Prints the tables; returns the exit status that they deserve."""
    records = results.load(path)
    print(report(records))
    gradings = [record for record in records if record["kind"] == "grading"]
    if any(map(is_wrong, gradings)):
        return machine.EXIT_WRONG
    return machine.EXIT_FAILED if any(map(is_error, gradings)) else machine.EXIT_FINE


def run(arguments: argparse.Namespace) -> int:
    gilkit = machine.require_gilkit(arguments.gilkit)
    cpus = cpus_for(arguments.conditions)
    plan = Plan(arguments.programs, arguments.conditions, arguments.jobs, arguments.seed)
    grader = Grader(gilkit, arguments.python, cpus, alone=plan.jobs == 1)
    return make_the_rest(arguments, grader, cells_of(plan, arguments.gradings, grader), is_wrong, print_report)


def main() -> int:
    return run_or_report(parse_arguments(), run, print_report)


if __name__ == "__main__":
    machine.run_bench(main)
