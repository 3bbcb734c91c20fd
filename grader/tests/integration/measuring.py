"""What the tests of gilkit measure share."""

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(os.environ["GILKIT_ROOT"])
BINARY = os.environ["GILKIT_BINARY"]
SCHEMA = json.loads((ROOT / "grader/schema/measure.schema.json").read_text())
PYTHON = ["/usr/bin/python3", "-I", "-S"]


class Measured:
    def __init__(self, process: subprocess.Popen, out: bytes, err: bytes, file: Path):
        self.code = process.returncode
        self.out = out
        self.err = err.decode()
        self.report = json.loads(file.read_text()) if file.exists() else None
        if self.report:
            jsonschema.Draft202012Validator(SCHEMA).validate(self.report)


@pytest.fixture
def measure(gilkit, tmp_path):
    """Runs gilkit measure with its report in a JSON file."""
    file = tmp_path / "report.json"

    def start(*words: object, options: tuple = (), prefix: tuple = (), binary: str = BINARY, **more):
        defaults = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0}
        line = [*prefix, binary, "measure", "--format", "json", "--output", file, *options, "--", *words]
        more["env"] = {**gilkit.environment, **more.get("env", {})}
        return gilkit.spawn([str(word) for word in line], **{**defaults, **more})

    def finish(process: subprocess.Popen, given: bytes | None = None) -> Measured:
        out, err = process.communicate(given, timeout=300)
        return Measured(process, out or b"", err or b"", file)

    def run(*words: object, given: bytes | None = None, **more) -> Measured:
        if given is not None:
            more["stdin"] = subprocess.PIPE
        measured = finish(start(*words, **more), given)
        gilkit.assert_nothing_left()
        return measured

    run.start = start
    run.finish = finish
    run.file = file
    return run


def program(tmp_path: Path, source: str) -> list:
    file = tmp_path / "program.py"
    file.write_text(source)
    return [*PYTHON, file]


def next_line(process: subprocess.Popen) -> str:
    return process.stdout.readline().decode().rstrip("\n")


def sole(processes: list) -> int:
    (pid,) = processes
    return pid


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def cpu_of(pid: int) -> int:
    """What it has worked, in ticks of a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def child_of(process: subprocess.Popen) -> int:
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


def stolen_cores(report: dict) -> float:
    """How many cores the hypervisor took while it ran: no account of the program's holds that time."""
    return (report["hypervisor_share"] or 0) * report["machine"]["cores_allowed"]


def managed_pythons(*patterns: str) -> list[Path]:
    """The version manager's interpreters that match, sorted; none where its folder may not be entered."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    if not os.access(versions, os.X_OK | os.R_OK):
        return []
    return sorted(path for pattern in patterns for path in versions.glob(pattern))
