"""From a course to pages: what a reader finds on them, and what stops them."""

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from dom import Node, parse
from markupsafe import Markup
from sample import BROKEN, FIXED, TITLES, choice, course, exercise, lesson, observed, record, unit
from sitegen.check import check
from sitegen.gather import gather
from sitegen.render import STATIC, TEMPLATES, Renderer
from sitegen.routes import BaseUrl
from sitegen.views import EntryView, HomeView, Link, SiteView

LESSON = "lessons/one.html"
EXERCISE = "exercises/one.html"


def build(*units: object, base: str = "") -> dict[str, bytes]:
    site, problems = gather(course(*units), "0.1.0", BaseUrl(base))  # type: ignore[arg-type]
    assert problems == []
    renderer = Renderer(site, BaseUrl(base))
    files = renderer.site()
    assert renderer.problems() + check(files, BaseUrl(base)) == []
    return files


def problems_of(*units: object) -> list[str]:
    return gather(course(*units), "0.1.0", BaseUrl())[1]  # type: ignore[arg-type]


def page(files: dict[str, bytes], path: str) -> Node:
    return parse(files[path].decode())


def test_pages_render_from_views_made_by_hand() -> None:
    link = Link("lessons/x.html", "Lesson 1: X")
    home = HomeView("index.html", "T <1>", "D \"d\"", (EntryView("X", Markup("<em>s</em>"), link, None),))
    site = SiteView("T <1>", "9.9", link, (home,))
    tree = parse(Renderer(site, BaseUrl()).page(home))
    assert tree.one("h1").text == "T <1>"
    assert tree.one("meta", name="description").attrs["content"] == 'D "d"'
    assert tree.one("ol", class_="units").one("em").text == "s"
    assert not tree.all("a", href="exercises/x.html")


def test_the_pages_of_a_course() -> None:
    assert {path for path in build() if path.endswith(".html")} == {
        "index.html",
        "measurements.html",
        "404.html",
        LESSON,
        EXERCISE,
        "lessons/two.html",
        "lessons/uno.html",
        "exercises/uno.html",
    }


def test_a_lesson_begins_with_the_prediction_and_has_its_sections_in_order() -> None:
    tree = page(build(), LESSON)
    sections = [node for node in tree.one("main").all("section") if "id" in node.attrs]
    assert [node.attrs["id"] for node in sections][0] == "predict"
    assert [node.one("h2").words for node in sections[1:]] == [*TITLES, "Run it yourself"]
    for node in sections:
        assert node.one("h2").one("a").attrs["href"] == f"#{node.attrs['id']}"


def test_a_lesson_shows_its_programs_and_outputs_and_says_what_they_are() -> None:
    tree = page(build(), LESSON)
    labelled = [node for node in tree.all("figure", class_="block") if node.all("figcaption") and node.all("code")]
    blocks = {node.one("figcaption").words: node.one("code").text for node in labelled}
    assert blocks == {
        "broken.py the broken program": BROKEN,
        "broken.py printed on CPython 3.11.7 with its GIL, 2026-11-22": "1 & <one>\n",
        "fixed.py the fixed program": FIXED,
    }


def test_the_answer_is_folded_and_derived() -> None:
    predict = page(build(), LESSON).one("section", id="predict")
    asked, answers = predict.all("ol")
    assert [item.words for item in asked.all("li")] == ["long", "short", "not at all"]
    reveal = predict.one("details", class_="reveal")
    assert answers in list(reveal.walk()) and asked not in list(reveal.walk())
    assert "open" not in reveal.attrs
    (right,) = answers.all("li", class_="right")
    assert "✓ Right: long" in right.words
    assert "Right here, because: ✓ broken.speedup_4 < 1.3 held: recorded value 1.04" in right.words
    assert "✓ broken.printed.times > 2 held: recorded value 4.02" in right.words
    assert "✗ broken.speedup_4 >= 1.3 did not hold: recorded value 1.04" in answers.words
    assert "CPython 3.11.7 with its GIL, recorded on 2026-11-22" in reveal.words


