"""results.json: every recording of every lesson, for others to use; described by schema/results.schema.json.

Figures stand there as they were recorded. Only what the threads of a timeline did from moment to moment, which is most
of a record by far, is left to the lesson's own record, published beside it as it is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitegen import observed, routes
from sitegen.course import Course, Lesson

SCHEMA = "gilkit.results/1"
SCHEMA_FILE = Path(__file__).resolve().parents[2] / "schema" / "results.schema.json"


@dataclass(frozen=True)
class _Recorded:
    """A lesson and its whole record."""

    id: str
    number: int
    title: str
    page: str  # addresses
    record: str
    observed_json: str


def record(unit_id: str) -> str:
    """Where a lesson's observed.json stands on the site."""
    return f"results/{unit_id}.json"


def _without_spans(recording: Mapping[str, Any]) -> dict[str, Any]:
    programs = {}
    for name, program in recording["programs"].items():
        programs[name] = dict(program)
        if timeline := program.get("timeline"):
            lanes = timeline.get("lanes", [])
            lanes = [{key: value for key, value in lane.items() if key != "spans"} for lane in lanes]
            programs[name]["timeline"] = {**timeline, "lanes": lanes}
    return {**recording, "programs": programs}


def _lesson(lesson: _Recorded) -> dict[str, Any]:
    recordings = json.loads(lesson.observed_json)["recordings"]
    return {
        "id": lesson.id,
        "number": lesson.number,
        "title": lesson.title,
        "page": lesson.page,
        "record": lesson.record,
        "recordings": [_without_spans(recording) for recording in recordings],
    }


# Of a course that is being written, most versions have the same recordings.
@lru_cache(maxsize=4)
def _document(course: str, version: str, schema: str, lessons: tuple[_Recorded, ...]) -> bytes:
    made = {
        "schema": SCHEMA,
        "described_by": schema,
        "course": course,
        "gilkit": version,
        "lessons": [_lesson(lesson) for lesson in lessons],
    }
    return json.dumps(made).encode() + b"\n"


def _is_recorded(lesson: Lesson) -> bool:
    """Else there is a problem with the lesson, told with its page."""
    try:
        return bool(observed.read(lesson.observed_json))
    except observed.ObservedError:
        return False


def files(course: Course, version: str, base: routes.BaseUrl) -> dict[str, bytes]:
    """The document, its schema, and each lesson's whole record, by their paths in the site."""
    lessons = tuple(
        _Recorded(
            unit.id,
            unit.lesson.number,
            unit.lesson.title,
            base.address(routes.lesson(unit.id)),
            base.address(record(unit.id)),
            unit.lesson.observed_json,
        )
        for unit in course.units
        if unit.lesson and _is_recorded(unit.lesson)
    )
    document = _document(course.title, version, base.address(routes.RESULTS_SCHEMA), lessons)
    records = {record(lesson.id): lesson.observed_json.encode() for lesson in lessons}
    return {routes.RESULTS: document, routes.RESULTS_SCHEMA: SCHEMA_FILE.read_bytes(), **records}
