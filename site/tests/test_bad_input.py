"""What an author or a program can get wrong or odd, through the real command: escaped, or told with file and line; and
the old site is as it was."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from dom import Node, parse

ROOT = Path(os.environ["GILKIT_ROOT"])
RTL = "שלום"


def run(command: str, root: Path, *options: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-B", "-m", "sitegen", command, "--root", str(root), *map(str, options)]
    return subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)


class Copy:
    """The course's first unit, alone, to be spoiled."""

    def __init__(self, folder: Path) -> None:
        self.root, self.out = folder / "root", folder / "site"
        course = (ROOT / "lessons/course.toml").read_text()
        head, first = course.split("[[unit]]")[:2]
        (self.id,) = re.findall(r'^id = "(.*?)"', first, re.MULTILINE)
        for kind in ("lesson", "exercise"):
            (name,) = re.findall(rf'^{kind} = "(.*?)"', first, re.MULTILINE)
            shutil.copytree(ROOT / f"{kind}s" / name, self.root / f"{kind}s" / name)
        shutil.copytree(ROOT / "solutions" / name, self.root / "solutions" / name)
        (self.root / "lessons/course.toml").write_text(f"{head}[[unit]]{first}")
        (self.lesson,) = self.root.glob("lessons/*/")
        (self.exercise,) = self.root.glob("exercises/*/")

    def change(self, file: str, old: str, new: str) -> None:
        path = self.lesson / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    def entitle(self, title: str) -> None:
        """`title`: as TOML."""
        path = self.lesson / "lesson.toml"
        path.write_text(re.sub("^title = .*", lambda _: f"title = {title}", path.read_text(), count=1, flags=re.M))

    def built(self) -> dict[str, Node]:
        done = run("build", self.root, "--out", self.out, "--base-url", "https://example.org/")
        assert done.returncode == 0, done.stderr
        return {str(file.relative_to(self.out)): parse(file.read_text()) for file in self.out.rglob("*.html")}

    def page(self) -> Node:
        return self.built()[f"lessons/{self.id}.html"]

    def refused(self) -> str:
        """What is said about it, by `build` over an older site as by `check`."""
        self.out.mkdir()
        (self.out / ".gilkit-site").write_text("Written by…\nindex.html\n")
        (self.out / "index.html").write_text("the old site")
        done = run("build", self.root, "--out", self.out)
        assert done.returncode == 2 and "Traceback" not in done.stderr and done.stdout == ""
        assert (self.out / "index.html").read_text() == "the old site"
        assert sorted(os.listdir(self.out)) == [".gilkit-site", "index.html"]
        assert sorted(os.listdir(self.out.parent)) == ["root", "site"]
        checked = run("check", self.root)
        assert checked.returncode == 2 and checked.stdout == ""
        said = [line for line in done.stderr.splitlines() if not line.startswith("gilkit site: ")]
        assert said == [line for line in checked.stderr.splitlines() if not line.startswith("gilkit site: ")]
        return "\n".join(said)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


# --- escaped ----------------------------------------------------------------------------------------------------------


def test_the_copy_is_in_order(copy: Copy) -> None:
    done = run("check", copy.root)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ pages are in order\n", done.stdout)
    assert sorted(os.listdir(copy.root.parent)) == ["root"]  # nothing is written
    assert len(copy.built()) == int(done.stdout.split()[0])


def test_raw_html_in_markdown_stays_text(copy: Copy) -> None:
    odd = "<script>alert(1)</script> <img src=x onerror=alert(1)> <b>bold</b> &lt;kept&gt;"
    copy.change("lesson.md", "## Rule\n", f"## Rule\n\n{odd}\n\n<div onclick=x>\nA block.\n</div>\n")
    rule = copy.page().one("section", id="rule")
    assert not rule.all("script") and not rule.all("img") and not rule.all("b") and not rule.all("div")
    assert "<script>alert(1)</script> <img src=x onerror=alert(1)> <b>bold</b> <kept>" in rule.words
    assert "<div onclick=x> A block. </div>" in rule.words


def test_links_that_would_run_something_are_none(copy: Copy) -> None:
    copy.change("lesson.md", "## Rule\n", "## Rule\n\n[x](javascript:alert(1)) and [y](data:text/html,x)\n")
    rule = copy.page().one("section", id="rule")
    assert not [link for link in rule.all("a") if link.text in ("x", "y")]


def test_what_a_program_prints_cannot_leave_its_block(copy: Copy) -> None:
    odd = "</code></pre></script><script>alert(1)</script> ]]>&amp;"
    copy.change("lesson.toml", "prints = [", f"prints = ['{odd}', ")
    path = copy.lesson / "observed.json"
    found: dict[str, Any] = json.loads(path.read_text())
    for recording in found["recordings"]:
        program = recording["programs"]["broken"]
        program["stdout"] = f"{odd}\n{program['stdout']}"
    path.write_text(json.dumps(found))
    page = copy.page()
    assert any(odd in node.text for node in page.all("code"))
    assert all(not script.text for script in page.all("script"))
    results = json.loads((copy.out / "results.json").read_text())
    assert odd in results["lessons"][0]["recordings"][0]["programs"]["broken"]["stdout"]


