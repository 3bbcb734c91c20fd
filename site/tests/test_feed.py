"""Feed, sitemap and robots.txt: valid, whole, and with addresses that lead to pages."""

import re
from datetime import datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from dom import parse
from sample import course, exercise, lesson, observed, record, unit
from sitegen.gather import gather
from sitegen.offers.xml import document, element
from sitegen.render import Renderer
from sitegen.routes import BaseUrl

BASE = "https://example.org/gil"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def build(*units: object, base: str = BASE + "/", title: str = "A course") -> dict[str, bytes]:
    made = course(*units)  # type: ignore[arg-type]
    made.title = title
    site, problems = gather(made, "0.1.0", BaseUrl(base))  # type: ignore[arg-type]
    assert problems == []
    return Renderer(site, BaseUrl(base)).site()


def feed_of(files: dict[str, bytes]) -> ElementTree.Element:
    return ElementTree.fromstring(files["feed.xml"])


def recorded(*days: str, **changes: object) -> SimpleNamespace:
    """A lesson with a recording on each of these days."""
    records = [{**record(), "recorded": day} for day in days]
    return lesson(observed_json=observed(*records), **changes)


def text(entry: ElementTree.Element, tag: str) -> str:
    return entry.findtext(ATOM + tag) or ""


def test_there_are_none_without_a_base_url() -> None:
    files = build(base="")
    assert not {"feed.xml", "sitemap.xml", "robots.txt"} & files.keys()
    assert not parse(files["index.html"].decode()).all("link", rel="alternate")


def test_the_feed_has_what_rfc_4287_asks_of_it() -> None:
    feed = feed_of(build())
    assert feed.tag == ATOM + "feed"
    for part in [feed, *feed.findall(ATOM + "entry")]:
        for once in ("id", "title", "updated"):
            assert len(part.findall(ATOM + once)) == 1 and text(part, once)
        assert re.match(r"https?://|tag:", text(part, "id"))
        assert datetime.fromisoformat(text(part, "updated").replace("Z", "+00:00")).tzinfo is not None
        alternates = [link for link in part.findall(ATOM + "link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (own,) = [link for link in feed.findall(ATOM + "link") if link.get("rel") == "self"]
    assert own.get("href") == f"{BASE}/feed.xml" and own.get("type") == "application/atom+xml"
    ids = [text(entry, "id") for entry in feed.findall(ATOM + "entry")]
    assert len(ids) == len(set(ids))


def test_the_feed_has_an_entry_for_each_lesson_and_exercise() -> None:
    files = build()
    entries = feed_of(files).findall(ATOM + "entry")
    assert [text(entry, "title") for entry in entries] == [
        "Lesson 1: Lesson & one",
        "Exercise 1: Exercise one",
        "Lesson 2: Lesson two",
    ]
    for entry in entries:
        address = entry.find(ATOM + "link").get("href")  # type: ignore[union-attr]
        assert address and address.removeprefix(f"{BASE}/") in files
    assert text(entries[0], "summary") == "What it’s about."


def test_the_newest_recording_of_a_lesson_dates_it_and_its_exercise() -> None:
    old = unit(id="old", lesson=recorded("2026-01-02", "2026-03-04"), exercise=exercise(), aliases=[])
    new = unit(id="new", lesson=recorded("2026-02-01", "2026-05-06"), exercise=None, aliases=[])
    feed = feed_of(build(old, new))
    dates = {text(entry, "id").removeprefix(BASE): text(entry, "updated") for entry in feed.findall(ATOM + "entry")}
    assert dates == {
        "/lessons/new.html": "2026-05-06T00:00:00Z",
        "/lessons/old.html": "2026-03-04T00:00:00Z",
        "/exercises/old.html": "2026-03-04T00:00:00Z",
    }
    assert list(dates)[0] == "/lessons/new.html"
    assert text(feed, "updated") == "2026-05-06T00:00:00Z"


def test_an_exercise_without_a_lesson_is_as_old_as_the_course() -> None:
    alone = unit(id="alone", lesson=None, exercise=exercise(readme="Text.\n"), aliases=[])
    first = unit(id="first", lesson=recorded("2026-05-06"), exercise=None, aliases=[])
    feed = feed_of(build(first, alone))
    assert {text(entry, "updated") for entry in feed.findall(ATOM + "entry")} == {"2026-05-06T00:00:00Z"}


def test_a_course_without_recordings_has_no_feed_and_no_link_to_one() -> None:
    files = build(unit(id="alone", lesson=None, exercise=exercise(readme="Text.\n"), aliases=[]))
    assert "feed.xml" not in files and "sitemap.xml" in files
    assert not parse(files["index.html"].decode()).all("link", rel="alternate")


def test_what_xml_cannot_hold_is_left_out_and_the_rest_escaped() -> None:
    root = ElementTree.Element("r")
    element(root, "e", "a < b & \x00\x0c\ufffe]]> \U0001f40d", {"x": '"\x1b<'})
    (made,) = ElementTree.fromstring(document(root))
    assert made.text == "a < b & ]]> \U0001f40d" and made.get("x") == '"<'


def test_pages_link_to_the_feed_from_everywhere() -> None:
    files = build()
    for path, href in (("index.html", "feed.xml"), ("lessons/one.html", "../feed.xml"), ("404.html", "/gil/feed.xml")):
        link = parse(files[path].decode()).one("link", rel="alternate")
        assert link.attrs["type"] == "application/atom+xml" and link.attrs["href"] == href


def test_the_sitemap_has_every_page_once_but_those_that_are_none() -> None:
    files = build()
    root = ElementTree.fromstring(files["sitemap.xml"])
    assert root.tag == SITEMAP + "urlset"
    addresses = [place.text or "" for place in root.iter(SITEMAP + "loc")]
    assert len(addresses) == len(set(addresses))
    assert set(addresses) == {
        f"{BASE}/{path}"
        for path in ("", "measurements.html", "lessons/one.html", "exercises/one.html", "lessons/two.html")
    }


@pytest.mark.parametrize("base", [BASE, BASE + "/"])
def test_robots_are_told_where_the_sitemap_is(base: str) -> None:
    lines = build(base=base)["robots.txt"].decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"
