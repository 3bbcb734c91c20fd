"""From a course to the views of every page.

Nothing is written and nothing raises for one bad lesson: problems are collected, so that an author sees
all of them at once.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from sitegen import figures, observed, routes
from sitegen.companions.files import Companions
from sitegen.companions.pages import CompanionPages
from sitegen.companions.pages import Course as CompanionCourse
from sitegen.course import Course, Exercise, Lesson, Program, Unit
from sitegen.evidence.page import measurements_view
from sitegen.evidence.published import Published
from sitegen.extras import here
from sitegen.offers import results
from sitegen.pictures.album import Album, Draw
from sitegen.pictures.errors import PictureError
from sitegen.prose import Caption, Prose, code_block
from sitegen.reading import commands, course_map, exercises, home, prediction, repair
from sitegen.reading.links import to_exercise as _exercise_link
from sitegen.reading.links import to_lesson as _lesson_link
from sitegen.views import (
    ExerciseView,
    HintView,
    LessonView,
    Link,
    MovedView,
    NotFoundView,
    PageView,
    SecondFixView,
    SectionView,
    SiteView,
)

_OUTPUT = "the-output"
_RECORD_AGAIN = "run `gilkit verify --record`"


@dataclass
class _Gathering:
    """What the views of one course share while they are made."""

    base: routes.BaseUrl
    sources: dict[str, str]
    sequence: list[Link]  # lessons and exercises in reading order
    companions: CompanionPages
    problems: list[str]
    album: Album

    def prose(self, page: str, folder: str, captions: list[Caption] | None = None) -> Prose:
        return Prose(
            page, folder, base=self.base, sources=self.sources, captions=captions or [], problems=self.problems
        )

    def neighbours(self, page: str) -> tuple[Link | None, Link | None]:
        at = [link.target for link in self.sequence].index(page)
        before = self.sequence[at - 1] if at > 0 else None
        return before, self.sequence[at + 1] if at + 1 < len(self.sequence) else None


def _captions(lesson: Lesson, recording: observed.Recording) -> list[Caption]:
    """The programs and their recorded outputs: any block that is exactly one of them is labelled so."""
    captions = []
    interpreter, recorded = figures.interpreter(recording), recording.get("recorded")
    programs: tuple[tuple[str, Program], ...] = (("broken", lesson.broken), ("fixed", lesson.fixed))
    for kind, program in programs:
        instead = repair.panels(lesson) if kind == "fixed" else None
        captions.append(replace(repair.program(lesson, kind), instead=instead))
        printed = str(recording.get(f"{kind}.stdout"))
        captions.append(Caption(printed, f"{program.file} printed", f"on {interpreter}, {recorded}", kind))
    return captions


def _second_fix(lesson: Lesson, prose: Prose) -> SecondFixView | None:
    fix = lesson.second_fix
    if fix is None:
        return None
    summary = prose.inline(fix.summary, place="lesson.toml")
    return SecondFixView(fix.file, summary, code_block(fix.source, "python"))


def _lesson_view(unit: Unit, lesson: Lesson, shared: _Gathering) -> LessonView | None:
    page, folder = routes.lesson(unit.id), f"lessons/{lesson.folder}"
    try:
        recordings = observed.read(lesson.observed_json)
        prose = shared.prose(page, folder, _captions(lesson, recordings[0]))
        asked = prediction.view(lesson, recordings, prose)
        pictures = shared.album.lesson(unit.id, recordings[0])
        measured = shared.album.recordings(unit.id, recordings)
        shared.album.card(unit.id, lesson.number, lesson.title, recordings[0])
    except PictureError as error:
        shared.problems.append(f"{folder}/observed.json: {error}")
        return None
    except observed.ObservedError as error:
        shared.problems.append(f"{folder}/observed.json: {error}; {_RECORD_AGAIN}")
        return None
    mentions = shared.companions.mentions(page)
    slugs = [section.slug for section in lesson.sections]
    sections = tuple(
        SectionView(
            section.slug,
            section.title,
            prose.block(
                section.markdown,
                place=f"lesson.md (section '{section.title}')",
                prefix=f"{section.slug}-",
                mentions=mentions,
            ),
            sealed=_OUTPUT in slugs[: slugs.index(section.slug) + 1],
        )
        for section in lesson.sections
    )
    before, after = shared.neighbours(page)
    return LessonView(
        path=page,
        title=lesson.title,
        description=prose.plain(lesson.summary, place="lesson.toml"),
        number=lesson.number,
        summary=prose.inline(lesson.summary, place="lesson.toml"),
        prediction=asked,
        sections=sections,
        second_fix=_second_fix(lesson, prose),
        recordings=measured,
        previous=before,
        next=after,
        unit_id=unit.id,
        commands=commands.of(lesson),
        runs=here.runs(lesson),
        pictures=pictures,
    )


def _hint(number: int, text: str, prose: Prose) -> HintView:
    """A hint's title is its heading; one without a heading is called by its number."""
    title = f"Hint {number}"
    first, _, rest = text.strip().partition("\n")
    if first.startswith("#"):
        title, text = first.lstrip("#").strip(), rest
    return HintView(
        title=prose.inline(title, place="hints.md"),
        html=prose.block(text, place="hints.md", prefix=f"hint-{number}-"),
    )


