"""Does a learner ever wait for gilkit? How long `gilkit list` takes, and how long after a save the first word of its grading
stands there; and what `gilkit watch` uses while nobody saves.

The first word is that the file can be imported, or not. What Python itself takes to start and import it is measured beside
it, in the same round, and taken off: that is the submission's own time.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from lib import machine
from lib.course import files_of
from lib.figures import median, median_in_words
from lib.table import render
from lib.watched import Watched

EXAMPLES = """example:
  python3 grader/bench/learner.py --rounds 20

exit status: 0 measured · 1 list takes more than 10 ms, the first word more than 300 ms, or an idle watch more than 0.1 %
of a core · 2 wrong usage · 3 gilkit failed · 130 interrupted"""

MOST_LIST_MS = 10.0
MOST_FIRST_WORD_MS = 300.0
MOST_IDLE = 0.001  # of a core
EXERCISE = "why-the-gil-exists"

Round = dict[str, float]  # milliseconds
ROWS = ("list", "save to first word", "python imports it", "gilkit's own")


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--rounds", type=machine.positive, default=20, metavar="N", help="(20)")
    parser.add_argument("--idle-s", type=machine.positive, default=60, metavar="S", help="seconds without a save (60)")
    return parser.parse_args()


def timed_ms(command: list, folder: Path) -> float:
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    took_ms = (time.monotonic() - start) * 1000
    if done.returncode != 0:
        machine.stop(machine.EXIT_FAILED, f"this ended with status {done.returncode}: {done.stderr.strip()[-300:]}")
    return took_ms


def one_round(number: int, watched: Watched, gilkit: Path, python: str, file: Path, source: str) -> Round:
    first_ms = watched.first_word_s(file, f"{source}\n# Save {number}.\n", "imports", "Press n") * 1000
    python_ms = timed_ms([python, "-B", "-s", "-c", f"import {file.stem}"], file.parent)
    return {
        "list": timed_ms([gilkit, "list"], file.parent),
        "save to first word": first_ms,
        "python imports it": python_ms,
        "gilkit's own": first_ms - python_ms,
    }


def idle_share(watched: Watched, seconds: int) -> float:
    """Of a core, while nobody saves."""
    before_s, start = watched.cpu_s(), time.monotonic()
    time.sleep(seconds)
    return (watched.cpu_s() - before_s) / (time.monotonic() - start)


def table(rounds: list[Round]) -> str:
    return render(("", "ms"), [[name, median_in_words([each[name] for each in rounds])] for name in ROWS])


def keeps_its_promises(rounds: list[Round], idle: float) -> bool:
    return (
        median([each["list"] for each in rounds]) <= MOST_LIST_MS
        and median([each["gilkit's own"] for each in rounds]) <= MOST_FIRST_WORD_MS
        and idle <= MOST_IDLE
    )


def main() -> int:
    arguments = parse_arguments()
    gilkit = machine.require_gilkit(arguments.gilkit)
    os.environ["GILKIT_ROOT"] = str(machine.ROOT)
    (solution,) = [each for each in files_of(machine.ROOT) if each.exercise == EXERCISE and each.part == "solution"]
    with tempfile.TemporaryDirectory(prefix="gilkit-bench-") as temporary:
        workspace = Path(temporary, "workspace")
        timed_ms([gilkit, "init", workspace], Path(temporary))
        file = workspace / solution.path.parent.name / solution.path.name
        with Watched(gilkit, workspace, EXERCISE, arguments.python) as watched:
            watched.until("failed")  # the stub
            source = solution.path.read_text()
            rounds = [
                one_round(each, watched, gilkit, arguments.python, file, source) for each in range(arguments.rounds)
            ]
            idle = idle_share(watched, arguments.idle_s)
    print(machine.in_words(machine.describe(arguments.python)))
    print(f"medians of {len(rounds)} rounds (95 % bootstrap interval)\n")
    print(table(rounds))
    print(f"\ngilkit watch while nobody saves: {idle * 100:.3f} % of a core, over {arguments.idle_s} s")
    return machine.EXIT_FINE if keeps_its_promises(rounds, idle) else machine.EXIT_WRONG


if __name__ == "__main__":
    machine.run_bench(main)
