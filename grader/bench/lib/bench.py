"""Makes the gradings, or other pieces of work, of a plan that are left, a few at a time, and keeps each result as it comes."""

import argparse
import datetime
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lib import machine, results
from lib.calls import Interrupted
from lib.course import BadCourse
from lib.options import check_files


@dataclass(frozen=True)
class Cell:
    """One grading of a plan, or what else it is made of."""

    plan: str  # its key
    index: int  # which of the plan's
    grade: Callable[[], dict]  # the result as a record, which may say what `kind` it is; raises Interrupted


def left_of(cells: Iterable[Cell], known: Iterable[dict]) -> list[Cell]:
    """Those that no record of `known` is of."""
    done = {(record["plan"], record["index"]) for record in known if record["kind"] != "session"}
    return [cell for cell in cells if (cell.plan, cell.index) not in done]


class Progress:
    """On a terminal one line that changes; elsewhere a line every now and then. `what` is counted."""

    def __init__(self, done: int, wanted: int, is_wrong: Callable[[dict], bool], what: str = "gradings"):
        self.done, self.wanted, self.fresh, self.what = done, wanted, 0, what
        self.is_wrong = is_wrong
        self.started = self.said = time.monotonic()
        self.wrong = 0
        self.terminal = sys.stderr.isatty()

    def note(self, record: dict) -> None:
        self.done += 1
        self.fresh += 1
        self.wrong += self.is_wrong(record)
        now = time.monotonic()
        left_s = (now - self.started) / self.fresh * (self.wanted - self.done)
        text = f"{self.done}/{self.wanted} {self.what}, {self.wrong} wrong, about {left_s / 60:.0f} min left"
        if self.terminal:
            print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)
        elif now - self.said > 30 or self.done == self.wanted:
            print(text, file=sys.stderr, flush=True)
            self.said = now

    def clear(self) -> None:
        if self.terminal and self.fresh:
            print(file=sys.stderr)


class Stoppable(Protocol):
    def stop(self) -> None:
        """Ends what is under way in all threads."""


class Bench:
    """Spreads gradings over `jobs` threads."""

    def __init__(self, grader: Stoppable, left: list[Cell], jobs: int, writer: results.Writer, progress: Progress):
        self.grader, self.jobs, self.writer, self.progress = grader, jobs, writer, progress
        self.left = iter(left)
        self.lock = threading.Lock()
        self.failed: BaseException | None = None
        self.working = jobs

    def work(self) -> None:
        try:
            while True:
                with self.lock:
                    cell = next(self.left, None)
                if cell is None:
                    return
                self.keep(cell, cell.grade())
        except Interrupted:
            pass
        except BaseException as error:
            self.failed = self.failed or error
            self.grader.stop()
        finally:
            with self.lock:
                self.working -= 1

    def keep(self, cell: Cell, record: dict) -> None:
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        whole = {"kind": "grading", "plan": cell.plan, "index": cell.index, "jobs": self.jobs, "at": at, **record}
        with self.lock:
            self.writer.append(whole)
            self.progress.note(whole)

    def run(self) -> bool:
        """Whether it came to its end; false after Ctrl-C. Nothing is left running either way."""
        interrupted = False
        for _ in range(self.jobs):
            threading.Thread(target=self.work).start()
        # Not Thread.join(): of a thread that is waited for when Ctrl-C comes, Python 3.11 believes that it has ended.
        while self.working:
            try:
                time.sleep(0.1)
            except KeyboardInterrupt:
                interrupted = True
                self.grader.stop()
        self.progress.clear()
        if self.failed:
            raise self.failed
        return not interrupted


def make_the_rest(
    arguments: argparse.Namespace,
    worker: Stoppable,
    cells: Sequence[Cell],
    is_wrong: Callable[[dict], bool],
    print_report: Callable[[Path], int],
    what: str = "gradings",
) -> int:
    """Makes what the results file lacks of these cells, and prints its report; returns the exit status. `arguments`: those of
    lib/options.py; `print_report`: prints that of a results file, and returns the status that it deserves."""
    left = left_of(cells, [] if arguments.anew else results.load(arguments.results))
    version = subprocess.run([arguments.gilkit.resolve(), "--version"], capture_output=True, text=True).stdout.strip()
    session = {"kind": "session", **machine.describe(arguments.python), "gilkit": version.split(" ")[-1]}
    if arguments.anew:
        arguments.results.unlink(missing_ok=True)
    writer = results.Writer(arguments.results)
    writer.append(session)
    progress = Progress(len(cells) - len(left), len(cells), is_wrong, what)
    finished = Bench(worker, left, arguments.jobs, writer, progress).run()
    writer.close()
    status = print_report(arguments.results)
    return status if finished else machine.EXIT_INTERRUPTED


def run_or_report(
    arguments: argparse.Namespace, run: Callable[[argparse.Namespace], int], print_report: Callable[[Path], int]
) -> int:
    """The exit status of `run`, or only of the report of a results file where that is asked for. Ends the bench where the
    results or the course can't be read. `arguments`, `print_report`: as for make_the_rest."""
    try:
        check_files(arguments)
        return print_report(arguments.report) if arguments.report else run(arguments)
    except (results.BadResults, BadCourse) as error:
        machine.stop(machine.EXIT_USAGE, str(error))
