"""Reads a timeline as the bindings draw it, and makes the site's copy of it.

The drawing is C++'s (grader/src/report/timeline): where a lane lies, which turns are put together and what the states
are called is decided there alone. The copy differs in what a page does better than a picture: its title, legend and
table are left to the page, its colours are the site's, and its words are large enough for a column of text.

Everything is found by what it is (an axis, a lane, a row of the table). Whatever isn't found is an error, so that a
change of the drawing can't silently put the scrubber's line in the wrong place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from sitegen.pictures.errors import PictureError
from sitegen.pictures.palette import Palette

_SVG = "{http://www.w3.org/2000/svg}"
_LETTERS = frozenset("HwNRsliz")
_LANE = re.compile(r"translate\(0 ([\d.]+)\)")
_AXIS = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)")
_TICK = re.compile(r"M([\d.]+) [\d.]+v")
_TIME = re.compile(r"([\d.e+-]+) (s|ms)")
_COLOUR = re.compile(r"--(\w+):(#[0-9a-f]+)")
# The drawing's colours -> the palette's.
_COLOURS = {
    "ink": "ink",
    "faint": "soft",
    "rule": "rule",
    "ground": "paper",
    "h": "held",
    "w": "waits",
    "n": "free",
    "s": "starved",
    "b": "edge",
}
# Room for larger words: labels begin this much further left, and the picture with them.
_LABELS_MOVE = 44
_BESIDE_LABELS = 4
_MORE_RIGHT = 20  # for the half of an axis's last number
_HEADS_MOVE = 4  # a process's head stands nearer to its lanes than to those above it
_LARGER = """
.gilkit-timeline{font-size:17px}
.gilkit-timeline .f{font-size:15px}
.gilkit-timeline .b{font-size:15px;font-weight:400;fill:var(--faint)}
.gilkit-timeline .m{font-size:16px}
"""
_ABOVE = 20  # what a line of text takes above its base
_BELOW = 8
_HALF_LANE = 12


@dataclass(frozen=True)
class Axis:
    """A stretch of time over some lanes: `left` is where `from_s` is, in the picture's units."""

    left: float
    right: float
    top: float
    bottom: float
    from_s: float
    to_s: float


@dataclass(frozen=True)
class Row:
    """Of the table of shares: a thread that is drawn."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    svg: bytes
    left: float
    top: float
    width: float
    height: float
    axes: tuple[Axis, ...]
    lanes: tuple[Mapping[str, str], ...]  # over the first axis: letter of a state -> path of its spans
    states: tuple[tuple[str, str], ...]  # letter, words
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]  # on the use of each GIL


@dataclass
class _Reading:
    """What was found so far, from top to bottom."""

    kept: list[ElementTree.Element] = field(default_factory=list)
    axes: list[Axis] = field(default_factory=list)
    lanes: list[tuple[float, Mapping[str, str]]] = field(default_factory=list)  # of the axis that comes
    first_lanes: tuple[Mapping[str, str], ...] = ()
    axis: tuple[float, float, float] | None = None  # left, width, y: its numbers are still to come
    ticks: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)  # the bases of those that stay
    states: list[tuple[str, str]] = field(default_factory=list)
    letter: str = ""  # of the legend's line, whose words come next
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def _is(element: ElementTree.Element, tag: str, classes: str | None = None) -> bool:
    return element.tag == _SVG + tag and (classes is None or element.get("class") == classes)


def _merged(lane: ElementTree.Element) -> Mapping[str, str]:
    """One path a state instead of one a span, and none of their tooltips, which an <img> doesn't show."""
    paths: dict[str, str] = {}
    for span in lane.iter(_SVG + "path"):
        letter = span.get("class", "")
        paths[letter] = paths.get(letter, "") + span.get("d", "")
    for child in list(lane):
        lane.remove(child)
    for letter, path in paths.items():
        ElementTree.SubElement(lane, _SVG + "path", {"class": letter, "d": path})
    return paths


def _finish_axis(found: _Reading) -> None:
    if found.axis is None:
        return
    left, width, y = found.axis
    if len(found.times) != len(found.ticks) or len(found.times) < 2 or not found.lanes:
        raise PictureError("its axis has no two numbers under its ticks, or no lanes over it")
    per_unit = (found.times[-1] - found.times[0]) / (found.ticks[-1] - found.ticks[0])
    from_s = found.times[0] - (found.ticks[0] - left) * per_unit
    top = min(at for at, _ in found.lanes) - _HALF_LANE
    found.axes.append(Axis(left, left + width, top, y, from_s, from_s + width * per_unit))
    found.first_lanes = found.first_lanes or tuple(paths for _, paths in found.lanes)
    found.axis = None
    found.lanes, found.ticks, found.times = [], [], []


