"""What the templates see of pictures: part of views.py, apart because it is theirs alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StateView:
    """An entry of a timeline's legend."""

    letter: str  # names its line style in pictures.css
    words: str  # "holds the GIL"


@dataclass(frozen=True)
class ShareView:
    """What part of its time a thread spent in each state."""

    thread: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class TimelineView:
    program: str  # "broken.py"
    interpreter: str
    picture: str  # its path in the site
    width: int
    height: int
    alt: str
    sentence: str  # what it shows of the GIL
    states: tuple[StateView, ...]
    columns: tuple[str, ...]  # the heads of the shares' cells
    shares: tuple[ShareView, ...]
    moments: str = ""  # path of what the scrubber reads; empty where there is no scrubber
    length: int = 0  # in the scrubber's units
    plot: str = ""  # where time begins and ends, as parts of the width: "0.2 0.98"


@dataclass(frozen=True)
class TurnsView:
    """Turns at the GIL: an inline picture. Lanes are paths in its units."""

    view_box: str
    lanes: str
    held: str
    program: str
    interpreter: str
    milliseconds: str


@dataclass(frozen=True)
class TickView:
    at: str  # in the chart's units
    label: str


@dataclass(frozen=True)
class SeriesView:
    """A program's speedups. Lines and marks are paths in the chart's units."""

    kind: str  # "broken" or "fixed"
    name: str
    predicted: str  # line and marks
    predicted_marks: str
    measured: str
    measured_marks: str
    label_y: str
    label: str  # the last predicted speedup


@dataclass(frozen=True)
class SpeedupView:
    width: int
    height: int
    plot: str  # the frame's path
    grid: str
    columns: tuple[TickView, ...]
    rows: tuple[TickView, ...]
    column_y: str
    row_x: str
    label_x: str
    ideal: str
    ideal_x: str
    ideal_y: str
    series: tuple[SeriesView, ...]
    has_measured: bool
    left_out: tuple[str, ...]  # programs that mostly wait
    words: str


@dataclass(frozen=True)
class PicturesView:
    """Of the recording that the lesson's text quotes. What was not recorded is None."""

    broken: TimelineView | None = None
    fixed: TimelineView | None = None
    speedup: SpeedupView | None = None
