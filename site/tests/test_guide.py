"""The guide: what its file may hold, and that each of its figures and conditions was recorded."""

import pytest
from dom import Node, parse
from sample import course, lesson, record, unit
from sitegen.check import check
from sitegen.companions import guide, references
from sitegen.companions.files import Companions
from sitegen.gather import gather
from sitegen.observed import Recording
from sitegen.render import Renderer
from sitegen.routes import BaseUrl

RECORDINGS = {"one": Recording(record())}
GUIDE = """\
On {{one:interpreter.version}}.

## It waits, for `x`

Use: a *pool*
Because: one: broken.speedup_4 < 1.3 and fixed.printed.times > 4
Because: two: broken.wall_s < 2

It took {{one:broken.printed.times:.1f}} times as long, see [the lesson](01-one), on 3.14 as well.

## It computes

Use: processes
Because: two: fixed.speedup_4 > 2

As {{ two : fixed.speedup_4 }} shows.
"""


def row(title: str = "It waits", fields: str = "Use: it\nBecause: one: broken.wall_s < 2", text: str = "Text.") -> str:
    return f"## {title}\n\n{fields}\n\n{text}\n\n"


def problems_of(text: str) -> list[str]:
    return gather(course(), "0.1.0", BaseUrl(), Companions(guide=text))[1]  # type: ignore[arg-type]


def page() -> tuple[dict[str, bytes], Node]:
    site, problems = gather(course(), "0.1.0", BaseUrl(), Companions(guide=GUIDE))  # type: ignore[arg-type]
    assert problems == []
    renderer = Renderer(site, BaseUrl())
    files = renderer.site()
    assert renderer.problems() + check(files, BaseUrl()) == []
    return files, parse(files["which-tool-when.html"].decode())


def test_a_good_guide() -> None:
    problems: list[str] = []
    rows = guide.read(GUIDE, {**RECORDINGS, "two": RECORDINGS["one"]}, problems).rows
    assert problems == []
    assert [(row.slug, row.tool) for row in rows] == [("it-waits-for-x", "a *pool*"), ("it-computes", "processes")]
    assert rows[0].evidence[1] == guide.Evidence("two", "broken.wall_s < 2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (row(text=""), "1: 'It waits' has no text"),
        (row() + row(), "8: 'It waits' is already there"),
        (row(fields="Because: one: broken.wall_s < 2"), "1: 0 lines 'Use: …'"),
        (row(fields="Use: a\nUse: b\nBecause: one: broken.wall_s < 2"), "1: 2 lines 'Use: …'"),
        (row(fields="Use: it"), "1: nothing measured supports it"),
        (row(fields="Use: it\nBecause: it is so"), "4: 'it is so' names no measurement"),
        (row(fields="Use: it\nBecause: gone: broken.wall_s < 2"), "4: there is no recorded lesson 'gone'"),
        (row(fields="Use: it\nBecause: one: broken.speed < 2"), "4: 'broken.speed' was not recorded"),
        (row(fields="Use: it\nBecause: one: faster"), "4: the condition 'faster' has a part that is no comparison"),
        (row(fields="Use: it\nBecause: one: broken.wall_s < 1"), "4: broken.wall_s < 1 doesn't hold: 'one' recorded"),
        (row(fields="Use: it\nWhy: one: broken.wall_s < 2"), "4: unknown field 'Why'"),
        (row(text="Text.\nAbout 4 times."), "7: the figure '4' is typed by hand"),
        (row("It has 4 cores"), "1: the figure '4' is typed by hand"),
        (row(text="{{gone:broken.wall_s}}"), "6: there is no recorded lesson 'gone'"),
        (row(text="{{one:broken.walls}}"), "6: 'broken.walls' was not recorded"),
        (row(text="{{broken.wall_s}}"), "6: '{{broken.wall_s}}' is no reference"),
        (row(text="{{one:broken.wall_s:s}}"), "6: the format 's' does not fit"),
    ],
)
def test_what_is_wrong_is_found_with_its_line(text: str, expected: str) -> None:
    found = problems_of(text)
    assert any(problem.startswith(f"lessons/which-tool-when.md:{expected}") for problem in found), found


def test_a_broken_link_is_a_problem() -> None:
    (problem,) = problems_of(row(text="See [that](01-gone)."))
    assert problem.startswith("lessons/which-tool-when.md: the link to '01-gone' leads to no page")


def test_a_lesson_without_a_record_is_told_as_such() -> None:
    site = course(unit(lesson=lesson(observed_json="")))
    problems = gather(site, "0.1.0", BaseUrl(), Companions(guide=row()))[1]  # type: ignore[arg-type]
    assert any("nothing was recorded yet" in problem for problem in problems)
    assert any("there is no recorded lesson 'one'" in problem for problem in problems)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{one:broken.printed.times:.1f}} and {{one:broken.wall_s}}", "4.0 and 1.90"),
        ("{{ one : interpreter.version }}", "3.11.7"),
        ("{{one:machine.cores_online}}, {{one:interpreter.gil_enabled}}", "4, true"),
        ("`x = 1`, `a\nb`, on 3.9, 3.13 and 3.14.", "`x = 1`, `a\nb`, on 3.9, 3.13 and 3.14."),
        ("C4 and x86, a_2", "C4 and x86, a_2"),
    ],
)
def test_references_are_filled_as_in_a_lesson(text: str, filled: str) -> None:
    problems: list[str] = []
    assert references.fill(text, RECORDINGS, "x.md", 1, problems) == filled
    assert problems == []


@pytest.mark.parametrize("text", ["5 ms", "twice, 16,000,000 bytes", "68 %", "4x", "2.5", "3.140"])
def test_a_typed_figure_is_a_problem(text: str) -> None:
    problems: list[str] = []
    references.fill(f"One.\n{text}", RECORDINGS, "x.md", 7, problems)
    assert len(problems) == 1 and problems[0].startswith("x.md:8: the figure '")


def test_a_course_without_a_guide_has_no_page_of_it() -> None:
    site, _ = gather(course(), "0.1.0", BaseUrl())  # type: ignore[arg-type]
    assert "which-tool-when.html" not in Renderer(site, BaseUrl()).site()


def test_the_page_has_an_overview_and_the_reasons() -> None:
    files, tree = page()
    main = tree.one("main")
    assert [node.words for node in main.all("h2")] == ["At a glance", "It waits, for x", "It computes"]
    rows = [[cell.words for cell in each.all("th") + each.all("td")] for each in main.all("tr")]
    assert rows == [
        ["What your program does", "Use"],
        ["It waits, for x", "a pool"],
        ["It computes", "processes"],
    ]
    assert main.all("tr")[1].one("a").attrs["href"] == "#it-waits-for-x"
    waits = main.one("section", id="it-waits-for-x")
    assert "It took 4.0 times as long" in waits.words
    assert waits.one("p", class_="tool").words == "Use: a pool"
    first, second = [item.words for item in waits.one("ul").all("li")]
    assert first.startswith("✓ Lesson 1: Lesson & one: broken.speedup_4 < 1.3 (recorded: 1.04) and fixed.printed")
    assert second == "✓ Lesson 2: Lesson two: broken.wall_s < 2 (recorded: 1.9)"
    assert [link.attrs["href"] for link in waits.one("ul").all("a")] == ["lessons/one.html", "lessons/two.html"]
    assert "On 3.11.7." in main.words and "As 2.41 shows." in main.words
    home = parse(files["index.html"].decode())
    assert home.one("header", class_="site").one("a", href="which-tool-when.html").words == "Which tool when"