def _read_table(table: ElementTree.Element, found: _Reading) -> None:
    head, *rows = [["".join(cell.itertext()) for cell in row] for row in table]
    found.columns = tuple(head[1:])
    found.rows = [Row(label, tuple(cells)) for label, *cells in rows]


def _read_text(text: ElementTree.Element, found: _Reading) -> None:
    words, classes = "".join(text.itertext()), text.get("class", "")
    if classes == "t":
        return
    if found.letter:
        found.states.append((found.letter, words))
        found.letter = ""
        return
    if found.rows:
        if not classes:
            found.sentences.append(words)
        return
    if classes == "f m" and found.axis:
        time = _TIME.fullmatch(words)
        if not time:
            raise PictureError(f"its axis says '{words}', which is no time")
        found.times.append(float(time[1]) * (1 if time[2] == "s" else 0.001))
    else:
        _finish_axis(found)
        text.set("x", f"{float(text.get('x', '0')) - _LABELS_MOVE:g}")
        if classes == "b":
            text.set("y", f"{float(text.get('y', '0')) + _HEADS_MOVE:g}")
    found.texts.append(float(text.get("y", "0")))
    found.kept.append(text)


def _read(element: ElementTree.Element, found: _Reading) -> None:
    if _is(element, "text"):
        _read_text(element, found)
    elif _is(element, "path", "r"):
        axis = _AXIS.match(element.get("d", ""))
        if not axis:
            raise PictureError("its axis isn't a horizontal line")
        found.axis = (float(axis[1]), float(axis[3]), float(axis[2]))
        found.ticks = [float(x) for x in _TICK.findall(element.get("d", "")[axis.end() :])]
        found.kept.append(element)
    elif _is(element, "path") and element.get("class") in _LETTERS:
        _finish_axis(found)
        found.letter = element.get("class", "")
    elif _is(element, "g") and element.get("role") == "table":
        _finish_axis(found)
        _read_table(element, found)
    elif _is(element, "g"):
        lane = _LANE.fullmatch(element.get("transform", ""))
        if not lane:
            raise PictureError("it has a group that is neither a lane nor the table")
        found.lanes.append((float(lane[1]), _merged(element)))
        found.kept.append(element)
    else:
        found.kept.append(element)


def _restyled(css: str, palette: Palette) -> str:
    light, mark, dark = css.partition("@media(prefers-color-scheme:dark)")
    parts = []
    for part, colours in ((light, palette.light), (dark, palette.dark)):
        if {name for name, _ in _COLOUR.findall(part)} != _COLOURS.keys():
            raise PictureError("its colours have other names than the site knows")
        parts.append(_COLOUR.sub(lambda match: f"--{match[1]}:{colours[_COLOURS[match[1]]]}", part))
    return parts[0] + mark + parts[1] + _LARGER


def _copy(root: ElementTree.Element, found: _Reading, palette: Palette) -> tuple[bytes, tuple[float, ...]]:
    left = 16 - _LABELS_MOVE - _BESIDE_LABELS
    top, bottom = min(found.texts) - _ABOVE, max(found.texts) + _BELOW
    box = (left, top, float(root.get("width", "0")) + _MORE_RIGHT - left, bottom - top)
    root.attrib.update(
        {"viewBox": " ".join(f"{each:g}" for each in box), "width": f"{box[2]:g}", "height": f"{box[3]:g}"}
    )
    for child in list(root):
        root.remove(child)
    root.extend(found.kept)
    for child in root:
        if _is(child, "style"):
            child.text = _restyled(child.text or "", palette)
        elif _is(child, "rect"):
            child.attrib.update({"x": f"{left:g}", "y": f"{top:g}"})
    return ElementTree.tostring(root, encoding="utf-8"), box


def read(svg: str, palette: Palette) -> Drawn:
    """The parts of a drawing, and the site's copy. Raises PictureError."""
    ElementTree.register_namespace("", _SVG.strip("{}"))
    found = _Reading()
    try:
        root = ElementTree.fromstring(svg)
        for element in root:
            _read(element, found)
        _finish_axis(found)
        if not found.axes or not found.rows or not found.states:
            raise PictureError("it has no axis, no legend or no table")
        copy, box = _copy(root, found, palette)
    except (ElementTree.ParseError, ValueError, ZeroDivisionError, KeyError) as error:
        raise PictureError(f"it can't be read: {error}") from error
    return Drawn(
        copy,
        *box,
        axes=tuple(found.axes),
        lanes=found.first_lanes,
        states=tuple(found.states),
        columns=found.columns,
        rows=tuple(found.rows),
        sentences=tuple(found.sentences),
    )
