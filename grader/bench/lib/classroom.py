"""A class that hands in what is known of the course, and what `gilkit batch` makes of it."""

import csv
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from lib.course import CourseFile
from lib.machine import EXIT_FAILED, allowed_cpus, stop

JUDGED = {0, 1, 3, 4}  # exit codes of a batch that came to its end
KILLS = 3


def hand_in(files: list[CourseFile], count: int, folder: Path) -> None:
    """As many submissions, of these files in turn; no two are the same bytes, or they would be graded once."""
    for number in range(count):
        file = files[number % len(files)]
        place = folder / f"s{number:04}" / file.exercise / f"submission{file.path.suffix}"
        place.parent.mkdir(parents=True)
        comment = "//" if file.path.suffix == ".cpp" else "#"
        place.write_text(f"{file.path.read_text()}\n{comment} Handed in as number {number}.\n")


@dataclass
class BatchRun:
    """What one batch cost, from its start to its end."""

    jobs: int
    wall_s: float
    boxes_cpu_s: float  # of the submissions, their references, and the boxes around both
    gilkit_cpu_s: float  # of gilkit itself, its forked copies included
    peak_mib: float  # of the process that keeps the journal, at any moment
    verdicts: dict = field(default_factory=dict)  # by student and exercise: (verdict, reason)

    def share_of_cores(self, cpu_s: float) -> float:
        return cpu_s / (self.wall_s * len(allowed_cpus()))


def peak_mib(pid: int) -> float:
    """The most memory that it has had; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def command(gilkit: Path, python: str, folder: Path, out: Path, jobs: int) -> list:
    return [gilkit, "batch", folder, "--out", out, "--python", python, "--jobs", str(jobs)]


def run_batch(gilkit: Path, python: str, folder: Path, out: Path, jobs: int) -> BatchRun:
    """Ends the bench when the batch can't be made."""
    start = time.monotonic()
    process = subprocess.Popen(
        command(gilkit, python, folder, out, jobs), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    peak = 0.0
    try:
        while True:
            peak = max(peak, peak_mib(process.pid))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.1)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    wall_s = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in JUDGED:
        stop(EXIT_FAILED, f"gilkit batch ended with status {process.returncode}")
    ((boxes_s,),) = ask(out, "SELECT total(boxes_cpu_s) FROM grading")
    own_s = max(usage.ru_utime + usage.ru_stime - boxes_s, 0.0)
    return BatchRun(jobs, wall_s, boxes_s, own_s, peak, verdicts_in(out))


def kill_in_the_middle(gilkit: Path, python: str, folder: Path, out: Path, jobs: int, more: int, pause_s: float) -> dict:
    """Starts the batch, and kills it this long after so many more gradings are recorded. What is recorded then: by key,
    its attempt."""
    before = len(recorded(out))
    process = subprocess.Popen(
        command(gilkit, python, folder, out, jobs),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while len(recorded(out)) < before + more and process.poll() is None:
            time.sleep(0.1)
        time.sleep(pause_s)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return recorded(out)


def recorded(out: Path) -> dict:
    try:
        return dict(ask(out, "SELECT key, attempt FROM grading"))
    except sqlite3.Error:  # not made yet
        return {}


def graded_twice(out: Path) -> int:
    """Keys that have more than one attempt that was recorded."""
    return len(ask(out, "SELECT key FROM attempt WHERE end = 'recorded' GROUP BY key HAVING count(*) > 1"))


def ask(out: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{out}/journal.sqlite3?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def verdicts_in(out: Path) -> dict:
    with (out / "results.csv").open(newline="") as file:
        return {(row["student"], row["exercise"]): (row["verdict"], row["reason"]) for row in csv.DictReader(file)}
