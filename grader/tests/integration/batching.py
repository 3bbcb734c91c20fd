"""A class of students for the tests of `gilkit batch`: a kit with two quick exercises, and what they handed in."""

import csv
import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from course import ROOT
from outcome import Outcome

COUNTDOWN = "countdown"
PARALLEL = "four-threads-one-core"
PARALLEL_FOLDER = "01-four-threads-one-core"

RIGHT = "def count_down(start):\n    for number in range(start, 0, -1):\n        print(number)\n"
WRONG = RIGHT.replace("start, 0", "start, 1")
CRASHES = "def count_down(start):\n    raise ValueError(start)\n"
NO_FUNCTION = "answer = 42\n"
# Which verdict, and which reason.
EXPECTED = {RIGHT: ("passed", None), WRONG: ("failed", "wrong-answer"), CRASHES: ("failed", "crashed"),
            NO_FUNCTION: ("failed", "invalid-submission")}  # fmt: skip

SERVING = "serving"
PR_SET_NAME = 15

STUB = '"""Count down."""\n\n\ndef count_down(start):\n    """Print the numbers from start down to 1."""\n'


def called_serving(server: str, student: str) -> str:
    """A submission for a `responsive` exercise whose process has that name once it serves, to be seen from outside."""
    head = "def serve(listener: socket.socket) -> None:"
    assert server.count(head) == 1
    naming = f"import ctypes\n    ctypes.CDLL(None).prctl({PR_SET_NAME}, b'{SERVING}')\n    serve_all(listener)"
    before, after = server.split(head)
    return f"# {student}\n{before}def serve(listener):\n    {naming}\n\n\n{head.replace('serve', 'serve_all')}{after}"


def make_kit(root: Path) -> Path:
    """A course of one exercise that takes a moment, and one whose submissions are timed."""
    shutil.copytree(ROOT / "grader/runner", root / "grader/runner")
    for area in ("exercises", "solutions"):
        shutil.copytree(ROOT / area / PARALLEL_FOLDER, root / area / PARALLEL_FOLDER)
    exercise = root / "exercises/02-countdown"
    (exercise / "check/mistakes").mkdir(parents=True)
    (exercise / "check/mistakes/stops_early.py").write_text(WRONG)
    (exercise / "exercise.toml").write_text(
        'format = 1\ntitle = "Count down"\nsummary = "Print numbers."\nkind = "output"\n'
        'function = "count_down"\nstub_fails_with = "wrong-answer"\n\n'
        '[[mistake]]\nfile = "stops_early.py"\nreason = "wrong-answer"\nsummary = "The last number is missing."\n'
    )
    (exercise / "README.md").write_text("# Count down\n\nPrint the numbers from start down to 1.\n")
    (exercise / "hints.md").write_text("## First\n\nrange() takes a step.\n")
    (exercise / "submission.py").write_text(STUB)
    (exercise / "check/reference.py").write_text(RIGHT)
    (exercise / "check/inputs.py").write_text(
        '"""Secret inputs."""\n\nimport random\n\n\ndef cases(seed):\n'
        '    return [{"start": random.Random(seed).randrange(2, 9)}]\n'
    )
    solution = root / "solutions/02-countdown"
    solution.mkdir(parents=True)
    (solution / "submission.py").write_text(RIGHT)
    (root / "lessons").mkdir()
    (root / "lessons/course.toml").write_text(
        f'format = 1\ntitle = "Two"\n\n[[unit]]\nid = "{PARALLEL}"\nexercise = "{PARALLEL_FOLDER}"\n\n'
        f'[[unit]]\nid = "{COUNTDOWN}"\nexercise = "02-countdown"\n'
    )
    return root


class Batch:
    """A folder of submissions, and what gilkit makes of it."""

    def __init__(self, gilkit, tmp_path: Path):
        self.gilkit = gilkit
        gilkit.root = make_kit(tmp_path / "kit")
        self.folder, self.out = tmp_path / "class", tmp_path / "results"
        self.folder.mkdir()

    def words(self, *more: object, exercise: str | None = COUNTDOWN) -> list:
        named = ["--exercise", exercise] if exercise else []
        return ["batch", self.folder, "--out", self.out, "--python", "/usr/bin/python3", *named, *more]

    def __call__(self, *more: object, exercise: str | None = COUNTDOWN, **options) -> Outcome:
        return self.gilkit(*self.words("--format", "json", *more, exercise=exercise), **options)

    def hand_in(self, student: str | bytes, source: str = RIGHT, path: str = "submission.py") -> Path:
        file = Path(os.fsdecode(os.path.join(os.fsencode(self.folder), os.fsencode(student)))) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
        return file

    def hand_in_different(self, count: int) -> dict:
        """Submissions that are all different, and what each of them must get."""
        expected = {}
        for number in range(count):
            source = list(EXPECTED)[number % len(EXPECTED)]
            self.hand_in(f"s{number:02}", f"{source}# {number}\n")
            expected[f"s{number:02}"] = EXPECTED[source]
        return expected

    def rows(self) -> list[dict]:
        with (self.out / "results.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    def verdicts(self) -> dict:
        """By student, what each got."""
        return {row["student"]: (row["verdict"], row["reason"] or None) for row in self.rows()}

    def message_of(self, student: str) -> str:
        (row,) = [row for row in self.rows() if row["student"] == student]
        return row["message"]

    def report_of(self, folder: str) -> dict:
        return json.loads((self.out / "students" / folder / "result.json").read_text())

    def ask(self, sql: str) -> list[tuple]:
        database = sqlite3.connect(f"file:{self.out}/journal.sqlite3?mode=ro", uri=True)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def attempts(self) -> dict:
        """How often each key was graded to its end: attempts that were recorded."""
        return dict(self.ask("SELECT key, count(*) FROM attempt WHERE end = 'recorded' GROUP BY key"))


@pytest.fixture
def batch(gilkit, tmp_path) -> Batch:
    return Batch(gilkit, tmp_path)
