"""The picture that other sites show beside a link to a page."""

import io
import struct
import time
from typing import Any
from xml.etree import ElementTree

import cairosvg
import pytest
from dom import parse
from PIL import Image
from sample import course, record
from sitegen.check import check
from sitegen.gather import gather
from sitegen.observed import Recording
from sitegen.pictures import cards, turns
from sitegen.pictures.cards import Card, Lanes
from sitegen.pictures.palette import palette
from sitegen.pictures.png import png
from sitegen.render import Renderer
from sitegen.routes import BaseUrl
from timelines import convoy

LANES = Lanes(100, 200, [{"H": "M100 0h50", "w": "M150 0h50"}, {"w": "M100 0h50", "H": "M150 0h50"}])


def recording(**changes: Any) -> Recording:
    data = record()
    for kind, values in changes.items():
        data["programs"][kind] |= values
    return Recording(data)


def svg(card: Card) -> ElementTree.Element:
    return ElementTree.fromstring(cards.svg(card, palette()))


def words(card: Card) -> str:
    return " ".join("".join(svg(card).itertext()).split())


def build(base: str = "") -> dict[str, bytes]:
    site, problems = gather(course(), "0.1.0", BaseUrl(base))  # type: ignore[arg-type]
    assert problems == []
    files = Renderer(site, BaseUrl(base)).site()
    assert check(files, BaseUrl(base)) == []
    return files


def card_of(files: dict[str, bytes], page: str) -> str:
    (tag,) = parse(files[page].decode()).all("meta", property="og:image")
    return tag.attrs["content"]


def test_a_card_is_a_png_of_the_usual_size() -> None:
    made = png(cards.svg(cards.lesson(1, "A lesson", recording(), LANES), palette()))
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", made[16:24]) == (1200, 630)
    assert len(made) < 300_000


def test_it_is_the_picture_that_cairo_would_write() -> None:
    card = cards.svg(cards.lesson(1, "A lesson", recording(), LANES), palette())
    ours, cairos = (Image.open(io.BytesIO(each)) for each in (png(card), cairosvg.svg2png(card.encode())))
    assert ours.mode == "RGB" and ours.tobytes() == cairos.convert("RGB").tobytes()


def test_it_has_the_title_the_lanes_and_the_figures() -> None:
    card = cards.lesson(3, "Less < than & more", recording(), LANES)
    text = words(card)
    assert "Lesson 3" in text and "Less < than & more" in text and "CPython 3.11.7" in text
    assert "broken.py 1.04 × fixed.py 2.41 × on 4 idle cores" in text
    colours = [path.get("stroke") for path in svg(card).iter("{http://www.w3.org/2000/svg}path")]
    held, waits = palette().light["held"], palette().light["waits"]
    assert colours.count(waits) == 2 and colours.count(held) == 3  # one in the mark


def test_where_cores_make_no_difference_wall_times_are_told() -> None:
    assert "broken.py 1.90 s" in words(cards.lesson(1, "T", recording(fixed={"parallelism": 0.2}), None))
    assert "broken.py 1.90 s" in words(cards.lesson(1, "T", recording(fixed={"speedup_4": 1.0}), None))


def test_the_home_pages_card_shows_its_picture() -> None:
    card = cards.home("A course", turns.read(convoy(turns=100)))
    assert card.lanes and len(card.lanes.lanes) == 4
    assert all(lane["H"].count("M") >= 4 for lane in card.lanes.lanes)
    assert cards.home("A course", None).lanes is None


@pytest.mark.parametrize("title", ["Word", "Many words " * 12, "W" * 90, "", "المقفل العام", "<&>\"'"])
def test_any_title_makes_a_card(title: str) -> None:
    assert png(cards.svg(cards.lesson(1, title, recording(), None), palette())).startswith(b"\x89PNG")


def test_every_page_has_a_card_and_lessons_have_their_own() -> None:
    files = build()
    assert card_of(files, "lessons/one.html").startswith("../assets/one.")
    assert card_of(files, "index.html") == card_of(files, "404.html")
    assert card_of(files, "index.html").startswith("assets/course.")
    assert card_of(files, "exercises/one.html").startswith("../assets/course.")


def test_addresses_are_absolute_where_the_base_url_is_known() -> None:
    files = build("https://example.org/gil/")
    head = parse(files["lessons/one.html"].decode()).one("head")
    tags = {tag.attrs["property"]: tag.attrs["content"] for tag in head.all("meta") if "property" in tag.attrs}
    assert tags["og:image"].removeprefix("https://example.org/gil/") in files
    assert tags["og:url"] == "https://example.org/gil/lessons/one.html"
    assert (tags["og:title"], tags["og:site_name"], tags["og:type"]) == ("Lesson & one", "A course", "article")
    relative = {tag.attrs.get("property") for tag in parse(build()["lessons/one.html"].decode()).all("meta")}
    assert "og:url" not in relative


def test_a_card_that_is_not_there_is_found() -> None:
    for base in ("", "https://example.org/gil/", "https://example.org"):
        files = build(base)
        gone = next(path for path in files if path.startswith("assets/one."))
        del files[gone]
        faults = check(files, BaseUrl(base))
        assert any("lessons/one.html: the picture" in fault and "is not there" in fault for fault in faults), base


def test_the_same_card_is_made_once() -> None:
    made = cards.svg(cards.lesson(1, f"Once {time.time()}", recording(), LANES), palette())
    assert png(made) is png(made)
