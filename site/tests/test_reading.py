"""What a reader does on the pages, as far as it is in the HTML: complete without a script, ready for one."""

import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gilkit
import pytest
from dom import Node
from sample import BROKEN, FIXED, TITLES, course, exercise, unit
from sitegen.check import check
from sitegen.errors import SiteError
from sitegen.gather import gather
from sitegen.reading import course_map, exercises
from sitegen.render import Renderer
from sitegen.routes import BaseUrl
from test_render import EXERCISE, LESSON, build, page

ROOT = Path(os.environ["GILKIT_ROOT"])
KINDS = ("cpu", "io", "native", "output", "race", "responsive")


def home(builds_on: dict[str, list[str]], *units: object) -> tuple[Node, list[str]]:
    site, problems = gather(course(*units), "0.1.0", BaseUrl(), builds_on=builds_on)  # type: ignore[arg-type]
    files = Renderer(site, BaseUrl()).site()
    assert check(files, BaseUrl()) == []
    return page(files, "index.html"), problems


def test_the_form_asks_for_one_choice_and_how_sure_one_is() -> None:
    form = page(build(), LESSON).one("gil-prediction", **{"data-lesson": "one"}).one("form")
    choose, sure = form.all("fieldset")
    assert choose.one("legend").words == "How long does f take?"
    assert [label.words for label in choose.all("label")] == ["long", "short", "not at all"]
    for group, name, many in ((choose, "choice", 3), (sure, "sure", 3)):
        radios = group.all("input", type="radio", name=name)
        assert len(radios) == many == len({radio.attrs["value"] for radio in radios})
        assert "required" in radios[0].attrs
        assert all(len(label.all("input")) == 1 and label.words for label in group.all("label"))
    assert "required" not in form.one("input", name="why").attrs
    assert form.attrs["autocomplete"] == "off" and "action" not in form.attrs


def test_everything_from_the_output_on_is_sealed_and_nothing_before() -> None:
    main = page(build(), LESSON).one("main")
    sealed = [node.attrs["id"] for node in main.all("section", class_="part") if "sealed" in node.attrs["class"]]
    open_ = [node.attrs["id"] for node in main.all("section", class_="part") if "sealed" not in node.attrs["class"]]
    assert open_ == ["mental-model", "rule", "the-setup", "what-does-this-print"]
    assert sealed[0] == "the-output" and len(open_) + len(sealed) == len(TITLES)
    wrapped = [node for box in main.all("div", class_="sealed") for node in box.walk()]
    assert main.one("section", id="run") in wrapped and main.one("footer", class_="measured") in wrapped
    assert not any(main.one("nav", class_="onward") is node for node in wrapped)


def test_nothing_is_hidden_from_who_has_no_script() -> None:
    for path in (LESSON, EXERCISE, "index.html"):
        hidden = [node for node in page(build(), path).one("main").walk() if "hidden" in node.attrs]
        assert [node.tag for node in hidden if node.tag != "button"] == [], path


def test_the_contents_say_what_comes_after_the_prediction() -> None:
    contents = page(build(), LESSON).one("nav", class_="contents")
    note = contents.one("li", class_="after")
    described = [link.attrs["href"] for link in contents.all("a", **{"aria-describedby": note.attrs["id"]})]
    assert described == ["#the-output", *(f"#{slug}" for slug in (
        "why-python-does-this", "the-fix", "how-this-fails-in-real-systems", "key-takeaway", "common-mistake"
    ))]  # fmt: skip


def test_at_the_gate_one_predicts_or_sees_everything() -> None:
    gate = page(build(), LESSON).one("p", class_="gate")
    assert [link.attrs["href"] for link in gate.all("a")] == ["#predict", "#the-output"]


def test_answers_keep_their_letters_in_any_order() -> None:
    answers = page(build(), LESSON).one("ol", class_="answers")
    assert [item.attrs["value"] for item in answers.children if isinstance(item, Node)] == ["1", "2", "3"]


def test_the_repair_is_there_as_a_program_beside_the_broken_one_and_as_a_difference() -> None:
    tabs = page(build(), LESSON).one("section", id="the-fix").one("gil-tabs", **{"data-name": "programs"})
    panels = tabs.all("section")
    assert [panel.attrs["data-tab"] for panel in panels] == ["Fixed", "Broken", "Difference"]
    fixed, broken, difference = panels
    assert (fixed.one("code").text, broken.one("code").text) == (FIXED, BROKEN)
    assert difference.all("ins") and difference.all("del")
    assert all(panel.one("figcaption").words for panel in panels)


def test_the_commands_are_those_of_the_lesson() -> None:
    run = page(build(), LESSON).one("section", id="run")
    programs, observe = (code.text for code in run.all("code"))
    assert programs.split("\n") == ["python3 lessons/01-one/broken.py", "python3 lessons/01-one/fixed.py"]
    assert observe == "./gilkit measure --timeline -- python3 lessons/01-one/broken.py"


def test_the_commands_name_files_that_are_there() -> None:
    for each in gilkit.load_course(str(ROOT)).units:
        if each.lesson:
            for program in (each.lesson.broken, each.lesson.fixed):
                assert (ROOT / "lessons" / each.lesson.folder / program.file).is_file()


