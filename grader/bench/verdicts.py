"""How often is a verdict wrong? Grades programs of known truth, many times, beside neighbours, on 1 and 2 cores.

Results are appended to a file as they come, and a call with the same options goes on where the last one ended.
`lib/programs.py` states the truths, `lib/schedule.py` the order, `lib/wallclock.py` the grader to compare with.
"""

import argparse
import datetime
import itertools
import subprocess
import sys
import threading
import time
from pathlib import Path

from lib import machine, results
from lib.grading import Grader, Interrupted
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


def conditions(text: str) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(Condition.parse(name).name for name in text.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_arguments() -> argparse.Namespace:
    parser = machine.option_parser(__doc__, EXAMPLES)
    parser.add_argument("--gradings", type=machine.positive, default=1200, metavar="N", help="how many in all (1200)")
    parser.add_argument("--programs", type=names(BY_NAME), default=tuple(BY_NAME), metavar="A,B", help="only these")
    parser.add_argument(
        "--conditions", type=conditions, default=tuple(c.name for c in CONDITIONS), metavar="A,B", help="only these"
    )
    parser.add_argument("--jobs", type=machine.positive, default=1, metavar="K", help="gradings at the same time (1)")
    parser.add_argument("--seed", type=int, default=1, help="of the order and of the neighbours (1)")
    parser.add_argument(
        "--results", type=Path, default=Path("verdicts.jsonl"), metavar="FILE", help="kept there (verdicts.jsonl)"
    )
    parser.add_argument("--anew", action="store_true", help="begin the results file again")
    parser.add_argument("--report", type=Path, metavar="FILE", help="only print the tables of a results file")
    return parser.parse_args()


class Progress:
    """On a terminal one line that changes; elsewhere a line every now and then."""

    def __init__(self, done: int, wanted: int):
        self.done, self.wanted, self.fresh = done, wanted, 0
        self.started = self.said = time.monotonic()
        self.wrong = 0
        self.terminal = sys.stderr.isatty()

    def note(self, record: dict) -> None:
        self.done += 1
        self.fresh += 1
        self.wrong += is_wrong(record)
        now = time.monotonic()
        left_s = (now - self.started) / self.fresh * (self.wanted - self.done)
        text = f"{self.done}/{self.wanted} gradings, {self.wrong} wrong, about {left_s / 60:.0f} min left"
        if self.terminal:
            print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)
        elif now - self.said > 30 or self.done == self.wanted:
            print(text, file=sys.stderr, flush=True)
            self.said = now

    def clear(self) -> None:
        if self.terminal and self.fresh:
            print(file=sys.stderr)


class Bench:
    """Spreads the gradings that are left over `plan.jobs` threads."""

    def __init__(self, grader: Grader, plan: Plan, wanted: int, done: set[int], writer: results.Writer):
        self.grader, self.plan, self.writer = grader, plan, writer
        cells = itertools.islice(enumerate(plan.cells()), wanted)
        self.left = iter([(index, cell) for index, cell in cells if index not in done])
        self.lock = threading.Lock()
        self.progress = Progress(len([index for index in done if index < wanted]), wanted)
        self.failed: BaseException | None = None

    def work(self) -> None:
        try:
            while True:
                with self.lock:
                    index, (program, condition) = next(self.left, (None, (None, None)))
                if index is None:
                    return
                self.keep(index, self.grade(index, program, condition))
        except Interrupted:
            pass
        except BaseException as error:
            self.failed = self.failed or error
            self.grader.stop()

    def grade(self, index: int, program: str, condition: str) -> dict:
        return self.grader.grade(BY_NAME[program], Condition.parse(condition), self.plan.seed * 1_000_003 + index)

    def keep(self, index: int, record: dict) -> None:
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        whole = {"kind": "grading", "plan": self.plan.key, "index": index, "jobs": self.plan.jobs, "at": at, **record}
        with self.lock:
            self.writer.append(whole)
            self.progress.note(whole)

    def run(self) -> bool:
        """Whether it came to its end; false after Ctrl-C. Nothing is left running either way."""
        threads = [threading.Thread(target=self.work) for _ in range(self.plan.jobs)]
        interrupted = False
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            try:
                for thread in threads:
                    thread.join(0.2)
            except KeyboardInterrupt:
                interrupted = True
                self.grader.stop()
        self.progress.clear()
        if self.failed:
            raise self.failed
        return not interrupted


def print_report(path: Path) -> int:
    """Prints the tables; returns the exit status that they deserve."""
    records = results.load(path)
    print(report(records))
    gradings = [record for record in records if record["kind"] == "grading"]
    if any(map(is_wrong, gradings)):
        return machine.EXIT_WRONG
    return machine.EXIT_FAILED if any(map(is_error, gradings)) else machine.EXIT_FINE


def main() -> int:
    arguments = parse_arguments()
    try:
        return run(arguments)
    except results.BadResults as error:
        machine.stop(machine.EXIT_USAGE, str(error))


def run(arguments: argparse.Namespace) -> int:
    if arguments.report:
        if not arguments.report.is_file():
            machine.stop(machine.EXIT_USAGE, f"there is no results file {arguments.report}")
        return print_report(arguments.report)

    if arguments.results.suffix == ".gz":
        machine.stop(machine.EXIT_USAGE, f"{arguments.results} is packed and can only be read, with --report")
    gilkit = machine.require_gilkit(arguments.gilkit)
    cpus = machine.allowed_cpus()
    most = max(Condition.parse(name).cores for name in arguments.conditions)
    if most > len(cpus):
        machine.stop(machine.EXIT_USAGE, f"{most} cores are asked for, and there are {len(cpus)}; see --conditions")
    plan = Plan(arguments.programs, arguments.conditions, arguments.jobs, arguments.seed)
    known = [] if arguments.anew else results.load(arguments.results)
    done = {record["index"] for record in known if record.get("plan") == plan.key}
    version = subprocess.run([gilkit, "--version"], capture_output=True, text=True).stdout.strip()
    session = {"kind": "session", **machine.describe(arguments.python), "gilkit": version.split(" ")[-1]}

    if arguments.anew:
        arguments.results.unlink(missing_ok=True)
    writer = results.Writer(arguments.results)
    writer.append(session)
    bench = Bench(Grader(gilkit, arguments.python, cpus, alone=plan.jobs == 1), plan, arguments.gradings, done, writer)
    finished = bench.run()
    writer.close()
    status = print_report(arguments.results)
    return status if finished else machine.EXIT_INTERRUPTED


if __name__ == "__main__":
    machine.run_bench(main)
