"""The files of a course whose truth is known: solutions pass, and stubs and mistakes fail for their declared reasons."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.programs import PASSED


@dataclass(frozen=True)
class CourseFile:
    """What `Program` is for the bench's own kit."""

    name: str  # "plus-equals/stub", "plus-equals/sleep_zero.py"
    exercise: str  # its id
    kind: str  # as in exercise.toml
    part: str  # solution, stub or mistake
    truth: str  # PASSED, or the reason with which it must fail
    path: Path


class BadCourse(Exception):
    """There is no such course; the message says what is missing."""


def _units(kit: Path) -> list[dict]:
    return tomllib.loads((kit / "lessons/course.toml").read_text())["unit"]


def units_of(kit: Path) -> list[str]:
    """The ids, in the order of the course."""
    try:
        return [unit["id"] for unit in _units(kit)]
    except (OSError, KeyError, ValueError) as error:
        raise _no_course(kit, error) from None


def files_of(kit: Path) -> list[CourseFile]:
    """Of every exercise, in the order of the course."""
    try:
        return [file for unit in _units(kit) if "exercise" in unit for file in files_of_exercise(kit, unit)]
    except (OSError, KeyError, ValueError) as error:
        raise _no_course(kit, error) from None


def _no_course(kit: Path, error: Exception) -> BadCourse:
    return BadCourse(f"{kit} holds no course ({error!r}); see what ./gilkit list says of it")


def files_of_exercise(kit: Path, unit: dict) -> Iterator[CourseFile]:
    folder = kit / "exercises" / unit["exercise"]
    toml = tomllib.loads((folder / "exercise.toml").read_text())
    exercise, kind = unit["id"], toml["kind"]
    solution = the_submission(kit / "solutions" / unit["exercise"])
    yield CourseFile(f"{exercise}/solution", exercise, kind, "solution", PASSED, solution)
    yield CourseFile(f"{exercise}/stub", exercise, kind, "stub", toml["stub_fails_with"], the_submission(folder))
    for mistake in toml.get("mistake", []):
        path = folder / "check/mistakes" / mistake["file"]
        yield CourseFile(f"{exercise}/{mistake['file']}", exercise, kind, "mistake", mistake["reason"], path)


def the_submission(folder: Path) -> Path:
    """submission.py, or whatever a kind whose submissions are not Python calls it."""
    found = sorted(folder.glob("submission.*"))
    if len(found) != 1:
        raise BadCourse(f"{folder} has {len(found)} files submission.*, not one")
    return found[0]
