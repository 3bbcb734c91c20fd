"""The programs that are graded, and the truth about each. The one table that says so.

A truth is a property of the program's text, for the exercise that it is graded under. None of them is near the
exercise's threshold: on idle cores each passes or fails by a quarter or more.
"""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "programs"
KIT = Path(__file__).resolve().parent.parent / "kit"

PASSED = "passed"


@dataclass(frozen=True)
class Program:
    name: str
    file: str  # below programs/
    exercise: str  # of kit/
    truth: str  # PASSED, or the reason with which it must fail

    @property
    def path(self) -> Path:
        return FOLDER / self.file

    @property
    def passes(self) -> bool:
        return self.truth == PASSED


PROGRAMS = (
    Program("pool", "pool.py", "loop", PASSED),
    Program("mp-pool", "mp_pool.py", "loop", PASSED),
    Program("spawn", "spawn.py", "loop-long", PASSED),
    Program("forkserver", "forkserver.py", "loop-long", PASSED),
    Program("hash-threads", "hash_threads.py", "hashes", PASSED),
    Program("half-serial-1.2", "half_serial.py", "loop-modest", PASSED),  # truth 1.6, asked for 1.2
    Program("half-serial-2.1", "half_serial.py", "loop", "too-slow"),  # truth 1.6, asked for 2.1
    Program("threads", "threads.py", "loop", "not-parallel"),
    Program("sleepy-threads", "sleepy_threads.py", "loop", "not-parallel"),
    Program("sequential", "sequential.py", "loop", "not-parallel"),
    Program("one-lock", "one_lock.py", "loop", "not-parallel"),
    Program("one-worker", "one_worker.py", "loop", "not-parallel"),
    Program("burner", "burner.py", "loop", "wasted-work"),
)

BY_NAME = {program.name: program for program in PROGRAMS}


@functools.cache
def folder_of(exercise: str) -> Path:
    """Where an exercise of the kit lies."""
    units = tomllib.loads((KIT / "lessons/course.toml").read_text())["unit"]
    (folder,) = (unit["exercise"] for unit in units if unit["id"] == exercise)
    return KIT / "exercises" / folder


def inputs_of(exercise: str) -> Path:
    return folder_of(exercise) / "check/inputs.py"


@functools.cache
def required_speedup(exercise: str) -> float:
    """What an exercise of the kit asks for, on 4 cores."""
    return tomllib.loads((folder_of(exercise) / "exercise.toml").read_text())["cpu"]["speedup"]
