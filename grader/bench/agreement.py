"""Does the replay agree with real cores? What `gilkit measure` says of 2 idle cores, against the wall clock on 2.

A block is one program four times, interleaved: plain on 1 core, plain on 2, and observed on each. Blocks during which
other processes used the machine are dropped, because then the wall clock is wrong.

Where two cores are hyper-threads of one, the same work costs more CPU time when both are busy, so that the wall clock
falls short of what two real cores would give. That inflation is CPU time on 2 cores / CPU time on 1. It is printed,
and taken out in the column "corrected": wall speedup × inflation. (It stands for a whole program. In one that is
serial for a while, only the rest is inflated, and the correction overshoots a little.)
"""

import argparse
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from lib import machine
from lib.command import program_command, run, run_measured
from lib.table import render

PROGRAMS = ("pool", "mp-pool", "half-serial-1.2", "hash-threads", "sequential")

EXAMPLES = """example:
  python3 grader/bench/agreement.py --blocks 10

exit status: 0 measured · 2 wrong usage · 3 gilkit has no `measure`, a program failed, or the machine was never
quiet · 130 interrupted"""


@dataclass(frozen=True)
class Block:
    """One program, four runs."""

    wall_1_s: float
    wall_2_s: float
    cpu_1_s: float
    cpu_2_s: float
    replay_from_1: float  # speedup on 2 idle cores, replayed from the run on 1 core
    replay_from_2: float
    others: float  # cores' worth of CPU time that other processes used meanwhile

    @property
    def raw(self) -> float:
        return self.wall_1_s / self.wall_2_s

    @property
    def inflation(self) -> float:
        return self.cpu_2_s / self.cpu_1_s

    @property
    def corrected(self) -> float:
        return self.raw * self.inflation


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--blocks", type=machine.positive, default=8, metavar="N", help="quiet ones, each (8)")
    parser.add_argument("--scale", type=machine.positive, default=4, metavar="N", help="half seconds of work (4)")
    parser.add_argument(
        "--quiet-below", type=float, default=0.05, metavar="CORES", help="what others may use of the machine (0.05)"
    )
    parser.add_argument(
        "--patience", type=float, default=120, metavar="S", help="seconds to wait for a quiet moment (120)"
    )
    return parser.parse_args()


def replayed(report: dict) -> float:
    """The speedup on 2 idle cores that gilkit measure predicts: its replay on 1 core / its replay on 2."""
    speedup = (report.get("speedup") or {}).get("2")
    if speedup is None:
        why = report.get("no_demand_because") or "its report has no speedup for 2 cores"
        machine.stop(machine.EXIT_FAILED, f"gilkit measure could not replay the program: {why}")
    return speedup


def run_block(gilkit: Path, command: list[str], cpus: list[int], backwards: bool) -> Block:
    steps = {
        "plain 1": lambda: run(command, cpus[:1]),
        "plain 2": lambda: run(command, cpus[:2]),
        "observed 1": lambda: run_measured(gilkit, command, cpus[:1]),
        "observed 2": lambda: run_measured(gilkit, command, cpus[:2]),
    }
    everyone = machine.Others()
    runs = {name: steps[name]() for name in (reversed(steps) if backwards else steps)}
    others = everyone.cores(sum(each.cpu_s for each in runs.values()))
    one, two = runs["plain 1"], runs["plain 2"]
    return Block(
        one.wall_s, two.wall_s, one.cpu_s, two.cpu_s,
        replayed(runs["observed 1"].report), replayed(runs["observed 2"].report), others,
    )  # fmt: skip


def difference(a: float, b: float) -> str:
    return f"{100 * (a / b - 1):+.1f} %"


def row(name: str, quiet: list[Block], dropped: int) -> list[str]:
    def middle(figure: str) -> float:
        return statistics.median(getattr(block, figure) for block in quiet)

    raw, inflation, corrected = middle("raw"), middle("inflation"), middle("corrected")
    one, two = middle("replay_from_1"), middle("replay_from_2")
    return [
        name, str(len(quiet)), str(dropped), f"{raw:.2f}", f"{inflation:.2f}", f"{corrected:.2f}",
        f"{one:.2f}", difference(one, raw), difference(one, corrected),
        f"{two:.2f}", difference(two, raw), difference(two, corrected),
    ]  # fmt: skip


HEADER = (
    "program", "blocks", "dropped", "raw", "inflation", "corrected",
    "replay 1c", "to raw", "to corrected", "replay 2c", "to raw", "to corrected",
)  # fmt: skip
LEGEND = """
raw: wall time on 1 core / on 2 · inflation: CPU time on 2 cores / on 1 · corrected: raw × inflation
replay 1c, 2c: speedup on 2 idle cores that `gilkit measure` replays from a run on 1 core, on 2; and its difference"""


def quiet_blocks(name: str, arguments: argparse.Namespace, gilkit: Path, cpus: list[int]) -> tuple[list[Block], int]:
    """Blocks during which nobody else used the machine, and how many others there were."""
    command = program_command(arguments.python, name, arguments.scale)
    quiet: list[Block] = []
    dropped = 0
    while len(quiet) < arguments.blocks and dropped < 2 * arguments.blocks:
        if not machine.wait_until_quiet(arguments.quiet_below, arguments.patience):
            print(f"{name}: others kept the machine busy for {arguments.patience:.0f} s", file=sys.stderr)
            break
        block = run_block(gilkit, command, cpus, backwards=(len(quiet) + dropped) % 2 == 1)
        if block.others <= arguments.quiet_below:
            quiet.append(block)
            print(f"{name}: block {len(quiet)} of {arguments.blocks}", file=sys.stderr)
        else:
            dropped += 1
            print(f"{name}: dropped a block; others used {block.others:.2f} cores", file=sys.stderr)
    return quiet, dropped


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    machine.require_measure(gilkit)
    cpus = machine.allowed_cpus()
    if len(cpus) < 2:
        machine.stop(machine.EXIT_FAILED, "this needs two cores to compare with, and there is one")
    described = machine.describe(arguments.python)
    rows = []
    for name in PROGRAMS:
        quiet, dropped = quiet_blocks(name, arguments, gilkit, cpus)
        if not quiet:
            machine.stop(
                machine.EXIT_FAILED,
                f"the machine was not quiet: others used more than {arguments.quiet_below} cores all the time, and so "
                f"the wall clock says nothing; end what runs beside, or see --quiet-below and --patience",
            )
        rows.append(row(name, quiet, dropped))
    print(machine.in_words(described))
    print(f"medians of quiet blocks: other processes used at most {arguments.quiet_below} cores\n")
    print(render(HEADER, rows))
    print(LEGEND)
    return machine.EXIT_FINE


if __name__ == "__main__":
    machine.run_bench(main)
