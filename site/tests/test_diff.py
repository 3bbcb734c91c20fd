"""The difference between two programs: complete, in order, with the words that changed, and with quiet parts folded."""

import os
import re
from pathlib import Path

import pytest
from dom import Node, parse
from sitegen.reading import diff
from sitegen.reading.diff import Row, rows

LESSONS = sorted(Path(os.environ["GILKIT_ROOT"]).glob("lessons/*/broken.py"))


def tree(old: str, new: str) -> Node:
    return parse(str(diff.figure(("broken.py", old), ("fixed.py", new))))


def shown(figure: Node, without: str) -> str:
    """The text of every line but those of one kind: one of the two programs."""
    lines = [node for pre in figure.all("pre") for node in pre.children if isinstance(node, Node)]
    return "".join(node.text for node in lines if node.tag != without)


def marked(figure: Node, kind: str) -> list[list[str]]:
    return [[mark.text for mark in line.all("mark")] for line in figure.all(kind)]


def test_a_line_that_changed_is_removed_and_added() -> None:
    assert rows(["a", "b", "c"], ["a", "x", "c"]) == [Row("same", 0), Row("del", 1), Row("ins", 1), Row("same", 2)]


def test_what_was_removed_stands_before_what_was_added() -> None:
    kinds = [row.kind for row in rows(["a", "one two", "three four"], ["a", "five six", "seven eight"])]
    assert kinds == ["same", "del", "del", "ins", "ins"]


def test_only_the_words_that_differ_are_marked() -> None:
    figure = tree("with ThreadPoolExecutor(4) as pool:\n", "with ProcessPoolExecutor(4) as pool:\n")
    assert marked(figure, "del") == [["ThreadPoolExecutor"]]
    assert marked(figure, "ins") == [["ProcessPoolExecutor"]]


def test_neighbouring_words_have_one_mark_and_indentation_has_none() -> None:
    figure = tree("f(one two, a, b, c, d)\n", "    f(three four, a, b, c, d)\n")
    assert marked(figure, "del") == [["one two"]]
    assert marked(figure, "ins") == [["three four"]]


def test_lines_with_little_in_common_are_not_compared() -> None:
    assert marked(tree("import threading\n", "from x import y as z\n"), "del") == [[]]


def test_long_stretches_without_a_change_are_folded_and_counted() -> None:
    same = [f"line_{number}" for number in range(20)]
    figure = tree("\n".join(["old", *same, "old"]) + "\n", "\n".join(["new", *same, "new"]) + "\n")
    (fold,) = figure.all("details")
    assert fold.one("summary").words == "14 lines as before"
    assert fold.one("pre").text.split() == same[3:-3]
    assert not tree("old\na\nb\nc\n", "new\na\nb\nc\n").all("details")


def test_the_caption_names_both_and_counts_the_lines() -> None:
    caption = tree("a\nb\n", "a\nc\nd\n").one("figcaption").words
    assert caption == "broken.py → fixed.py 1 line removed, 2 lines added"


def test_programs_are_text_whatever_they_hold() -> None:
    figure = tree("print('</pre><script>&amp;')\n", "print('<b>')\n")
    assert figure.one("del").text == "print('</pre><script>&amp;')\n"
    assert not figure.all("script")


@pytest.mark.parametrize("file", LESSONS, ids=[file.parent.name for file in LESSONS])
def test_every_lesson_has_both_programs_in_its_difference_line_by_line(file: Path) -> None:
    broken, fixed = file.read_text(), file.with_name("fixed.py").read_text()
    figure = tree(broken, fixed)
    assert shown(figure, "ins") == broken
    assert shown(figure, "del") == fixed
    assert figure.all("del") or figure.all("ins")
    assert re.fullmatch(r"broken\.py → fixed\.py \d+ lines? removed, \d+ lines? added", figure.one("figcaption").words)


def test_there_are_lessons_to_compare() -> None:
    assert len(LESSONS) >= 12
