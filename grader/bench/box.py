"""What does a box cost at its start? Bare runners and boxes of every tier by turns, each until an empty submission is loaded.

What starts in one round shares the moment, and so the machine's mood; the median of the differences is the figure.
"""

import argparse
import json
import subprocess
from pathlib import Path

from lib import machine
from lib.figures import bootstrap_interval, median
from lib.table import render

EXAMPLES = """example:
  python3 grader/bench/box.py --rounds 100

exit status: 0 measured · 1 the box costs more than 30 ms · 2 wrong usage · 3 no box can be made here · 130 interrupted"""

MOST_S = 0.030
BARE = "D"  # the tier without a box


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--rounds", type=machine.positive, default=200, metavar="N", help="a start in each tier (200)")
    return parser.parse_args()


def in_ms(values_s: list[float]) -> str:
    """"21.3 (20.9–21.8)": the median with its bootstrap interval, milliseconds."""
    interval = bootstrap_interval(values_s)
    text = f"{median(values_s) * 1000:.1f}"
    return text + (f" ({interval[0] * 1000:.1f}–{interval[1] * 1000:.1f})" if interval else "")


def differences(rounds: list[dict], tier: str) -> list[float]:
    return [each[tier] - each[BARE] for each in rounds]


def table(rounds: list[dict]) -> str:
    """One round: the seconds of a start in each tier."""
    bare = in_ms([each[BARE] for each in rounds])
    rows = [
        [tier, bare, in_ms([each[tier] for each in rounds]), in_ms(differences(rounds, tier))]
        for tier in sorted(rounds[0])
        if tier != BARE
    ]
    return render(("tier", "bare, ms", "in a box, ms", "difference, ms"), rows)


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    program = gilkit.parent.parent / "bench" / "box_start"
    runner = Path(machine.ROOT) / "grader/runner/runner.py"
    described = machine.describe(arguments.python)
    line = [program, gilkit.parent / "gilkit-init", arguments.python, runner, str(arguments.rounds)]
    done = subprocess.run(line, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        machine.stop(machine.EXIT_FAILED, done.stderr.strip() or f"{program} failed")
    rounds = [json.loads(each) for each in done.stdout.splitlines()]
    print(machine.in_words(described))
    print(f"from the start until an empty submission is loaded: medians of {len(rounds)} rounds (95 % bootstrap interval)\n")
    print(table(rounds))
    slowest_s = max(median(differences(rounds, tier)) for tier in rounds[0])
    return machine.EXIT_FINE if slowest_s <= MOST_S else machine.EXIT_WRONG


if __name__ == "__main__":
    machine.run_bench(main)
