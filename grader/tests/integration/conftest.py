"""Drives the real binary. GILKIT_BINARY and GILKIT_ROOT come from CTest; see cmake/Testing.cmake."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from course import copy_kit, graded  # noqa: F401: graded is a fixture
from measuring import measure  # noqa: F401: a fixture
from seeing import running  # noqa: F401: a fixture

ROOT = Path(os.environ["GILKIT_ROOT"])
sys.path.insert(0, str(ROOT / "grader/tests"))
from batching import batch  # noqa: E402, F401: a fixture
from outcome import Outcome  # noqa: E402
from processes import command_line, descendants, is_alive  # noqa: E402

BINARY = os.environ["GILKIT_BINARY"]
EXERCISE = "four-threads-one-core"
FOLDER = "01-four-threads-one-core"
SCHEMA = json.loads((ROOT / "grader/schema/grade.schema.json").read_text())


def pytest_configure(config):
    config.addinivalue_line("markers", "costly: takes long, and shows the sanitizers nothing that others don't")


def pytest_collection_modifyitems(items):
    if os.environ.get("GILKIT_SANITIZE", "OFF") not in ("", "OFF"):
        for item in items:
            if item.get_closest_marker("costly"):
                item.add_marker(pytest.mark.skip(reason="not under the sanitizers"))


def check_points(result: dict) -> None:
    """Of a grading, whatever kind it is: its checks are those that have points, as far as it came; a passed one has all."""
    names = [check["name"] for check in result["checks"]]
    points = {check["name"]: check for check in result["points"]["checks"]}
    assert [name for name in points if name in names] == names
    assert sum(check["most"] for check in points.values()) == pytest.approx(result["points"]["most"])
    earned = sum(check["earned"] for check in points.values())
    if result["verdict"] in ("passed", "failed"):
        assert result["points"]["earned"] == pytest.approx(earned, abs=1e-5)
        assert (list(points) == names and earned == pytest.approx(result["points"]["most"])) == (result["verdict"] == "passed")
    else:
        assert result["points"]["earned"] is None


class ValidOutcome(Outcome):
    @property
    def report(self) -> dict:
        report = super().report
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        for result in report["results"]:
            check_points(result)
        return report


class Gilkit:
    """The command line, with a private temporary folder in which nothing may be left."""

    def __init__(self, tmp_path: Path):
        self.tmp = tmp_path / "tmp"
        self.tmp.mkdir()
        self.root = ROOT
        self.binaries: list[subprocess.Popen] = []
        self.started: set[int] = set()  # their process ids
        self.others: set[int] = set()  # what the test started itself
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TMPDIR": str(self.tmp),
            "HOME": str(tmp_path),
        }

    def start(self, *words: object, **options) -> subprocess.Popen:
        environment = {**self.environment, "GILKIT_ROOT": str(self.root), **options.pop("env", {})}
        return self.spawn(
            [BINARY, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment,
            **options,
        )

    def spawn(self, line: list, **options) -> subprocess.Popen:
        """A process whose descendants are the binary's, unlike those that the test has by now."""
        self.others |= set(descendants(leave_out=self.started)) - self.started
        process = subprocess.Popen(line, **options)
        self.binaries.append(process)
        self.started.add(process.pid)
        return process

    def end(self) -> None:
        """Those that a test which failed has left would be every later test's neighbours."""
        for process in self.binaries:
            if process.poll() is None:
                process.kill()
                process.communicate()

    def __call__(self, *words: object, **options) -> Outcome:
        process = self.start(*words, **options)
        try:
            out, err = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
            process.communicate()
            raise
        self.assert_nothing_left()
        return ValidOutcome(process.returncode, out, err)

    def grade(self, *words: object, **options) -> Outcome:
        return self("grade", "--python", student_python(), "--format", "json", *words, **options)

    def processes(self) -> list[int]:
        """Every process below the binaries that were started: boxes, what is in them, and what escaped from them,
        for orphans come to us. The binaries themselves are left out, and what is dead."""
        return [pid for pid in descendants(leave_out=self.others) if pid not in self.started and is_alive(pid)]

    def running(self, words: str) -> int:
        """How many of these processes have that in their command line."""
        return sum(words in command_line(pid) for pid in self.processes())

    def assert_nothing_left(self) -> None:
        assert list(self.tmp.iterdir()) == []
        assert self.processes() == []


def student_python() -> str:
    """The distribution's own: the same for root and for ordinary users."""
    return "/usr/bin/python3"


@pytest.fixture
def gilkit(tmp_path: Path) -> Iterator[Gilkit]:
    gilkit = Gilkit(tmp_path)
    yield gilkit
    gilkit.end()


@pytest.fixture
def quick(gilkit: Gilkit, tmp_path: Path) -> Gilkit:
    """A copy of the kit whose exercise has a short time limit, to see limits crossed without a long wait."""
    root = copy_kit(tmp_path / "kit")
    toml = root / "exercises" / FOLDER / "exercise.toml"
    toml.write_text(toml.read_text().replace("time_s = 10.0", "time_s = 2.0"))
    assert "time_s = 2.0" in toml.read_text()
    gilkit.root = root
    return gilkit


@pytest.fixture
def submission(tmp_path: Path):
    """Writes a submission into a folder named like the exercise, so that no --exercise is needed."""

    def write(source: str | bytes, name: str = "submission.py") -> Path:
        folder = tmp_path / "mine" / EXERCISE
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / name
        file.write_bytes(source if isinstance(source, bytes) else source.encode())
        return file

    return write


def solution() -> str:
    return (ROOT / "solutions" / FOLDER / "submission.py").read_text()


def stub() -> str:
    return (ROOT / "exercises" / FOLDER / "submission.py").read_text()


def with_body(body: str, more: str = "") -> str:
    """The exercise's own job(), and run_jobs() with another body."""
    head = solution().split("def run_jobs")[0]
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{head}{more}\ndef run_jobs(sizes, workers):\n{lines}"
