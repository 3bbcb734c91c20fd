"""What the tests of the kinds of exercise share: the course's own files, and grading in their place."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(os.environ["GILKIT_ROOT"])


class CourseExercise:
    """An exercise of the course, by its id."""

    def __init__(self, identity: str):
        self.id = identity
        (self.folder,) = ROOT.glob(f"exercises/*-{identity}")
        (self.solution_file,) = ROOT.glob(f"solutions/{self.folder.name}/submission.*")

    def __str__(self) -> str:  # as a word of a command line
        return self.id

    def solution(self) -> str:
        return self.solution_file.read_text()

    def stub(self) -> str:
        return (self.folder / self.solution_file.name).read_text()

    def mistake(self, name: str) -> str:
        return (self.folder / "check/mistakes" / name).read_text()


@pytest.fixture
def graded(gilkit, tmp_path, request):
    """Grades a source as a submission for the exercise that the test's module is about: its EXERCISE."""
    exercise = request.module.EXERCISE

    def grade(source: str | bytes, *words, **options):
        file = tmp_path / exercise.solution_file.name
        file.write_bytes(source if isinstance(source, bytes) else source.encode())
        return gilkit.grade("--exercise", exercise.id, *words, file, **options)

    return grade


def copy_kit(root: Path) -> Path:
    """A copy of all that grading takes, to be changed."""
    for folder in ("lessons", "exercises", "solutions", "grader/runner"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def check_of(outcome, name: str) -> dict:
    (check,) = [check for check in outcome.result["checks"] if check["name"] == name]
    return check
