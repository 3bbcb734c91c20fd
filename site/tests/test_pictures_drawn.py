"""The site's copy of a timeline that the bindings drew, and what is read from the drawing."""

import gzip
import json
import re
from typing import Any
from xml.etree import ElementTree

import gilkit
import pytest
from sitegen.pictures import drawn
from sitegen.pictures.drawn import Drawn
from sitegen.pictures.errors import PictureError
from sitegen.pictures.palette import palette, parse
from sitegen.render import STATIC
from timelines import convoy, threads, timeline, workers

CSS = (STATIC / "css/pictures.css").read_text()


def svg(data: dict[str, Any]) -> str:
    return gilkit.timeline_svg(json.dumps(data), "broken.py")


def read(data: dict[str, Any]) -> Drawn:
    return drawn.read(svg(data), palette())


def texts(picture: Drawn) -> list[str]:
    found = ElementTree.fromstring(picture.svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(node.itertext()) for node in found]


def test_the_axis_says_where_each_moment_is() -> None:
    (axis,) = read(threads()).axes
    assert axis.from_s == pytest.approx(0, abs=1e-4) and axis.to_s == pytest.approx(1, abs=1e-4)
    spans = re.findall(r'class="H" d="M([\d.]+) 0h([\d.]+)"', svg(threads()))
    begin, length = map(float, spans[0])  # the main thread held the GIL for the first tenth
    assert begin == pytest.approx(axis.left) and length == pytest.approx((axis.right - axis.left) / 10)


def test_lines_of_the_scrubber_cover_the_lanes() -> None:
    picture = read(threads())
    (axis,) = picture.axes
    heights = [float(y) for y in re.findall(r'transform="translate\(0 ([\d.]+)\)"', picture.svg.decode())]
    assert len(heights) == 3
    assert picture.top < axis.top < min(heights) and max(heights) < axis.bottom < picture.top + picture.height


def test_a_close_up_has_an_axis_of_its_own() -> None:
    overview, close_up = read(convoy()).axes
    assert overview.to_s == pytest.approx(8, rel=1e-3)
    assert close_up.to_s - close_up.from_s == pytest.approx(0.1, rel=1e-3) and close_up.from_s > 1
    assert close_up.top > overview.bottom


def test_what_the_page_says_better_is_left_to_it() -> None:
    shown = texts(read(threads()))
    assert "MainThread" in shown and "0 s" in shown
    assert not {"broken.py", "holds the GIL", "Share of its time"} & set(shown)


def test_the_legend_and_the_table_are_read() -> None:
    picture = read(threads())
    assert dict(picture.states) == {
        "H": "holds the GIL",
        "w": "waits for the GIL",
        "N": "runs native code without the GIL",
        "l": "waits for another thread: a lock, a queue",
    }
    assert picture.columns == ("holds", "waits", "native", "lock")
    assert picture.rows[0] == drawn.Row("MainThread", ("10.0 %", "0.0 %", "0.0 %", "90.0 %"))
    (sentence,) = picture.sentences
    assert sentence.startswith("The GIL was held 90 % of the time")


def test_colours_are_the_sites_in_light_and_in_dark() -> None:
    light, dark = read(threads()).svg.decode().split("prefers-color-scheme:dark")
    for part, colours in ((light, palette().light), (dark, palette().dark)):
        for name, colour in (("h", "held"), ("w", "waits"), ("n", "free"), ("s", "starved"), ("ground", "paper")):
            assert f"--{name}:{colours[colour]}" in part


def test_the_palette_has_a_light_and_a_dark_value_of_each_colour() -> None:
    assert palette().light.keys() == palette().dark.keys() >= {"held", "waits", "free", "starved", "edge", "paper"}
    assert palette().light["paper"] != palette().dark["paper"]
    parsed = parse(":root { --a: var(--light, #fff) var(--dark, #000); --b: #123456; --light: initial; }")
    assert parsed.light == {"a": "#fff", "b": "#123456"} and parsed.dark == {"a": "#000", "b": "#123456"}


def test_the_legend_on_the_page_has_the_line_styles_of_the_picture() -> None:
    def style(text: str) -> dict[str, str]:
        return {key: value.strip() for key, value in re.findall(r"([\w-]+):\s*([^;}]+)", text)}

    rules = re.findall(r"\.gilkit-timeline \.([HwNRsliz])\{([^}]*)\}", svg(threads()))
    drawn_styles = {letter: style(text) for letter, text in rules}
    ours = {letter: style(text) for letter, text in re.findall(r"\.in-([HwNRsliz]) \{([^}]*)\}", CSS)}
    assert drawn_styles.keys() == ours.keys()
    for letter, wanted in drawn_styles.items():
        assert {**ours[letter], "stroke": ""} == {**wanted, "stroke": ""}, letter
        assert ours[letter]["stroke"] == f"var(--{drawn._COLOURS[wanted['stroke'][6:-1]]})"


@pytest.mark.parametrize("data", [threads(), workers(), convoy(threads=8, turns=6000)])
def test_a_picture_keeps_its_budget(data: dict[str, Any]) -> None:
    assert len(gzip.compress(read(data).svg)) <= 30_000


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (r'class="r" d="M[^"]*"', 'class="r" d="C1 2 3"', "axis isn't a horizontal line"),
        (r'class="r"', 'class="axis"', "no axis"),
        (r'(class="f m">)[^<]*', r"\1noon", "says 'noon', which is no time"),
        (r'<text [^>]*class="f m">[^<]*</text>\n', "", "no two numbers"),
        (r"translate\(0 ", "matrix(0 ", "neither a lane nor the table"),
        (r'role="table"', 'role="grid"', "neither a lane nor the table"),
        (r"--held|--h:", "--holding:", "colours have other names"),
        (r"</svg>", "", "can't be read"),
        (r'(translate\(0 )[\d.]+\)', r"\1north)", "neither a lane"),
    ],
)
def test_a_drawing_that_changed_is_an_error(old: str, new: str, expected: str) -> None:
    changed = re.sub(old, new, svg(threads()))
    assert changed != svg(threads())
    with pytest.raises(PictureError, match=re.escape(expected)):
        drawn.read(changed, palette())


def test_a_hostile_name_stays_text() -> None:
    data = timeline(*threads()["lanes"])
    data["lanes"][0]["python_name"] = "<script>&\""
    picture = read(data)
    assert picture.rows[0].label == '<script>&"'
    assert b"<script>" not in picture.svg
