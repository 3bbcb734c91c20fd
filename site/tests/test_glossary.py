"""The glossary: what its file may hold, and which words of a text link to it."""

import re
from pathlib import Path

import pytest
from dom import parse
from sample import TITLES, course, lesson, slug, unit
from sitegen.check import check
from sitegen.companions import files
from sitegen.companions.files import Companions
from sitegen.companions.glossary import Mentions, Term, read
from sitegen.errors import SiteError
from sitegen.gather import gather
from sitegen.prose import Prose
from sitegen.render import Renderer
from sitegen.routes import BaseUrl

GLOSSARY = """\
About the words.

## GIL

Lessons: one, two

Held by *one* thread at a time. A lock is that, too.

## Lock

Also: mutex
Forms: locks
Lessons: one

Waits for a double-checked lock, a GIL or {{one:broken.printed.times:.1f}} locks.

## Run queue

Lessons: two

Of those who have no core.
"""


def problems_of(text: str) -> list[str]:
    problems: list[str] = []
    read(text, ("one", "two"), problems)
    return problems


def entry(title: str, fields: str = "Lessons: one", text: str = "Text.") -> str:
    return f"## {title}\n\n{fields}\n\n{text}\n\n"


def test_a_good_glossary() -> None:
    problems: list[str] = []
    glossary = read(GLOSSARY, ("one", "two"), problems)
    assert problems == []
    assert glossary.intro == "About the words."
    gil, lock, queue = glossary.terms
    assert (gil.name, gil.slug, gil.lessons, gil.text_line) == ("GIL", "gil", ["one", "two"], 7)
    assert lock.names() == ("lock", "mutex", "locks")
    assert queue.text == "Of those who have no core."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (entry("A", text=""), "1: 'A' has no text"),
        (entry("A", "Lessons: three"), "1: there is no lesson 'three'"),
        (entry("A", "Also: b"), "1: 'A' belongs to no lesson"),
        (entry("B") + entry("A"), "7: 'A' stands after 'B'; sort"),
        (entry("A") + entry("a"), "7: 'a' is already there, under 'A'"),
        (entry("A", "Also: b\nLessons: one") + entry("B"), "8: 'b' is already there, under 'A'"),
        (entry("A", "Forms: a\nLessons: one"), "1: 'a' is already there, under 'A'"),
        (entry("A", "Lesson: one"), "3: unknown field 'Lesson'"),
        (entry("A", "Lessons: one\nText."), "4: no field, and no empty line before it"),
        (entry("…"), "1: '…' has no letter"),
    ],
)
def test_what_is_wrong_is_found_with_its_line(text: str, expected: str) -> None:
    found = problems_of(text)
    assert any(problem.startswith(f"lessons/glossary.md:{expected}") for problem in found), found


def test_upper_and_lower_case_sort_alike_and_code_has_no_headings() -> None:
    assert problems_of(entry("a") + entry("B", text="```\n## A\n```") + entry("c")) == []


def mentions(*terms: tuple[str, ...], without: str = "") -> Mentions:
    made = [Term(name, name.lower().replace(" ", "-"), forms, (), (), "", 1) for name, *forms in terms]
    return Mentions(made, {term.slug: f"#{term.slug}" for term in made}, without)


def linked(text: str, *terms: tuple[str, ...], without: str = "") -> list[str]:
    parts = mentions(*terms, without=without).split(text)
    assert "".join(part for part, _ in parts) == text
    return [f"{part}{target}" for part, target in parts if target]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a lock and a lock", ["lock#lock"]),
        ("Lock it", ["Lock#lock"]),
        ("two locks", ["locks#lock"]),
        ("blocked, clockwork, lock-free, dead-lock, lock_it", []),
        ("the lock’s owner (lock)", ["lock#lock"]),
        ("a lock order, a lock", ["lock order#lock-order", "lock#lock"]),
        ("a double-checked lock", ["double-checked lock#double-checked-lock"]),
        ("a double-checked\nlock, then a lock", ["double-checked\nlock#double-checked-lock", "lock#lock"]),
    ],
)
def test_the_first_mention_is_linked_as_a_whole_word(text: str, expected: list[str]) -> None:
    assert linked(text, ("Lock", "locks"), ("Lock order",), ("Double-checked lock",)) == expected


def test_a_term_is_linked_once_in_all_the_texts_of_a_page_and_not_in_its_own_entry() -> None:
    found = mentions(("Lock",), ("GIL",), without="gil")
    assert found.split("The GIL, a lock.") == [("The GIL, a ", ""), ("lock", "#lock"), (".", "")]
    assert found.split("A lock.") == [("A lock.", "")]


