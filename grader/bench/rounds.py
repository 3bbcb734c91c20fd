"""Does the course keep its promises on every interpreter, again and again? Rounds of `gilkit verify`, unit by unit, idle and
beside neighbours.

Round by round, each on every interpreter and under every condition. Results are appended to a file as they come, and a call
with the same options goes on where the last one ended. The whole is so long that a machine rarely has that much time at once.
"""

import argparse
import json
import shutil
from pathlib import Path

from lib import machine, results
from lib.bench import Cell, make_the_rest, run_or_report
from lib.calls import Calls
from lib.course import units_of
from lib.hogs import Neighbourhood
from lib.options import add_grading_options, cpus_for
from lib.rounds_report import BROKEN, complaints, report, went_well
from lib.schedule import SWITCHING, Condition

EXAMPLES = """examples:
  python3 grader/bench/rounds.py --pythons python3.9 python3.13 --conditions 2c-4hogs --results rounds.jsonl
  python3 grader/bench/rounds.py --only plus-equals --rounds 1 --conditions 2c-idle
  python3 grader/bench/rounds.py --report rounds.jsonl

exit status: 0 all promises kept · 1 one was not, or could not be decided · 2 wrong usage · 3 the grader itself failed ·
130 interrupted"""

CONDITIONS = ("2c-idle", "2c-4hogs")
PATIENCE_S = 3600  # no unit takes that long, except one that hangs


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--kit", type=Path, default=machine.ROOT, metavar="PATH", help="holds the course (this clone)")
    parser.add_argument("--pythons", nargs="+", metavar="PYTHON", help="verified on each of these (that of --python)")
    parser.add_argument("--only", metavar="A,B", help="only these units of the course")
    parser.add_argument("--rounds", type=machine.positive, default=3, metavar="N", help="(3)")
    add_grading_options(parser, CONDITIONS, "rounds.jsonl", of="units")
    return parser.parse_args()


class Verifier:
    """Verifies units, in as many threads as you like; `stop` ends what is under way in all of them."""

    def __init__(self, gilkit: Path, kit: Path, cpus: list[int], seed: int):
        self.gilkit, self.kit, self.cpus, self.seed = gilkit, kit, cpus, seed
        self.neighbourhood = Neighbourhood()
        self.calls = Calls()

    def stop(self) -> None:
        self.calls.stop()

    def verify(self, unit: str, python: str, condition: Condition) -> dict:
        """What became of the unit's promises, as a record. Raises Interrupted."""
        cpus = self.cpus[: condition.cores]
        command = [
            "taskset", "-c", ",".join(map(str, cpus)), str(self.gilkit), "verify", "--format", "json", "--jobs", "2",
            "--python", python, "--only", unit,
        ]  # fmt: skip
        with self.neighbourhood.beside(condition.hogs, cpus, condition.pattern == SWITCHING, self.seed):
            ended = self.calls.run(command, self.kit, PATIENCE_S)
        if ended is None:
            return {BROKEN: f"no end within {PATIENCE_S} s", "counts": {}, "odd": [], "seconds": None}
        try:
            said = json.loads(ended.out)
            odd = [check for check in said["checks"] if check["status"] != "passed"]
            return {BROKEN: None, "counts": said["counts"], "odd": odd, "seconds": said["seconds"]}
        except (ValueError, KeyError, TypeError) as error:
            why = f"exit status {ended.status}, and no report ({error!r}): {ended.err.strip()[-500:]}"
            return {BROKEN: why, "counts": {}, "odd": [], "seconds": None}


def cells(arguments: argparse.Namespace, units: list[str], pythons: list[str], verifier: Verifier) -> list[Cell]:
    """The rounds one after the other, so that those on an interpreter are made at different times."""
    found = []
    for number in range(1, arguments.rounds + 1):
        for python in pythons:
            interpreter = machine.python_version(python)
            for name in arguments.conditions:
                plan = f"rounds-{interpreter}-{name}-{arguments.jobs}".replace(" ", "-")
                for unit in units:
                    found.append(cell(plan, unit, number, python, interpreter, Condition.parse(name), verifier))
    return found


def cell(
    plan: str, unit: str, number: int, python: str, interpreter: str, condition: Condition, verifier: Verifier
) -> Cell:
    which = {
        "kind": "verification",
        "unit": unit,
        "round": number,
        "interpreter": interpreter,
        "condition": condition.name,
    }
    return Cell(f"{plan}-{unit}", number, lambda: {**verifier.verify(unit, python, condition), **which})


def print_report(path: Path) -> int:
    """Prints the table; returns the exit status that it deserves."""
    records = results.load(path)
    print(report(records))
    verified = [record for record in records if record["kind"] == "verification"]
    if any(record[BROKEN] for record in verified):
        return machine.EXIT_FAILED
    return machine.EXIT_WRONG if complaints(verified) else machine.EXIT_FINE


def resolved(word: str) -> str:
    found = shutil.which(word)
    return found or machine.stop(machine.EXIT_USAGE, f"--pythons: there is no program {word}; name another one, or a path")


def run(arguments: argparse.Namespace) -> int:
    gilkit = machine.require_gilkit(arguments.gilkit)
    known_units = units_of(arguments.kit)
    units = arguments.only.split(",") if arguments.only else known_units
    for unit in units:
        if unit not in known_units:
            machine.stop(machine.EXIT_USAGE, f"the course has no unit {unit!r}; it has {', '.join(known_units)}")
    pythons = [resolved(word) for word in arguments.pythons or [arguments.python]]
    verifier = Verifier(gilkit, arguments.kit.resolve(), cpus_for(arguments.conditions), arguments.seed)
    wanted = cells(arguments, units, pythons, verifier)
    return make_the_rest(
        arguments, verifier, wanted, lambda record: not went_well(record), print_report, "units verified"
    )


def main() -> int:
    return run_or_report(parse_arguments(), run, print_report)


if __name__ == "__main__":
    machine.run_bench(main)
