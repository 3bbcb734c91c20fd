"""Are the shares right that `gilkit measure --timeline` shows? Threads take and release the GIL at times that they
write down themselves (programs/gil_truth.cpp); what was seen from outside is compared with that, alone and beside four
busy neighbours.
"""

import argparse
import contextlib
import os
import statistics
import sys
from pathlib import Path

from lib import machine
from lib.command import run_measured
from lib.hogs import Hogs
from lib.programs import FOLDER
from lib.table import render

# Name → HOLD:NATIVE of each thread, in microseconds.
CASES = {
    "2 threads, 5 ms each": ["5000:0"] * 2,
    "4 threads, 5 ms, then 1 ms without": ["5000:1000"] * 4,
    "8 threads, 2 ms, then 10 ms without": ["2000:10000"] * 8,
    "2 with the GIL, 2 mostly without": ["5000:0"] * 2 + ["1000:20000"] * 2,
    "one alone, half of its time without": ["10000:10000"],
}
# What the threads write down → the state that gilkit shows for it.
STATES = {"held": "holds", "waited": "waits", "native": "native"}
# A thread that waits for a core as well as for the GIL is in either.
MAY_BE_STARVED = "waited"

EXAMPLES = """example:
  python3 grader/bench/accuracy.py --runs 5

The figures are percentage points: the difference between the share of its time that a thread spent so and the share
that gilkit shows, without a sign. "median" and "worst" are over all threads and runs. "without the GIL" is time on a
core, and "holding" time with the GIL, core or no core. Who has neither waits for the one and perhaps for the other, and
nobody can tell from when on: gilkit calls a part of it starved, and the thread another part. Waiting is right as long as
both can be.

exit status: 0 measured · 2 wrong usage · 3 gilkit has no `measure`, or a program failed · 130 interrupted"""


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.set_defaults(python="/usr/bin/python3")  # the one that the module is built for
    parser.add_argument("--runs", type=machine.positive, default=5, metavar="N", help="of each case (5)")
    parser.add_argument("--seconds", type=machine.positive, default=4, metavar="S", help="of each run (4)")
    return parser.parse_args()


def differences(truth: dict, report: dict) -> dict[str, list[float]]:
    """Kind → percentage points off, a value a thread."""
    lanes = {lane["tid"]: lane["spent_s"] for lane in report["timeline"]["lanes"]}
    off = {kind: [] for kind in STATES}
    for tid, told in truth.items():
        seen = lanes[int(tid)]
        whole = sum(told.values())
        for kind, state in STATES.items():
            if kind == MAY_BE_STARVED:
                apart = max(seen[state] - told[kind] - told["starved"], told[kind] - seen[state] - seen["starved"], 0)
            else:
                apart = abs(seen[state] - told[kind])
            off[kind].append(100 * apart / whole)
    return off


def folder_of_module(gilkit: Path) -> Path:
    folder = gilkit.parent.parent / "bench"
    if not list(folder.glob("gil_truth.*.so")):
        machine.stop(machine.EXIT_FAILED, f"there is no module gil_truth in {folder}; build with ./gilkit test")
    return folder


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    machine.require_measure(gilkit)
    os.environ["PYTHONPATH"] = str(folder_of_module(gilkit))
    described = machine.describe(arguments.python)
    cpus = machine.allowed_cpus()
    rows = []
    for hogs in (0, 4):
        for name, turns in CASES.items():
            command = [arguments.python, str(FOLDER / "truth.py"), "--seconds", str(arguments.seconds)]
            command += ["--turns", ",".join(turns)]
            off = {kind: [] for kind in STATES}
            with Hogs(hogs, cpus, switching=False, seed=1) if hogs else contextlib.nullcontext():
                for number in range(arguments.runs):
                    print(f"{name}, {hogs} neighbours: run {number + 1} of {arguments.runs}", file=sys.stderr)
                    measured = run_measured(gilkit, command, cpus, ("--timeline",))
                    for kind, values in differences(measured.own, measured.report).items():
                        off[kind] += values
            figures = [f"{statistics.median(values):.1f} / {max(values):.1f}" for values in off.values()]
            rows.append([name, str(hogs), *figures])
    print(machine.in_words(described))
    print(f"percentage points off, median / worst, over all threads of {arguments.runs} runs of each\n")
    print(render(("threads", "neighbours", "holding", "waiting", "without the GIL"), rows))
    return machine.EXIT_FINE


if __name__ == "__main__":
    machine.run_bench(main)