def test_without_terms_nothing_is_linked() -> None:
    assert mentions().split("a lock") == [("a lock", "")]


def test_headings_code_and_links_stay_as_they_are() -> None:
    text = "### A lock\n\nThe `lock` in [the lock *or* so](#lock):\n\n    lock\n\n- an *own\n  lock*, a lock\n"
    prose = Prose("p.html", "lessons", base=BaseUrl(), sources={}, problems=[])
    plain = parse(prose.block(text, place="x"))
    page = parse(prose.block(text, place="x", mentions=mentions(("Own lock",), ("Lock",)).split))
    assert page.text == plain.text
    terms = page.all("a", class_="term")
    assert [(term.words, term.attrs["href"]) for term in terms] == [("own lock", "#own-lock"), ("lock", "#lock")]


def build(glossary: str, *units: object) -> dict[str, bytes]:
    site, problems = gather(course(*units), "0.1.0", BaseUrl(), Companions(glossary=glossary))  # type: ignore[arg-type]
    assert problems == []
    renderer = Renderer(site, BaseUrl())
    made = renderer.site()
    assert renderer.problems() + check(made, BaseUrl()) == []
    return made


def with_text(section: str, text: str) -> object:
    made = lesson()
    next(each for each in made.sections if each.slug == slug(section)).markdown = text
    return unit(lesson=made)


def test_a_course_without_a_glossary_has_no_page_of_it() -> None:
    pages = build("")
    assert "glossary.html" not in pages
    assert "Glossary" not in pages["index.html"].decode()


def test_the_page_has_an_entry_for_each_term() -> None:
    pages = build(GLOSSARY)
    page = parse(pages["glossary.html"].decode())
    main = page.one("main")
    assert [node.words for node in main.all("h2")] == ["GIL", "Lock", "Run queue"]
    assert [node.attrs["href"] for node in main.one("nav").all("a")] == ["#gil", "#lock", "#run-queue"]
    gil, lock, queue = main.all("section")
    assert [link.words for link in gil.one("ul").all("a")] == ["Lesson 1: Lesson & one", "Lesson 2: Lesson two"]
    assert [link.words for link in queue.one("ul").all("a")] == ["Lesson 2: Lesson two"]
    assert lock.one("p", class_="aside").words == "Also: mutex"
    assert "or 4.0 locks." in lock.words
    assert [link.attrs["href"] for link in lock.all("a", class_="term")] == ["#gil"]
    assert page.one("header", class_="site").one("a", **{"aria-current": "page"}).words == "Glossary"
    assert parse(pages["index.html"].decode()).one("header", class_="site").one("a", href="glossary.html")


def test_a_lesson_links_the_first_mention_across_its_sections() -> None:
    changed = with_text("Rule", "Hold the lock, and the GIL.\n\n### The mutex\n")
    pages = build(GLOSSARY, changed, course().units[1])
    main = parse(pages["lessons/one.html"].decode()).one("main")
    terms = main.all("a", class_="term")
    assert [(term.words, term.attrs["href"]) for term in terms] == [
        ("lock", "../glossary.html#lock"),
        ("GIL", "../glossary.html#gil"),
    ]
    assert len(main.all("section", class_="part")) == len(TITLES)


def test_a_file_that_is_not_there_is_empty_and_one_that_cannot_be_read_a_problem(tmp_path: Path) -> None:
    assert files.read(tmp_path) == Companions("", "")
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/which-tool-when.md").write_text("é")
    assert files.read(tmp_path) == Companions("", "é")
    (tmp_path / "lessons/glossary.md").write_bytes(b"\xff")
    with pytest.raises(SiteError, match="lessons/glossary.md: not UTF-8"):
        files.read(tmp_path)
    (tmp_path / "lessons/glossary.md").unlink()
    (tmp_path / "lessons/glossary.md").mkdir()
    with pytest.raises(SiteError, match="lessons/glossary.md: can't be read"):
        files.read(tmp_path)


def test_the_entry_of_a_lesson_that_is_not_there_stops_the_build() -> None:
    texts = Companions(glossary=entry("A", "Lessons: gone"))
    _, problems = gather(course(), "0.1.0", BaseUrl(), texts)  # type: ignore[arg-type]
    assert len(problems) == 1 and re.match(r"lessons/glossary.md:1: there is no lesson 'gone'", problems[0])
