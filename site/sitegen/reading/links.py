"""What a link to a unit's page says."""

from sitegen import routes
from sitegen.course import Unit
from sitegen.views import Link


def to_lesson(unit: Unit) -> Link | None:
    return Link(routes.lesson(unit.id), f"Lesson {unit.lesson.number}: {unit.lesson.title}") if unit.lesson else None


def to_exercise(unit: Unit) -> Link | None:
    if not unit.exercise:
        return None
    return Link(routes.exercise(unit.id), f"Exercise {unit.exercise.number}: {unit.exercise.title}")


def by_title(unit: Unit) -> Link:
    """To a unit's lesson, or else to its exercise, without a number."""
    link, named = (to_lesson(unit), unit.lesson) if unit.lesson else (to_exercise(unit), unit.exercise)
    assert link is not None and named is not None, "the loader admits no unit without a lesson and an exercise"
    return Link(link.target, named.title)
