"""What each page shows, as plain values: the only thing that the templates see.

A view holds no logic and knows nothing of the bindings; gather.py makes them from a course, tests by hand.
Markup is HTML that prose.py wrote; every str is text, escaped by the templates.
"""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup


@dataclass(frozen=True)
class Link:
    target: str  # a path in the site
    title: str


@dataclass(frozen=True)
class PageView:
    """What base.html needs of every page."""

    template: ClassVar[str] = ""

    path: str  # in the site
    title: str
    description: str


@dataclass(frozen=True)
class SectionView:
    slug: str
    title: str
    html: Markup


@dataclass(frozen=True)
class ConditionView:
    """One comparison of a choice's condition, and what the recording says to it."""

    code: str  # "broken.speedup_4 < 1.3"
    meaning: str  # "broken.py's speedup on 4 idle cores"
    recorded: str
    held: bool


@dataclass(frozen=True)
class ChoiceView:
    text: Markup
    because: Markup
    conditions: tuple[ConditionView, ...]
    right: bool


@dataclass(frozen=True)
class ElsewhereView:
    """Where another choice is right."""

    interpreter: str
    text: Markup  # of that choice


@dataclass(frozen=True)
class PredictionView:
    question: Markup
    program: Markup  # the broken program, to be read before predicting
    program_name: str
    program_place: str  # fragment of the section that shows it
    choices: tuple[ChoiceView, ...]
    decided_by: str  # "CPython 3.11.7 with its GIL, recorded on 2026-11-22"
    agreeing: tuple[str, ...]  # other interpreters on which the same choice is right
    elsewhere: tuple[ElsewhereView, ...]


@dataclass(frozen=True)
class FigureView:
    """A row of the table of measured figures. The cells carry their units."""

    label: str
    broken: str
    fixed: str


@dataclass(frozen=True)
class RecordingView:
    recorded: str
    interpreter: str
    switch_interval: str  # empty where the interpreter has none
    machine: str
    gilkit: str
    figures: tuple[FigureView, ...]


@dataclass(frozen=True)
class SecondFixView:
    name: str
    summary: Markup
    code: Markup


@dataclass(frozen=True)
class LessonView(PageView):
    template: ClassVar[str] = "lesson.html"

    number: int
    summary: Markup
    prediction: PredictionView
    sections: tuple[SectionView, ...]
    second_fix: SecondFixView | None
    recordings: tuple[RecordingView, ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class HintView:
    title: Markup
    html: Markup


@dataclass(frozen=True)
class ExerciseView(PageView):
    template: ClassVar[str] = "exercise.html"

    unit_id: str
    number: int
    summary: Markup
    requirement: str
    function: str
    submission: str  # path of the stub in the repository
    stub: Markup
    readme: Markup
    hints: tuple[HintView, ...]
    lesson: Link | None
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class EntryView:
    """A unit in the list of the course."""

    title: str
    summary: Markup
    lesson: Link | None
    exercise: Link | None


@dataclass(frozen=True)
class HomeView(PageView):
    template: ClassVar[str] = "home.html"

    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class MeasurementsView(PageView):
    template: ClassVar[str] = "measurements.html"


@dataclass(frozen=True)
class TermView:
    slug: str
    name: str
    also: str  # other forms of it
    html: Markup
    lessons: tuple[Link, ...]  # in which it matters


@dataclass(frozen=True)
class GlossaryView(PageView):
    template: ClassVar[str] = "glossary.html"

    intro: Markup
    terms: tuple[TermView, ...]


@dataclass(frozen=True)
class EvidenceView:
    """What a lesson recorded that supports an advice."""

    lesson: Link
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True)
class RowView:
    """An advice: in this situation, that tool."""

    slug: str
    situation: Markup
    tool: Markup
    html: Markup
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True)
class GuideView(PageView):
    template: ClassVar[str] = "guide.html"

    intro: Markup
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class NotFoundView(PageView):
    template: ClassVar[str] = "not_found.html"


@dataclass(frozen=True)
class MovedView(PageView):
    """Stands where a page was while its unit had another id."""

    template: ClassVar[str] = "moved.html"

    now: Link


PAGE_KINDS: tuple[type[PageView], ...] = (
    HomeView,
    LessonView,
    ExerciseView,
    MeasurementsView,
    GuideView,
    GlossaryView,
    NotFoundView,
    MovedView,
)


@dataclass(frozen=True)
class SiteView:
    """The whole site, before it is rendered."""

    title: str  # of the course
    version: str  # of gilkit
    first_lesson: Link | None
    pages: tuple[PageView, ...]
    companions: tuple[Link, ...] = ()  # pages about the whole course, for the navigation
