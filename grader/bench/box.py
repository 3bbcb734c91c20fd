"""What does a box cost at its start? Boxes and bare runners by turns, each until an empty submission is loaded.

The difference of the two of a pair shares the moment, and so the machine's mood; the median over the pairs is the figure.
"""

import argparse
import json
import subprocess
from pathlib import Path

from lib import machine
from lib.figures import bootstrap_interval, median
from lib.table import render

EXAMPLES = """example:
  python3 grader/bench/box.py --pairs 100

exit status: 0 measured · 1 the box costs more than 30 ms · 2 wrong usage · 3 no box can be made here · 130 interrupted"""

MOST_S = 0.030


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--pairs", type=machine.positive, default=200, metavar="N", help="of starts (200)")
    return parser.parse_args()


def in_ms(values_s: list[float]) -> str:
    """"21.3 (20.9–21.8)": the median with its bootstrap interval, milliseconds."""
    interval = bootstrap_interval(values_s)
    text = f"{median(values_s) * 1000:.1f}"
    return text + (f" ({interval[0] * 1000:.1f}–{interval[1] * 1000:.1f})" if interval else "")


def table(pairs: list[dict]) -> str:
    bare, boxed = [pair["bare_s"] for pair in pairs], [pair["boxed_s"] for pair in pairs]
    more = [pair["boxed_s"] - pair["bare_s"] for pair in pairs]
    return render(("tier", "bare, ms", "in a box, ms", "difference, ms"), [[pairs[0]["tier"], *map(in_ms, (bare, boxed, more))]])


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    program = gilkit.parent.parent / "bench" / "box_start"
    runner = Path(machine.ROOT) / "grader/runner/runner.py"
    described = machine.describe(arguments.python)
    line = [program, gilkit.parent / "gilkit-init", arguments.python, runner, str(arguments.pairs)]
    done = subprocess.run(line, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        machine.stop(machine.EXIT_FAILED, done.stderr.strip() or f"{program} failed")
    pairs = [json.loads(each) for each in done.stdout.splitlines()]
    print(machine.in_words(described))
    print(f"from the start until an empty submission is loaded: medians of {len(pairs)} pairs (95 % bootstrap interval)\n")
    print(table(pairs))
    return machine.EXIT_FINE if median([pair["boxed_s"] - pair["bare_s"] for pair in pairs]) <= MOST_S else machine.EXIT_WRONG


if __name__ == "__main__":
    machine.run_bench(main)