def test_every_recording_has_its_table() -> None:
    both = lesson(observed_json=observed(record(), record(gil=False)))
    measured = page(build(unit(lesson=both)), LESSON).one("footer", class_="measured")
    assert len(measured.all("table")) == 2
    assert "4 cores, of which 1.5 usable, Linux 6.1.0" in measured.words
    assert "CPython 3.14.0 without a GIL" in measured.words
    rows = [[cell.words for cell in row.all("th") + row.all("td")] for row in measured.all("table")[0].all("tr")]
    assert rows[0] == ["Figure", "broken.py", "fixed.py"]
    assert ["Speedup on 16 idle cores", "1.04 ×", "2.41 ×"] in rows


def test_an_exercise_in_cpp_starts_from_a_cpp_file_coloured_as_such() -> None:
    stub = "#include <vector>\n\nint answer() { return 42; } // or so\n"
    native = exercise(kind="native", stub="submission.cpp", stub_source=stub)
    tree = page(build(unit(exercise=native)), EXERCISE)
    code = tree.one("section", id="start").one("code")
    assert code.text == stub
    assert code.all("span", class_="t-keyword") and code.all("span", class_="t-comment")
    assert "./gilkit grade exercises/01-one/submission.cpp" in tree.text


def test_an_exercise_has_its_task_its_start_and_folded_hints() -> None:
    tree = page(build(), EXERCISE)
    assert [node.words for node in tree.one("main").all("h2")] == [
        "The task",
        "What you start from",
        "Have it graded",
        "Hints",
    ]
    assert tree.one("h3").words == "The interface"
    assert tree.one("section", id="start").one("code").text == "def run_jobs():\n    pass\n"
    assert "./gilkit grade exercises/01-one/submission.py" in tree.text
    assert "at least 2 times as fast as the sequential version, on 4 idle cores" in tree.text
    hints = tree.one("section", id="hints").all("details")
    assert [hint.one("summary").words for hint in hints] == ["A nudge", "Hint 2"]
    assert "No heading, just text." in hints[1].words


def test_pages_follow_each_other() -> None:
    files = build()
    assert page(files, LESSON).one("a", rel="next").attrs["href"] == "../exercises/one.html"
    assert page(files, EXERCISE).one("a", rel="next").attrs["href"] == "../lessons/two.html"
    assert not page(files, "lessons/two.html").all("a", rel="next")


def test_an_old_address_leads_to_the_new_page() -> None:
    files = build(base="https://example.org/gil/")
    moved = page(files, "lessons/uno.html")
    assert moved.one("meta", **{"http-equiv": "refresh"}).attrs["content"] == "0; url=one.html"
    assert moved.one("link", rel="canonical").attrs["href"] == f"https://example.org/gil/{LESSON}"


def test_the_base_url_gives_canonical_addresses_and_a_404_that_works_at_any_depth() -> None:
    files = build(base="https://example.org/gil/")
    assert page(files, LESSON).one("link", rel="canonical").attrs["href"] == f"https://example.org/gil/{LESSON}"
    assert page(files, "index.html").one("link", rel="canonical").attrs["href"] == "https://example.org/gil/"
    missing = page(files, "404.html")
    assert not missing.all("link", rel="canonical")
    assert missing.one("link", rel="stylesheet").attrs["href"].startswith("/gil/assets/")
    assert not page(build(), LESSON).all("link", rel="canonical")


