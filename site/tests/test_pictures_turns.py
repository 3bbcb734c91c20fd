"""The picture at the top of the home page is what was recorded."""

import gilkit
from dom import parse
from sample import course, lesson, observed, record, unit
from sitegen.gather import gather
from sitegen.pictures import turns
from sitegen.render import Renderer
from sitegen.routes import BaseUrl
from timelines import convoy, lane, threads, timeline


def test_four_threads_are_shown_where_all_of_them_take_turns() -> None:
    seen = turns.read(convoy(turns=100))  # of 5 ms each, one thread after the other
    assert seen is not None and seen.seconds == 0.15 and len(seen.lanes) == 4
    assert sum(len(each) for each in seen.lanes) in (30, 31)
    spans = sorted(span for each in seen.lanes for span in each)
    assert spans[0][0] == 0 and spans[-1][1] == 1
    assert all(abs(before[1] - after[0]) < 1e-6 for before, after in zip(spans, spans[1:]))


def test_a_short_convoy_is_shown_whole() -> None:
    seen = turns.read(convoy(turns=16))
    assert seen is not None and seen.seconds < 0.08


def test_who_takes_the_most_turns_is_chosen_and_stays_in_its_order() -> None:
    data = convoy(turns=100)
    data["lanes"].insert(0, lane("MainThread", ("holds", 0.0, 0.001), ("holds", 0.002, 0.003)))
    assert turns.read(data) == turns.read(convoy(turns=100))


def test_no_picture_without_four_threads_that_take_turns() -> None:
    assert turns.read(threads()) is None
    one_each = [lane(f"T{at}", ("holds", at / 4, (at + 1) / 4)) for at in range(4)]
    assert turns.read(timeline(*one_each)) is None
    apart = [lane(f"T{at}", ("holds", at / 4, at / 4 + 0.1), ("holds", at / 4 + 0.15, at / 4 + 0.2)) for at in range(4)]
    assert turns.read(timeline(*apart)) is None


def home_page(timeline_data: object) -> str:
    data = record()
    if timeline_data:
        data["programs"]["broken"]["timeline"] = timeline_data
    site, problems = gather(
        course(unit(lesson=lesson(observed_json=observed(data)))),  # type: ignore[arg-type]
        "0.1.0",
        BaseUrl(),
        draw=gilkit.timeline_svg,
    )
    assert problems == []
    return Renderer(site, BaseUrl()).site()["index.html"].decode()


def test_the_home_page_says_where_its_picture_is_from() -> None:
    figure = next(each for each in parse(home_page(convoy(turns=100))).all("figure") if each.all("svg", class_="drawing"))
    assert "150 ms of broken.py" in figure.words and "on CPython 3.11.7 with its GIL" in figure.words
    assert figure.all("path", class_="held")[0].attrs["d"].count("M") in (30, 31)


def test_nothing_is_drawn_that_was_not_recorded() -> None:
    assert 'class="drawing"' not in home_page(None)
