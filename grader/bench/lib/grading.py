"""One grading: a program of known truth, by the real binary, under one condition."""

import json
import resource
import time
from pathlib import Path
from typing import Protocol

from lib.calls import Calls
from lib.hogs import Neighbourhood
from lib.machine import Others
from lib.programs import KIT
from lib.schedule import SWITCHING, Condition

PATIENCE_S = 900  # no grading takes that long, except one that hangs
RUN_FIGURES = (
    "role", "cores", "diagnosis", "beside", "wall_s", "cpu_s", "queue_s", "parallelism", "parallelism_low",
)  # fmt: skip


class Gradable(Protocol):
    """A program of known truth: `Program`, or a file of the course."""

    name: str
    exercise: str
    truth: str
    path: Path


class Grader:
    """Grades, in as many threads as you like; `stop` ends what is under way in all of them."""

    def __init__(self, gilkit: Path, python: str, cpus: list[int], alone: bool, kit: Path = KIT):
        """`alone`: one grading at a time. Only then can be told what everybody else used of the machine.
        `kit`: holds the course that the programs belong to."""
        self.alone = alone
        self.gilkit = gilkit
        self.kit = kit
        self.python = python
        self.cpus = cpus
        self.neighbourhood = Neighbourhood()
        self.calls = Calls()

    def stop(self) -> None:
        self.calls.stop()

    def grade(self, program: Gradable, condition: Condition, seed: int, python: str | None = None) -> dict:
        """The result as a record, without what only the caller knows. `python`: another one than usually. Raises
        Interrupted."""
        cpus = self.cpus[: condition.cores]
        others, own_cpu_s = Others(), children_cpu_s()
        with self.neighbourhood.beside(condition.hogs, cpus, condition.pattern == SWITCHING, seed):
            started = time.monotonic()
            result = self.result_of(program, cpus, python or self.python)
            took_s = time.monotonic() - started
        used = others.cores(children_cpu_s() - own_cpu_s)  # our children, the hogs too, are all waited for by now
        return {
            "program": program.name,
            "exercise": program.exercise,
            "truth": program.truth,
            "condition": condition.name,
            "cores": condition.cores,
            "hogs": condition.hogs,
            "others": round(used, 3) if self.alone else None,
            "took_s": round(took_s, 3),
            **result,
        }

    def result_of(self, program: Gradable, cpus: list[int], python: str) -> dict:
        command = [
            "taskset", "-c", ",".join(map(str, cpus)), str(self.gilkit), "grade", "--format", "json",
            "--python", python, "--exercise", program.exercise, str(program.path),
        ]  # fmt: skip
        ended = self.calls.run(command, self.kit, PATIENCE_S)
        if ended is None:
            return failure(f"no verdict within {PATIENCE_S} s")
        if ended.status not in (0, 1, 3, 4):
            return failure(f"exit status {ended.status}: {ended.err.strip()[-500:]}")
        try:
            (result,) = json.loads(ended.out)["results"]
            return figures_of(result)
        except (ValueError, KeyError, TypeError) as error:
            return failure(f"exit status {ended.status}, and no result ({error!r}): {ended.err.strip()[-500:]}")


def children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def failure(message: str) -> dict:
    return {"verdict": "error", "reason": None, "message": message, "seconds": None, "runs": []}


def figures_of(result: dict) -> dict:
    """What the report needs of a result in the format gilkit.grade/1."""
    measurement = result["measurement"] or {}
    figures = {
        "verdict": result["verdict"],
        "reason": result["reason"],
        "seconds": result["seconds"],
        "speedup": measurement.get("speedup"),
        "work_ratio": measurement.get("work_ratio"),
        "machine_busy": measurement.get("machine_busy"),
        "runs": [{name: run[name] for name in RUN_FIGURES} for run in measurement.get("runs", [])],
    }
    if result["verdict"] == "error":
        figures["message"] = result["message"]
    return figures