def test_the_home_page_asks_the_first_lessons_question_and_leads_to_it() -> None:
    tree = page(build(), "index.html")
    asked = tree.one("gil-prediction", **{"data-lesson": "one"})
    there = page(build(), LESSON).one("gil-prediction")
    for form in (asked.one("form"), there.one("form")):
        assert [label.words for label in form.one("ol", class_="choices").all("label")] == ["long", "short", "not at all"]
    assert asked.one("a", class_="go").attrs["href"] == "lessons/one.html#predict"
    assert BROKEN in [code.text for code in asked.all("code")]
    assert not asked.all("ol", class_="answers")


def test_a_course_without_a_lesson_asks_nothing() -> None:
    alone = unit(id="three", aliases=[], lesson=None, exercise=exercise(id="three", readme="Text.\n"))
    assert not page(build(alone), "index.html").all("gil-prediction")


def test_the_list_of_the_course_can_be_marked() -> None:
    tree = page(build(), "index.html")
    units = tree.one("ol", class_="units").all("li", **{"data-unit": "one"})
    assert len(units) == 1 and units[0].one("li", class_="progress").words == ""
    assert units[0].one("a", class_="to-lesson").attrs["href"] == LESSON


def test_what_a_unit_builds_on_is_said_and_drawn() -> None:
    tree, problems = home({"two": ["one"]})
    assert problems == []
    listed = tree.one("li", **{"data-unit": "two"}).one("p", class_="aside")
    assert listed.words == "Builds on Lesson & one"
    assert listed.one("a").attrs["href"] == LESSON
    drawing = tree.one("svg", class_="map")
    assert [group.attrs["data-unit"] for group in drawing.all("g")] == ["one", "two"]
    assert len(re.findall("a", drawing.all("path")[0].attrs["d"])) == 1


def test_a_course_in_which_nothing_builds_on_anything_has_no_map() -> None:
    tree, _ = home({})
    assert not tree.all("svg", class_="map") and "Builds on" not in tree.text


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"three": ["one"]}, "there is no unit 'three'"),
        ({"two": ["three"]}, "builds on 'three', which is no unit"),
        ({"one": ["two"]}, "which doesn't come before it"),
        ({"one": ["one"]}, "which doesn't come before it"),
        ({"two": ["one", "one"]}, "names a unit twice"),
    ],
)
def test_a_map_that_does_not_fit_the_course_is_a_problem(wrong: dict[str, list[str]], expected: str) -> None:
    _, (problem,) = home(wrong)
    assert problem.startswith("lessons/builds-on.toml: ") and expected in problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[builds-on\n", "not TOML"),
        ("a = 1\n", "must hold the table"),
        ("[builds-on]\na = 'b'\n", "'a' is no list of ids"),
        ("[builds-on]\na = [1]\n", "'a' is no list of ids"),
        ("[builds-on]\n[other]\n", "and nothing else"),
    ],
)
def test_a_map_that_cannot_be_read_is_told(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / course_map.FILE).write_text(text)
    with pytest.raises(SiteError) as raised:
        course_map.read(tmp_path)
    (problem,) = raised.value.problems
    assert problem.startswith("lessons/builds-on.toml: ") and expected in problem


def test_a_course_may_lack_a_map(tmp_path: Path) -> None:
    assert course_map.read(tmp_path) == {}


def test_who_speaks_of_an_earlier_lesson_builds_on_one() -> None:
    builds_on = course_map.read(ROOT)
    units = gilkit.load_course(str(ROOT)).units
    assert course_map.check(builds_on, [each.id for each in units]) == []
    for each in units:
        text = " ".join(section.markdown for section in each.lesson.sections) if each.lesson else each.exercise.readme
        refers = re.search(r"\b[Ee]arlier\s+lesson|[Tt]he first lesson of this course|takes several lessons", text)
        assert each.id in builds_on or not refers, each.id


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_exercise_says_when_it_passes_and_how_that_is_found_out(kind: str) -> None:
    speedup = 2.0 if kind in ("cpu", "native") else None
    facts = page(build(unit(exercise=exercise(kind=kind, speedup=speedup))), EXERCISE)
    passes = facts.one("dl", class_="facts").words
    assert "It passes when" in passes
    assert ("2 times as fast" in passes) == (speedup is not None)
    assert "None" not in passes
    assert "with fresh inputs, " in facts.one("section", id="run").words


def test_each_kind_has_its_own_words() -> None:
    each: list[Any] = [SimpleNamespace(kind=kind, workers=4, speedup=2.0) for kind in KINDS if kind != "native"]
    assert len({exercises.requirement(one) for one in each}) == len({exercises.judged(one) for one in each}) == 5


def test_waiting_and_computing_may_both_be_asked_for() -> None:
    one: Any = SimpleNamespace(kind="io", workers=4, speedup=1.7)
    assert "at least 1.7 times as fast as the sequential version, on 4 idle cores" in exercises.requirement(one)


def test_the_real_exercises_all_say_when_they_pass() -> None:
    for each in gilkit.load_course(str(ROOT)).units:
        if each.exercise:
            assert exercises.requirement(each.exercise) and exercises.judged(each.exercise)


def test_the_switch_of_colours_is_on_every_page() -> None:
    for path, content in build().items():
        if path.endswith(".html"):
            radios = page({path: content}, path).one("gil-theme").all("input", name="theme")
            assert [radio.attrs["value"] for radio in radios] == ["system", "light", "dark"]
            assert [radio.attrs["value"] for radio in radios if "checked" in radio.attrs] == ["system"]


def test_lessons_are_told_apart_in_what_is_kept() -> None:
    files = build()
    ids = [page(files, path).one("article").attrs["data-lesson"] for path in (LESSON, "lessons/two.html")]
    assert ids == ["one", "two"]
