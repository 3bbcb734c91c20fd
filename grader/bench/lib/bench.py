"""Makes the gradings of a plan that are left, a few at a time, and keeps each result as it comes."""

import datetime
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lib import results
from lib.grading import Grader, Interrupted


@dataclass(frozen=True)
class Cell:
    """One grading of a plan."""

    plan: str  # its key
    index: int  # which of the plan's
    grade: Callable[[], dict]  # the result as a record; raises Interrupted


def left_of(cells: Iterable[Cell], known: Iterable[dict]) -> list[Cell]:
    """Those that no record of `known` is of."""
    done = {(record["plan"], record["index"]) for record in known if record["kind"] == "grading"}
    return [cell for cell in cells if (cell.plan, cell.index) not in done]


class Progress:
    """On a terminal one line that changes; elsewhere a line every now and then."""

    def __init__(self, done: int, wanted: int, is_wrong: Callable[[dict], bool]):
        self.done, self.wanted, self.fresh = done, wanted, 0
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
    """Spreads gradings over `jobs` threads."""

    def __init__(self, grader: Grader, left: list[Cell], jobs: int, writer: results.Writer, progress: Progress):
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
