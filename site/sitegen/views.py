"""What each page shows, as plain values: the only thing that the templates see.

A view holds no logic and knows nothing of the bindings; gather.py makes them from a course, tests by hand.
Markup is HTML that prose.py wrote; every str is text, escaped by the templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from sitegen.evidence.views import GradingsView, MachineView, PrintedView
from sitegen.pictures.views import PicturesView, TimelineView, TurnsView
from sitegen.reading.views import CommandsView, ConditionView, PredictionView


@dataclass(frozen=True)
class Link:
    target: str  # a path in the site
    title: str


@dataclass(frozen=True)
class PageView:
    """What base.html needs of every page."""

    template: ClassVar[str] = ""
    searchable: ClassVar[bool] = True  # whether the search finds it

    path: str  # in the site
    title: str
    description: str


@dataclass(frozen=True)
class SectionView:
    slug: str
    title: str
    html: Markup
    sealed: bool = False  # not before the reader has predicted


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
    name: str = ""  # of its tab: the interpreter, short
    printed: Markup = Markup("")  # what both programs printed, where the text doesn't show it
    timelines: tuple[TimelineView, ...] = ()  # where the text doesn't show them


@dataclass(frozen=True)
class SecondFixView:
    name: str
    summary: Markup
    code: Markup


@dataclass(frozen=True)
class RunView:
    """A program that can be run in the page, or why it can't."""

    section: str  # under which it stands
    kind: str  # "broken" or "fixed"
    file: str
    source: str  # as it is run
    left_out: tuple[str, ...]  # what of it is a comment there
    needs: str  # what a browser lacks for it; empty where it runs
    neither: bool = False  # of the lesson's two programs can

    @property
    def rows(self) -> int:
        return self.source.count("\n") + 1


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
    unit_id: str
    commands: CommandsView
    runs: tuple[RunView, ...] = ()
    pictures: PicturesView = PicturesView()


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
    requirement: str  # it passes when …
    judged: str  # what the grader does to find out
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
    unit_id: str = ""
    builds_on: tuple[Link, ...] = ()


@dataclass(frozen=True)
class FirstPredictionView:
    """The first lesson's prediction, to be made on the home page and answered in the lesson."""

    unit_id: str
    lesson: Link
    prediction: PredictionView


@dataclass(frozen=True)
class HomeView(PageView):
    template: ClassVar[str] = "home.html"

    entries: tuple[EntryView, ...]
    first: FirstPredictionView | None = None
    turns: TurnsView | None = None  # of the first lesson's program
    map: Markup = Markup("")


@dataclass(frozen=True)
class MeasurementsView(PageView):
    template: ClassVar[str] = "measurements.html"

    machines: tuple[MachineView, ...] = ()
    gradings: tuple[GradingsView, ...] = ()
    confidence: str = ""  # of their upper bounds
    printed: tuple[PrintedView, ...] = ()
    results: str = ""  # all recordings as data, and the description of their format: paths in the site
    results_schema: str = ""


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
    searchable: ClassVar[bool] = False


@dataclass(frozen=True)
class MovedView(PageView):
    """Stands where a page was while its unit had another id."""

    template: ClassVar[str] = "moved.html"
    searchable: ClassVar[bool] = False

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
    files: Mapping[str, bytes] = field(default_factory=dict)  # that are no pages, by their paths in the site
    cards: Mapping[str, str] = field(default_factory=dict)  # a page -> its picture on other sites
