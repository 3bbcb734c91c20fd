"""Runs a command and tells, from outside, what it cost."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.machine import EXIT_FAILED, stop
from lib.programs import BY_NAME, FOLDER, inputs_of

OBSERVED = Path(__file__).with_name("observed.py")


@dataclass(frozen=True)
class Run:
    wall_s: float  # from its start to its end
    cpu_s: float  # of it and all that it waited for
    own: dict  # what the program itself printed: wall_s and cpu_s
    report: dict | None  # of gilkit measure


def program_command(python: str, name: str, scale: int = 1) -> list[str]:
    """Runs a program of lib/programs.py, or the one with short children, by itself."""
    if name == "short-children":
        return [python, str(OBSERVED), str(FOLDER / "short_children.py"), "--children", str(200 * scale)]
    program = BY_NAME[name]
    inputs = inputs_of(program.exercise)
    return [python, str(OBSERVED), str(program.path), "--inputs", str(inputs), "--scale", str(scale)]


def run(command: Sequence[str], cpus: Sequence[int]) -> Run:
    """Runs it on these CPUs. Ends the bench when the command fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        ["taskset", "-c", ",".join(map(str, cpus)), *command], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    wall_s = time.monotonic() - start
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        stop(EXIT_FAILED, f"this ended with status {process.returncode}: {' '.join(command)}")
    try:
        own = json.loads(out)
    except ValueError:
        stop(EXIT_FAILED, f"this did not print its figures alone, but {out!r}: {' '.join(command)}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, own, None)


def run_measured(gilkit: Path, command: Sequence[str], cpus: Sequence[int], options: Sequence[str] = ()) -> Run:
    """The same under `gilkit measure`; `cpu_s` then includes gilkit's own. `options`: more of them."""
    with tempfile.TemporaryDirectory(prefix="gilkit-bench-") as folder:
        output = Path(folder) / "report.json"
        words = ["measure", "--format", "json", "--output", str(output), *options, "--", *command]
        measured = run([str(gilkit), *words], cpus)
        report = json.loads(output.read_text())
    if report.get("schema") != "gilkit.measure/1":
        stop(EXIT_FAILED, f"gilkit measure wrote {report.get('schema')!r}, and this bench reads gilkit.measure/1")
    return Run(measured.wall_s, measured.cpu_s, measured.own, report)
