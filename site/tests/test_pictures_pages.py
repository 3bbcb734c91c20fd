"""Timelines, charts and recordings on the page of a lesson."""

import gzip
import json
import re
from typing import Any

import gilkit
import pytest
from dom import Node, parse
from sample import choice, course, lesson, observed, record, unit
from sitegen.check import check
from sitegen.gather import gather
from sitegen.render import Renderer
from sitegen.routes import BaseUrl
from timelines import convoy, threads, timeline, workers

LESSON = "lessons/one.html"


def recorded(broken: Any = None, fixed: Any = None, version: str = "3.11.7") -> dict[str, Any]:
    data = record()
    data["interpreter"]["version"] = version
    for kind, made in (("broken", broken), ("fixed", fixed)):
        data["programs"][kind]["timeline"] = made
        data["programs"][kind]["measured"] = [{"cores": 1, "wall_s": 2.0}, {"cores": 2, "wall_s": 1.25}]
    return data


def gathered(*records: dict[str, Any], draw: Any = gilkit.timeline_svg, **changes: Any) -> Any:
    taught = lesson(observed_json=observed(*records), **changes)
    return gather(course(unit(lesson=taught)), "0.1.0", BaseUrl(), draw=draw)  # type: ignore[arg-type]


def build(*records: dict[str, Any], **changes: Any) -> dict[str, bytes]:
    site, problems = gathered(*records, **changes)
    assert problems == []
    renderer = Renderer(site, BaseUrl())
    files = renderer.site()
    assert renderer.problems() + check(files, BaseUrl()) == []
    return files


def page(files: dict[str, bytes]) -> Node:
    return parse(files[LESSON].decode())


def own(address: str) -> str:
    return address.removeprefix("../")


def test_each_timeline_stands_in_its_section() -> None:
    files = build(recorded(threads(), workers()))
    for section, program in (("the-output", "broken.py"), ("the-fix", "fixed.py")):
        (image,) = page(files).one("section", id=section).one("gil-timeline").all("img")
        picture = files[own(image.attrs["src"])].decode()
        assert f'width="{image.attrs["width"]}" height="{image.attrs["height"]}"' in picture
        assert image.attrs["alt"].startswith(f"Timeline of {program}: ") and image.attrs["loading"] == "lazy"


def test_a_timeline_is_a_table_too_and_has_a_legend() -> None:
    figure = page(build(recorded(threads(), workers()))).one("section", id="the-output").one("gil-timeline")
    rows = [[cell.words for cell in row.all("th") + row.all("td")] for row in figure.one("table").all("tr")]
    assert rows[0] == ["Thread", "holds", "waits", "native", "lock"]
    assert rows[2] == ["Thread-1 (work_with_a_long_name)", "44.4 %", "44.4 %", "11.1 %", "0.0 %"]
    legend = [(item.one("path").attrs["class"], item.words) for item in figure.one("ul", class_="states").all("li")]
    assert legend[0] == ("in-H", "holds the GIL")
    assert "The GIL was held 90 % of the time" in figure.one("figcaption").words


def test_the_scrubber_has_what_it_fetches() -> None:
    files = build(recorded(threads(), workers()))
    element = page(files).one("section", id="the-output").one("gil-timeline")
    content = json.loads(files[own(element.attrs["data-moments"])])
    assert element.attrs["data-length"] == str(content["length"]) == "10000"
    assert element.attrs["data-plot"] == "{2:g} {3:g}".format(*content["windows"][0])
    assert element.one("div", class_="moment").children == []


def test_what_the_scrubber_fetches_must_be_there() -> None:
    files = build(recorded(threads()))
    del files[own(page(files).one("gil-timeline").attrs["data-moments"])]
    assert any("leads nowhere" in fault for fault in check(files, BaseUrl()))


def test_names_of_files_change_with_their_content() -> None:
    def pictures(files: dict[str, bytes]) -> set[str]:
        return {path for path in files if re.fullmatch(r"assets/one-\w+\.[0-9a-f]{10}\.(svg|json)", path)}

    one = pictures(build(recorded(threads(), workers())))
    assert len(one) == 4
    assert one == pictures(build(recorded(threads(), workers())))
    assert not one & pictures(build(recorded(convoy(), threads())))


