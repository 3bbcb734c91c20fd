"""The home page: the first prediction, and the course with what each unit builds on."""

from collections.abc import Callable, Sequence

from sitegen import routes
from sitegen.course import Course, Unit
from sitegen.pictures.views import TurnsView
from sitegen.prose import Prose
from sitegen.reading import course_map, links
from sitegen.views import EntryView, FirstPredictionView, HomeView, LessonView, Link, PageView

_DESCRIPTION = "A course on Python's Global Interpreter Lock: predict what a program does, see what it did, repair it."


def _entry(unit: Unit, prose: Callable[[str], Prose], builds_on: tuple[Link, ...]) -> EntryView:
    either = unit.lesson or unit.exercise
    assert either is not None, "the loader admits no unit without a lesson and an exercise"
    folder = f"lessons/{unit.lesson.folder}" if unit.lesson else f"exercises/{either.folder}"
    file = "lesson.toml" if unit.lesson else "exercise.toml"
    return EntryView(
        title=either.title,
        summary=prose(folder).inline(either.summary, place=file),
        lesson=links.to_lesson(unit),
        exercise=links.to_exercise(unit),
        unit_id=unit.id,
        builds_on=builds_on,
    )


def _first(pages: Sequence[PageView | None]) -> FirstPredictionView | None:
    lesson = next((page for page in pages if isinstance(page, LessonView)), None)
    if lesson is None:
        return None
    link = Link(lesson.path, f"Lesson {lesson.number}: {lesson.title}")
    return FirstPredictionView(lesson.unit_id, link, lesson.prediction)


def view(
    course: Course,
    pages: Sequence[PageView | None],
    builds_on: course_map.BuildsOn,
    prose: Callable[[str], Prose],
    problems: list[str],
    turns: TurnsView | None,
) -> HomeView:
    """`pages` are the others, of which the first lesson gives the prediction; `prose` is for the text of a folder."""
    ids = [unit.id for unit in course.units]
    wrong = course_map.check(builds_on, ids)
    problems += wrong
    known = {} if wrong else builds_on
    titled = {unit.id: links.by_title(unit) for unit in course.units}
    return HomeView(
        path=routes.HOME,
        title=course.title,
        description=_DESCRIPTION,
        entries=tuple(
            _entry(unit, prose, tuple(titled[id] for id in known.get(unit.id, ()))) for unit in course.units
        ),
        first=_first(pages),
        turns=turns,
        map=course_map.drawing(known, ids),
    )