def test_a_title_with_a_less_than_sign(copy: Copy) -> None:
    title = 'a < b & "c" </title><script>x</script>'
    copy.entitle(f"'''{title}'''")
    pages = copy.built()
    page = pages[f"lessons/{copy.id}.html"]
    assert page.one("h1").text == title
    assert page.one("head").one("title").text.startswith(title)
    assert title in pages["index.html"].one("main").text
    feed = ElementTree.parse(copy.out / "feed.xml")
    assert f"Lesson 1: {title}" in [node.text for node in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert all(not script.text for each in pages.values() for script in each.all("script"))


def test_text_from_right_to_left_has_its_direction(copy: Copy) -> None:
    odd = f"{RTL}, {RTL} `x`.\n\nAn English paragraph.\n\n- {RTL}\n\n### {RTL} {RTL}\n\n### {RTL}\n"
    copy.change("lesson.md", "## Rule\n", f"## Rule\n\n{odd}\n")
    copy.change("lesson.toml", 'question = "', f'question = "{RTL} ')
    copy.entitle(f'"{RTL}"')
    page = copy.page()
    rule = page.one("section", id="rule")
    directed = {node.tag for node in rule.walk() if node.attrs.get("dir") == "auto"}
    assert directed >= {"p", "ul", "li", "h3"}
    assert len({node.attrs["id"] for node in rule.all("h3")}) == 2
    assert page.one("h1").attrs["dir"] == "auto" and page.one("h1").text == RTL
    assert any(RTL in node.text for node in page.one("section", id="predict").all("bdi"))
    other = page.one("section", id="mental-model")
    assert not [node for node in other.walk() if "dir" in node.attrs]  # English needs none


# --- refused ----------------------------------------------------------------------------------------------------------


def _no_record(copy: Copy) -> None:
    (copy.lesson / "observed.json").unlink()


def _half_a_record(copy: Copy) -> None:
    path = copy.lesson / "observed.json"
    path.write_text(path.read_text()[:500])


def _no_figure(copy: Copy) -> None:
    copy.change("lesson.md", "## Rule\n", "## Rule\n\nIt took {{broken.wal_s}}.\n")


def _include(copy: Copy) -> None:
    copy.change("lesson.md", "{{code broken}}", "{{code brokn}}")


def _no_program(copy: Copy) -> None:
    (copy.lesson / "broken.py").unlink()


def _title(copy: Copy) -> None:
    copy.entitle('"one\\u000cpage"')


def _control(copy: Copy) -> None:
    copy.change("lesson.md", "## Rule\n", "## Rule\n\nIt rings \x07.\n")


def _not_utf_8(copy: Copy) -> None:
    path = copy.exercise / "README.md"
    path.write_bytes(path.read_bytes() + b"\xff\n")


def _link(copy: Copy) -> None:
    copy.change("lesson.md", "## Rule\n", "## Rule\n\n[x](../../nowhere.md)\n")


def _bench(copy: Copy) -> None:
    folder = copy.root / "grader/bench/results"
    folder.mkdir(parents=True)
    (folder / "verdicts.jsonl.gz").write_bytes(b"x")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_no_record, r"lessons/.*/observed\.json: .*never recorded; record it with 'gilkit verify --record'"),
        (_half_a_record, r"lessons/.*/observed\.json:\d+: .*not valid JSON; record the lesson again"),
        (_no_figure, r"lessons/.*/lesson\.md:\d+: nothing was recorded under 'broken\.wal_s'; did you mean"),
        (_include, r"lessons/.*/lesson\.md:\d+: 'code brokn' must be one of code broken, .*; write it so"),
        (_no_program, r"lessons/.*/broken\.py: this file is missing; create it"),
        (_title, r"lessons/.*/lesson\.toml: U\+000C behind 'one' is no character that a page can show; remove it"),
        (_control, r"lessons/.*/lesson\.md: U\+0007 behind '.*It rings' is no character"),
        (_not_utf_8, r"exercises/.*/README\.md:\d+: this is not UTF-8 text; save the file as UTF-8"),
        (_link, r"lessons/.*/lesson\.md.*: the link to '\.\./\.\./nowhere\.md' leads to no page of the site; link to"),
        (_bench, r"grader/bench/results/verdicts\.jsonl\.gz: not the results of a bench .*; fetch it again"),
    ],
)
def test_it_is_told_where_what_and_what_to_do(copy: Copy, spoil: Callable[[Copy], None], expected: str) -> None:
    spoil(copy)
    said = copy.refused()
    assert re.search(expected, said), said
