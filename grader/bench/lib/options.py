"""The options that benches of many gradings share."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from lib import machine
from lib.schedule import Condition


def conditions(text: str) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(Condition.parse(name).name for name in text.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_grading_options(
    parser: argparse.ArgumentParser, usual: Iterable[str], results: str, of: str = "gradings"
) -> None:
    """`usual`: the names of the conditions; `results`: the name of the file; `of`: what is done several at a time."""
    parser.add_argument("--conditions", type=conditions, default=tuple(usual), metavar="A,B", help="only these")
    parser.add_argument("--jobs", type=machine.positive, default=1, metavar="K", help=f"{of} at the same time (1)")
    parser.add_argument("--seed", type=int, default=1, help="of the order and of the neighbours (1)")
    parser.add_argument("--results", type=Path, default=Path(results), metavar="FILE", help=f"kept there ({results})")
    parser.add_argument("--anew", action="store_true", help="begin the results file again")
    parser.add_argument("--report", type=Path, metavar="FILE", help="only print the tables of a results file")


def cpus_for(names: Iterable[str]) -> list[int]:
    """Those that we may use; ends the bench where these conditions ask for more."""
    cpus = machine.allowed_cpus()
    most = max(Condition.parse(name).cores for name in names)
    if most > len(cpus):
        machine.stop(machine.EXIT_USAGE, f"{most} cores are asked for, and there are {len(cpus)}; see --conditions")
    return cpus


def check_files(arguments: argparse.Namespace) -> None:
    """Ends the bench where the report's file is not there, or the results' can't be written to."""
    if arguments.report and not arguments.report.is_file():
        machine.stop(machine.EXIT_USAGE, f"there is no results file {arguments.report}")
    if not arguments.report and arguments.results.suffix == ".gz":
        machine.stop(machine.EXIT_USAGE, f"{arguments.results} is packed and can only be read, with --report")