@pytest.mark.parametrize("nothing", [None, timeline()])
def test_without_a_timeline_there_is_nothing_in_its_place(nothing: Any) -> None:
    main = page(build(recorded(nothing, None))).one("main")
    assert not main.all("gil-timeline") and not main.all("img")


def test_older_recordings_have_neither() -> None:
    main = page(build(record())).one("main")
    assert not main.all("gil-timeline") and main.one("figure", class_="speedup")
    assert "measured" not in main.one("table", class_="figures").words


def test_the_chart_stands_in_the_fix() -> None:
    figure = page(build(recorded())).one("section", id="the-fix").one("figure", class_="speedup")
    assert "Measured: 1.60 × on 2." in figure.one("svg").attrs["aria-label"]
    assert figure.one("a").attrs["href"] == "#how-this-was-measured"
    waiting = recorded()
    for kind in ("broken", "fixed"):
        waiting["programs"][kind]["parallelism"] = 0.1
    assert not page(build(waiting)).all("figure", class_="speedup")


def test_one_recording_needs_no_tabs() -> None:
    measured = page(build(recorded(threads(), workers()))).one("footer", class_="measured")
    assert not measured.all("gil-tabs") and not measured.all("img")


def test_further_recordings_are_tabs_with_their_outputs_and_timelines() -> None:
    free = recorded(workers("none"), version="3.14.0")
    free["interpreter"]["gil_enabled"] = False
    free["programs"]["fixed"]["stdout"] = "<another>\n"
    files = build(recorded(threads(), workers()), free)
    first, second = page(files).one("footer", class_="measured").one("gil-tabs").all("section")
    assert [each.attrs["data-tab"] for each in (first, second)] == ["CPython 3.11.7", "CPython 3.14.0, no GIL"]
    assert not first.all("img") and "The Output" in first.words
    assert [each.text for each in second.all("code")] == ["1 & <one>\n", "<another>\n"]
    (image,) = second.all("img")
    assert image.attrs["loading"] == "lazy" and "There is no GIL" in image.attrs["alt"]
    assert own(image.attrs["src"]) in files
    assert not second.all("gil-timeline")


def test_another_right_answer_is_told_with_its_recording() -> None:
    other = recorded(version="3.14.0")
    other["programs"]["broken"]["speedup_4"] = 3.9
    first, second = page(build(recorded(), other)).one("footer", class_="measured").all("section")
    assert "Here another answer was right: short" in second.words and "another answer" not in first.words


def test_a_page_with_seven_recordings_keeps_its_budget() -> None:
    versions = [f"3.{minor}.{minor}" for minor in range(9, 16)]
    records = [recorded(convoy(turns=1000 + at), workers(), version) for at, version in enumerate(versions)]
    files = build(*records)
    assert len(gzip.compress(files[LESSON])) <= 20_000
    pictures = [content for path, content in files.items() if path.startswith("assets/one-")]
    assert len(pictures) >= 8 and all(len(gzip.compress(content)) <= 30_000 for content in pictures)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lanes": [{"spans": 1}]}, "the timeline of broken.py is none"),
        ({"processes": []}, "the timeline of broken.py is none"),
        ({"length_s": "long"}, "the timeline of broken.py is none"),
    ],
)
def test_a_timeline_that_is_none_is_a_problem(change: dict[str, Any], expected: str) -> None:
    _, (problem,) = gathered(recorded({**threads(), **change}))
    assert problem.startswith("lessons/01-one/observed.json: ") and expected in problem
    assert problem.endswith("run `gilkit verify --record`")


def test_a_drawing_that_cannot_be_read_is_a_problem_of_ours() -> None:
    def draw(_text: str, _title: str) -> str:
        return '<svg xmlns="http://www.w3.org/2000/svg" width="1"/>'

    _, (problem,) = gathered(recorded(threads()), draw=draw)
    assert problem.startswith("lessons/01-one/observed.json: the picture of broken.py's timeline: it has no axis")
    assert "drawn.py must learn" in problem


def test_a_wrong_answer_and_a_wrong_picture_are_both_told() -> None:
    wrong = lesson().prediction.__class__(question="?", choices=[choice("a", "broken.wall_s > 9", False)])
    _, problems = gathered(recorded({**threads(), "processes": []}), prediction=wrong)
    assert len(problems) == 1