def test_units_may_lack_a_lesson_or_an_exercise() -> None:
    only_exercise = unit(id="three", aliases=[], lesson=None, exercise=exercise(id="three", readme="Text.\n"))
    files = build(only_exercise)
    assert "exercises/three.html" in files and "lessons/three.html" not in files
    assert "Start with" not in files["index.html"].decode()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"observed_json": ""}, "nothing was recorded yet; run `gilkit verify --record`"),
        ({"observed_json": json.dumps({"schema": "x"})}, "not of the schema"),
        ({"prediction": lesson().prediction.__class__(question="?", choices=[choice("a", "broken.wall_s > 9", False)])},
         "0 choices of the prediction are right"),
        ({"prediction": lesson().prediction.__class__(question="?", choices=[choice("a", "broken.wall_s > 9", True)])},
         "came out differently"),
    ],
)  # fmt: skip
def test_a_lesson_that_its_record_does_not_carry_is_a_problem(changed: dict[str, object], expected: str) -> None:
    (problem,) = problems_of(unit(lesson=lesson(**changed)))
    assert problem.startswith("lessons/01-one/observed.json: ")
    assert expected in problem


def test_all_problems_are_found_at_once() -> None:
    bad = unit(lesson=lesson(observed_json=""), exercise=exercise(readme="[x](gone.md)\n"))
    assert len(problems_of(bad)) == 2


def test_two_units_with_one_address_are_a_problem() -> None:
    problems = problems_of(unit(), unit(id="uno", aliases=[]))
    assert any("more than one page at lessons/uno.html" in problem for problem in problems)


def test_no_figure_stands_in_a_template() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"\d", text), path.name


def test_a_template_or_a_static_file_that_nothing_uses_is_a_problem(tmp_path: Path) -> None:
    for source in (TEMPLATES, STATIC):
        for file in source.rglob("*"):
            if file.is_file():
                copy = tmp_path / source.name / file.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(file.read_bytes())
    (tmp_path / "templates/stray.html").write_text("x")
    (tmp_path / "static/stray.css").write_text("x")
    site, _ = gather(course(), "0.1.0", BaseUrl())  # type: ignore[arg-type]
    renderer = Renderer(site, BaseUrl(), tmp_path / "templates", tmp_path / "static")
    renderer.site()
    assert [problem.split(":")[0] for problem in renderer.problems()] == ["templates/stray.html", "static/stray.css"]


def test_asset_names_change_with_their_content_and_nothing_else_does() -> None:
    one, other = build(), build()
    assert one == other
    (css,) = [path for path in one if path.endswith(".css")]
    assert re.fullmatch(r"assets/site\.[0-9a-f]{10}\.css", css)


def test_the_style_sheet_is_small() -> None:
    files = build()
    assert sum(len(gzip.compress(content)) for path, content in files.items() if path.endswith(".css")) <= 12_000


def test_where_another_choice_is_right_is_told() -> None:
    free = record(gil=False)
    free["programs"]["broken"]["speedup_4"] = 3.9
    agreeing = record()
    agreeing["interpreter"]["version"] = "3.9.18"
    text = page(build(unit(lesson=lesson(observed_json=observed(record(), agreeing, free)))), LESSON).one(
        "details", class_="reveal"
    ).words
    assert "The same answer was right on CPython 3.9.18 with its GIL." in text
    assert "On CPython 3.14.0 without a GIL another one was: short" in text
    assert "another answer can be right" not in text
    assert "another answer can be right" in page(build(), LESSON).one("details", class_="reveal").words


def test_a_recording_in_which_no_choice_is_right_fails_the_build() -> None:
    odd = record(gil=False)
    odd["programs"]["broken"]["printed"] = {"times": 1.0}
    (problem,) = problems_of(unit(lesson=lesson(observed_json=observed(record(), odd))))
    assert "0 choices are right in the recording on CPython 3.14.0 without a GIL instead of one" in problem


def test_a_second_fix_stands_below_the_first_one() -> None:
    fix = SimpleNamespace(file="fixed_x.py", source="import x\n", summary="Takes *x*.")
    section = page(build(unit(lesson=lesson(second_fix=fix))), LESSON).one("section", id="the-fix")
    details = section.one("details")
    assert details.one("summary").words == "A second fix, fixed_x.py"
    assert details.one("em").text == "x"
    assert "import x" in details.text
    assert not page(build(), LESSON).one("section", id="the-fix").all("details")