_LANGUAGES = {".py": "python", ".cpp": "cpp"}


def _exercise_view(unit: Unit, exercise: Exercise, shared: _Gathering) -> ExerciseView:
    page, folder = routes.exercise(unit.id), f"exercises/{exercise.folder}"
    prose = shared.prose(page, folder)
    before, after = shared.neighbours(page)
    return ExerciseView(
        path=page,
        title=exercise.title,
        description=prose.plain(exercise.summary, place="exercise.toml"),
        unit_id=unit.id,
        number=exercise.number,
        summary=prose.inline(exercise.summary, place="exercise.toml"),
        requirement=exercises.requirement(exercise),
        judged=exercises.judged(exercise),
        function=exercise.function,
        submission=f"{folder}/{exercise.stub}",
        stub=code_block(exercise.stub_source, _LANGUAGES[PurePath(exercise.stub).suffix]),
        readme=prose.block(exercise.readme, place="README.md", prefix="task-", below=2),
        hints=tuple(_hint(number, text, prose) for number, text in enumerate(exercise.hints, start=1)),
        lesson=_lesson_link(unit),
        previous=before,
        next=after,
    )


def _moved(unit: Unit) -> list[PageView]:
    pages: list[PageView] = []
    for alias in unit.aliases:
        for path, link in ((routes.lesson(alias), _lesson_link(unit)), (routes.exercise(alias), _exercise_link(unit))):
            if link:
                pages.append(MovedView(path, "This page has moved", f"It is now at {link.title}.", link))
    return pages


def _companion_course(course: Course, base: routes.BaseUrl, problems: list[str]) -> CompanionCourse:
    links = {unit.id: link for unit in course.units if (link := _lesson_link(unit))}
    recordings = {}
    for unit in course.units:
        with suppress(observed.ObservedError):  # told with the lesson's page
            if unit.lesson:
                recordings[unit.id] = observed.read(unit.lesson.observed_json)[0]
    return CompanionCourse(links, recordings, base, problems)


def gather(
    course: Course,
    version: str,
    base: routes.BaseUrl,
    texts: Companions = Companions(),
    published: Published = Published(),
    builds_on: course_map.BuildsOn = course_map.NOTHING,
    draw: Draw | None = None,
) -> tuple[SiteView, list[str]]:
    """The site, and what is wrong with it. A site with problems is incomplete and must not be published."""
    sequence = [link for unit in course.units for link in (_lesson_link(unit), _exercise_link(unit)) if link]
    problems: list[str] = []
    known = _companion_course(course, base, problems)
    companions = CompanionPages(texts, known)
    shared = _Gathering(base, routes.sources(course), sequence, companions, problems, Album(draw))
    pages: list[PageView | None] = [
        NotFoundView(routes.NOT_FOUND, "Page not found", "There is no page at this address."),
        *companions.views(shared.prose(routes.GLOSSARY, "lessons"), shared.prose(routes.GUIDE, "lessons")),
    ]
    for unit in course.units:
        if unit.lesson:
            pages.append(_lesson_view(unit, unit.lesson, shared))
        if unit.exercise:
            pages.append(_exercise_view(unit, unit.exercise, shared))
        pages.extend(_moved(unit))
    seen = None
    with suppress(observed.ObservedError):  # told with the lesson's page
        seen = shared.album.home(course.title, next(iter(known.recordings.values()), None))
    pages.append(home.view(course, pages, builds_on, partial(shared.prose, routes.HOME), problems, seen))
    lessons = tuple(page for page in pages if isinstance(page, LessonView))
    pages.append(measurements_view(lessons, published, problems))
    made = tuple(page for page in pages if page)
    for path in sorted({page.path for page in made}):
        if sum(page.path == path for page in made) > 1:
            problems.append(f"lessons/course.toml: more than one page at {path}; give each unit its own id")
    first = next((link for unit in course.units if (link := _lesson_link(unit))), None)
    files = results.files(course, version, base) | shared.album.files
    return SiteView(course.title, version, first, made, companions.links(), files, shared.album.cards), problems
