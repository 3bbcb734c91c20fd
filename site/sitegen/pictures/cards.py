"""The picture that other sites show beside a link (OpenGraph): a lesson's title, its timeline and its figures.

An SVG, made into a PNG (png.py), because that is what those sites take. In light colours: nobody tells them which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sitegen import figures
from sitegen.observed import Recording
from sitegen.pictures import turns
from sitegen.pictures.palette import Palette

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 72, 1128
_TITLE_TOP, _TITLE_SIZES = 138, (68, 58, 50, 42)
_LANES_TOP, _LANES_BOTTOM, _MOST_STEP = 322, 522, 44
_SPEEDUP, _WORTH_TELLING = "speedup_4", 1.2
_SERIF, _SANS = "DejaVu Serif", "DejaVu Sans"
# State -> colour, height as a part of the room of a lane, dashes.
_STYLES = {
    "H": ("held", 0.74, ""),
    "w": ("waits", 0.16, ""),
    "N": ("free", 0.74, "3 1"),
    "R": ("free", 0.74, ""),
    "s": ("starved", 0.5, "1 3"),
    "l": ("edge", 0.12, "9 3"),
    "i": ("edge", 0.08, "4 3"),
    "z": ("edge", 0.08, "1 4"),
}


@dataclass(frozen=True)
class Lanes:
    """Paths by state, each at height 0 and between these two places."""

    left: float
    right: float
    lanes: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Card:
    above: str  # "Lesson 1"
    title: str
    lanes: Lanes | None
    figures: Sequence[tuple[str, str]]  # text and the name of its colour, from left to right
    below: str


def _width(text: str, size: float) -> float:
    """Of bold serif text, as it will be drawn."""
    import cairocffi  # type: ignore[import]  # comes with CairoSVG

    context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_A8, 1, 1))
    context.select_font_face(_SERIF, cairocffi.FONT_SLANT_NORMAL, cairocffi.FONT_WEIGHT_BOLD)
    context.set_font_size(size)
    advance: float = context.text_extents(text)[4]
    return advance


def _lines(title: str, size: float) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size) <= _RIGHT - _LEFT:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _text(x: float, y: float, text: str, size: float, colour: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}" {more}>{escape(text)}</text>\n'


def _title(title: str, colour: str) -> str:
    size, lines = next(
        ((size, lines) for size in _TITLE_SIZES if len(lines := _lines(title, size)) <= 2),
        (_TITLE_SIZES[-1], _lines(title, _TITLE_SIZES[-1])[:3]),
    )
    more = f'font-family="{_SERIF}" font-weight="bold"'
    top = _TITLE_TOP + (size * 0.6 if len(lines) == 1 else 0)
    bases = [top + size * (0.9 + 1.15 * at) for at in range(len(lines))]
    return "".join(_text(_LEFT, base, line, size, colour, more) for base, line in zip(bases, lines))


def _lanes(drawn: Lanes, colours: Mapping[str, str]) -> str:
    step = min(_MOST_STEP, (_LANES_BOTTOM - _LANES_TOP) / len(drawn.lanes))
    scale = (_RIGHT - _LEFT) / (drawn.right - drawn.left)
    first = (_LANES_TOP + _LANES_BOTTOM - step * (len(drawn.lanes) - 1)) / 2
    svg = ""
    for index, lane in enumerate(drawn.lanes):
        y = first + step * index
        svg += f'<path d="M{_LEFT} {y:g}H{_RIGHT}" stroke="{colours["rule"]}"/>\n'
        svg += f'<g transform="translate({_LEFT - drawn.left * scale:g} {y:g}) scale({scale:g} 1)">\n'
        for letter, path in lane.items():
            colour, height, dashes = _STYLES[letter]
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            width = max(step * height, 1.5)
            svg += f'<path d="{path}" stroke="{colours[colour]}" stroke-width="{width:g}"{dashed}/>\n'
        svg += "</g>\n"
    return svg


def _mark(colours: Mapping[str, str]) -> str:
    """As in templates/parts/mark.svg."""
    return (
        f'<g transform="translate({_LEFT} 56) scale(1.6)" fill="none">'
        f'<path d="M1 4h30M1 11h30M1 18h30M1 25h30" stroke="{colours["rule"]}" stroke-width="2"/>'
        f'<path d="M2 4h6M9 11h6M17 18h6M24 25h6" stroke="{colours["held"]}" stroke-width="4"/></g>\n'
    )


def _figure(text: str, colour: str, bold: bool) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<tspan fill="{colour}"{weight}>{escape(text)}</tspan>'


def svg(card: Card, palette: Palette) -> str:
    colours = palette.light
    spans = "".join(_figure(text, colours[colour], colour != "soft") for text, colour in card.figures)
    bold = 'font-weight="bold"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{_SANS}">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours["paper"]}"/>\n'
        f'<rect y="{HEIGHT - 12}" width="{WIDTH}" height="12" fill="{colours["held"]}"/>\n'
        + _mark(colours)
        + _text(_LEFT + 68, 90, "gilkit", 32, colours["ink"], bold)
        + _text(_RIGHT, 90, card.above, 28, colours["soft"], 'text-anchor="end"')
        + _title(card.title, colours["ink"])
        + (_lanes(card.lanes, colours) if card.lanes else "")
        + f'<text x="{_LEFT}" y="572" font-size="27" xml:space="preserve">{spans}</text>\n'
        + _text(_RIGHT, 572, card.below, 22, colours["soft"], 'text-anchor="end"')
        + "</svg>\n"
    )


def measured(recording: Recording) -> list[tuple[str, str]]:
    """A line of figures: speedups where cores make a difference to one of the programs, else wall times."""
    kinds = (("broken", "held"), ("fixed", "free"))
    waits = any(figures.mostly_waits(recording, kind) for kind, _ in kinds)
    most = max(recording.number(f"{kind}.{_SPEEDUP}") for kind, _ in kinds)
    key = "wall_s" if waits or most < _WORTH_TELLING else _SPEEDUP
    line: list[tuple[str, str]] = []
    for kind, colour in kinds:
        line += [(f"{kind}.py {figures.written(recording, kind, key)}", colour), ("   ", "soft")]
    return line + ([("on 4 idle cores", "soft")] if key == _SPEEDUP else [])


def lesson(number: int, title: str, recording: Recording, lanes: Lanes | None) -> Card:
    below = f"{recording.get('interpreter.implementation')} {recording.get('interpreter.version')}"
    return Card(f"Lesson {number}", title, lanes, measured(recording), below)


def home(title: str, seen: turns.Turns | None) -> Card:
    """Its lanes are the home page's."""
    lanes = None
    if seen:
        lanes = Lanes(turns.LEFT, turns.LEFT + turns.WIDTH, [{"H": seen.row(row)} for row in range(len(seen.lanes))])
    return Card("A course", title, lanes, [("Predict it. See what it did. Repair it.", "ink")], "")
