"""Does every kind of exercise tell right from wrong? Grades each file of the course, idle and beside neighbours, on 1 and 2 cores.

For each kind the gradings are spread over the solution, the stub and every mistake of its exercises, and over the
conditions. With --race-on, the races without their lock and the solutions with it, on several interpreters. Results
are appended to a file as they come, and a call with the same options goes on where the last one ended.
"""

import argparse
import itertools
from pathlib import Path

from lib import machine, results
from lib.bench import Cell, make_the_rest, run_or_report
from lib.course import CourseFile, files_of
from lib.grading import Grader
from lib.kinds_report import KINDS, RACES, complaints, report
from lib.options import add_grading_options, cpus_for
from lib.schedule import Condition, Plan
from lib.verdict_report import is_error, is_wrong, is_wrong_reason

EXAMPLES = """examples:
  python3 grader/bench/kinds.py --gradings 200 --results kinds.jsonl
  python3 grader/bench/kinds.py --kinds race --gradings 0 --race-on python3.9 python3.11 python3.13
  python3 grader/bench/kinds.py --kinds output --conditions 1c-idle --gradings 20 --jobs 2
  python3 grader/bench/kinds.py --report kinds.jsonl

exit status: 0 as it must be · 1 something is not · 2 wrong usage · 3 the grader itself failed · 130 interrupted"""

CONDITIONS = ("1c-idle", "2c-idle", "1c-4hogs", "2c-4hogs")


def count(text: str) -> int:
    return 0 if text == "0" else machine.positive(text)


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--kit", type=Path, default=machine.ROOT, metavar="PATH", help="holds the course (this clone)")
    parser.add_argument("--kinds", metavar="A,B", help="only these (all that the course has)")
    parser.add_argument("--gradings", type=count, default=200, metavar="N", help="of each kind (200); 0: none")
    parser.add_argument(
        "--race-on", nargs="+", default=[], metavar="PYTHON", help="on each of these: races without their lock, and with it"
    )
    parser.add_argument(
        "--race-gradings", type=machine.positive, default=200, metavar="N", help="of either, on each interpreter (200)"
    )
    add_grading_options(parser, CONDITIONS, "kinds.jsonl")
    return parser.parse_args()


def chosen_files(arguments: argparse.Namespace) -> list[CourseFile]:
    files = files_of(arguments.kit)
    known = list(dict.fromkeys(file.kind for file in files))
    kinds = arguments.kinds.split(",") if arguments.kinds else known
    for kind in kinds:
        if kind not in known:
            machine.stop(machine.EXIT_USAGE, f"the course has no exercise of kind {kind!r}; it has {', '.join(known)}")
    return [file for file in files if file.kind in kinds]


class Planner:
    """Makes cells: each grading of each table."""

    def __init__(self, arguments: argparse.Namespace, grader: Grader):
        self.arguments, self.grader = arguments, grader

    def cells(self, table: str, files: list[CourseFile], python: str, wanted: int) -> list[Cell]:
        """The first `wanted` gradings of these files under the conditions, well mixed."""
        if not files:
            return []
        by_name = {file.name: file for file in files}
        plan = Plan(tuple(by_name), self.arguments.conditions, self.arguments.jobs, self.arguments.seed)
        interpreter = machine.python_version(python)
        key = f"{table}-{plan.key}-{interpreter.replace(' ', '-')}"

        def cell(index: int, file: CourseFile, condition: Condition) -> Cell:
            more = {"table": table, "exercise_kind": file.kind, "part": file.part, "interpreter": interpreter}
            seed = plan.seed * 1_000_003 + index
            return Cell(key, index, lambda: {**self.grader.grade(file, condition, seed, python), **more})

        order = itertools.islice(plan.cells(), wanted)
        return [cell(index, by_name[name], Condition.parse(where)) for index, (name, where) in enumerate(order)]

    def all_cells(self, files: list[CourseFile]) -> list[Cell]:
        """Kind by kind, then interpreter by interpreter."""
        cells = []
        for kind in dict.fromkeys(file.kind for file in files):
            mine = [file for file in files if file.kind == kind]
            cells += self.cells(KINDS, mine, self.arguments.python, self.arguments.gradings)
        racing = {file.exercise for file in files if file.kind == "race"}
        without = [file for file in files if file.exercise in racing and file.truth == "race"]
        solutions = [file for file in files if file.exercise in racing and file.part == "solution"]
        for python in self.arguments.race_on:
            for some in (without, solutions):
                cells += self.cells(RACES, some, python, self.arguments.race_gradings)
        return cells


def print_report(path: Path) -> int:
    """Prints the tables; returns the exit status that they deserve."""
    records = results.load(path)
    print(report(records))
    if complaints(records):
        return machine.EXIT_WRONG
    gradings = [record for record in records if record["kind"] == "grading"]
    return machine.EXIT_FAILED if any(map(is_error, gradings)) else machine.EXIT_FINE


def run(arguments: argparse.Namespace) -> int:
    gilkit = machine.require_gilkit(arguments.gilkit)
    files = chosen_files(arguments)
    if arguments.race_on and not any(file.kind == "race" for file in files):
        machine.stop(machine.EXIT_USAGE, "--race-on needs exercises of the kind race, and --kinds leaves them out")
    cpus = cpus_for(arguments.conditions)
    grader = Grader(gilkit, arguments.python, cpus, alone=arguments.jobs == 1, kit=arguments.kit.resolve())
    cells = Planner(arguments, grader).all_cells(files)
    return make_the_rest(
        arguments, grader, cells, lambda record: is_wrong(record) or is_wrong_reason(record), print_report
    )


def main() -> int:
    return run_or_report(parse_arguments(), run, print_report)


if __name__ == "__main__":
    machine.run_bench(main)
