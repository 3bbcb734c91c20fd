"""The view of the page about the measurements."""

import datetime
from collections.abc import Iterable
from pathlib import PurePath

from sitegen import routes
from sitegen.evidence.published import Gradings, Printed, Published
from sitegen.evidence.rates import CONFIDENCE, at_most
from sitegen.evidence.views import GradingsView, MachineView, NumberedLink, PrintedView
from sitegen.views import LessonView, MeasurementsView

# What a bench's output says, by the bench's name, in the order of the page; others follow.
_TITLES = {
    "accuracy": "How right a timeline’s shares are, in percentage points",
    "agreement": "Whether real cores do what is predicted for idle ones",
    "overhead": "What it costs a program to be observed",
    "sampler": "What it costs to look at the GIL",
    "box": "What a submission’s box costs at its start",
    "soak": "What is wrong and what is left after many gradings",
    "website": "How long this website takes to build",
    "learner": "What a learner waits for",
    "batch": "What a class of 200 costs, and what becomes of one that is disturbed",
}
_OPTIONS = {"batch": " --faults --slurm"}
_GRADED = {
    "verdicts": "Submissions that ran without a box",
    "verdicts-boxed": "Submissions in their box",
    "kinds": "Every kind of exercise: its solution, its stub and its mistakes",
}


def _machines(lessons: Iterable[LessonView]) -> tuple[MachineView, ...]:
    """All recordings, those put together that were made on one day, with one interpreter, on one kind of machine."""
    groups: dict[tuple[str, str, str, str], list[NumberedLink]] = {}
    for lesson in lessons:
        place = f"{lesson.path}#how-this-was-measured"
        link = NumberedLink(place, f"Lesson {lesson.number}: {lesson.title}", str(lesson.number))
        for seen in lesson.recordings:
            groups.setdefault((seen.recorded, seen.interpreter, seen.machine, seen.gilkit), []).append(link)
    ordered = sorted(groups.items(), key=lambda group: group[0][0])
    return tuple(MachineView(*what, tuple(links)) for what, links in ordered)


def _stem(file: str) -> str:
    return PurePath(file).name.partition(".")[0]


def _share(rate: float) -> str:
    return f"{100 * rate:.2f} %"


def _gradings_view(each: Gradings) -> GradingsView:
    stem = _stem(each.file)
    bench = f"python3 grader/bench/{stem.partition('-')[0]}.py"
    return GradingsView(
        what=_GRADED.get(stem, stem),
        made=str(each.made),
        wrong=str(each.wrong),
        wrong_at_most=_share(at_most(each.wrong, each.made)),
        undecided=str(each.undecided),
        errors=str(each.errors),
        days=each.since if each.since == each.until else f"{each.since} to {each.until}",
        machines=each.machines,
        file=each.file,
        count_again=f"{bench} --report {each.file}",
        grade_again=f"{bench} --results {stem}.jsonl",
    )


def _printed_view(each: Printed) -> PrintedView:
    name = _stem(each.file)
    command = f"python3 grader/bench/{name}.py{_OPTIONS.get(name, '')}"
    return PrintedView(_TITLES.get(name, name), command, each.file, each.text)


def _place(each: Printed) -> int:
    names = list(_TITLES)
    return names.index(_stem(each.file)) if _stem(each.file) in names else len(names)


def _check_days(lessons: Iterable[LessonView], problems: list[str]) -> None:
    for lesson in lessons:
        for recording in lesson.recordings:
            try:
                datetime.date.fromisoformat(recording.recorded)
            except ValueError:
                fault = f"it was recorded on '{recording.recorded}', which is no day"
                problems.append(f"{lesson.path}: {fault}; run `gilkit verify --record`")


def measurements_view(lessons: tuple[LessonView, ...], published: Published, problems: list[str]) -> MeasurementsView:
    _check_days(lessons, problems)
    return MeasurementsView(
        path=routes.MEASUREMENTS,
        title="How a figure gets on a page",
        description="Where the outputs, figures and right answers of this course come from, and how to check them.",
        machines=_machines(lessons),
        gradings=tuple(map(_gradings_view, published.gradings)),
        confidence=f"{100 * CONFIDENCE:.0f} %",
        printed=tuple(map(_printed_view, sorted(published.printed, key=_place))),
        results=routes.RESULTS,
        results_schema=routes.RESULTS_SCHEMA,
    )
