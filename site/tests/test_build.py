"""The whole way, as `gilkit site build` goes it: the real course through the real bindings into a folder."""

import gzip
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import gilkit
import pytest
from dom import Node, parse
from sitegen.course import Course

ROOT = Path(os.environ["GILKIT_ROOT"])
TITLES = (
    "Mental Model",
    "Rule",
    "The Setup",
    "What Does This Print?",
    "The Output",
    "Why Python Does This",
    "The Fix",
    "How This Fails in Real Systems",
    "Key Takeaway",
    "Common Mistake",
)


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-m", "sitegen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def course() -> Course:
    return gilkit.load_course(str(ROOT))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build") / "site"
    done = run("build", "--root", ROOT, "--out", out)
    assert done.returncode == 0, done.stderr
    pages = len(list(out.rglob("*.html")))
    assert done.stdout == f"built {pages} pages in {out}\n"
    assert "checking" in done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Node]:
    return {str(file.relative_to(site)): parse(file.read_text()) for file in site.rglob("*.html")}


@pytest.fixture
def broken_root(tmp_path: Path) -> Path:
    for name in ("lessons", "exercises", "solutions"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, tmp_path / "root" / name)
    return tmp_path / "root"


def test_every_unit_has_its_pages(course: Course, pages: dict[str, Node]) -> None:
    expected = {"index.html", "which-tool-when.html", "glossary.html", "measurements.html", "404.html"}
    for unit in course.units:
        for name in [unit.id, *unit.aliases]:
            expected |= {f"lessons/{name}.html"} if unit.lesson else set()
            expected |= {f"exercises/{name}.html"} if unit.exercise else set()
    assert pages.keys() == expected


def test_a_lesson_has_the_ten_sections_and_its_programs_verbatim(course: Course, pages: dict[str, Node]) -> None:
    for unit in course.units:
        if not unit.lesson:
            continue
        main = pages[f"lessons/{unit.id}.html"].one("main")
        sections = main.all("section", class_="part")
        assert [node.one("h2").words for node in sections] == list(TITLES)
        assert [node.attrs["id"] for node in sections] == [section.slug for section in unit.lesson.sections]
        blocks = [node.text for node in main.all("code")]
        for program in (unit.lesson.broken, unit.lesson.fixed):
            assert program.source in blocks
            assert program.source == (ROOT / "lessons" / unit.lesson.folder / program.file).read_text()


def test_a_lesson_shows_what_was_recorded(course: Course, pages: dict[str, Node]) -> None:
    for unit in course.units:
        if not unit.lesson:
            continue
        page = pages[f"lessons/{unit.id}.html"]
        record = json.loads(unit.lesson.observed_json)["recordings"][0]
        blocks = [node.text for node in page.all("code")]
        measured = page.one("footer", class_="measured").words
        for program in ("broken", "fixed"):
            assert record["programs"][program]["stdout"] in blocks
            figures = record["programs"][program]
            mostly_waits = figures["parallelism"] < 0.5
            assert mostly_waits or f"{figures['speedup_4']:.2f} ×" in measured
            for run in figures["measured"]:
                took = f"{run['wall_s']:.2f} s" if run["wall_s"] >= 0.01 else "< 0.01 s"
                assert took in measured
        assert record["recorded"] in measured
        assert record["interpreter"]["version"] in measured
        assert record["machine"]["kernel"] in measured


def test_the_right_answer_is_the_loaders(course: Course, pages: dict[str, Node]) -> None:
    for unit in course.units:
        if not unit.lesson:
            continue
        answers = pages[f"lessons/{unit.id}.html"].one("ol", class_="answers")
        shown = ["right" in item.attrs.get("class", "") for item in answers.children if isinstance(item, Node)]
        assert shown == [choice.right for choice in unit.lesson.prediction.choices]
        assert sum(shown) == 1


def test_every_page_is_a_sound_document(pages: dict[str, Node]) -> None:
    for path, page in pages.items():
        assert page.one("html").attrs["lang"] == "en", path
        assert page.one("head").one("title").words and page.one("meta", name="description").attrs["content"], path
        policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attrs["content"]
        assert "default-src 'none'" in policy and "unsafe-" not in policy.replace("wasm-unsafe-", ""), path
        assert page.one("a", class_="skip").attrs["href"] == "#" + page.one("main").attrs["id"], path
        ids = [node.attrs["id"] for node in page.walk() if "id" in node.attrs]
        assert len(ids) == len(set(ids)), path
        assert all("alt" in image.attrs for image in page.all("img")), path


def test_headings_are_nested(pages: dict[str, Node]) -> None:
    for path, page in pages.items():
        levels = [int(node.tag[1]) for node in page.walk() if re.fullmatch("h[1-6]", node.tag)]
        assert levels[0] == 1 and levels.count(1) == 1, path
        assert all(lower <= upper + 1 for upper, lower in zip(levels, levels[1:])), path


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, Node]) -> None:
    for path, page in pages.items():
        for node in page.walk():
            assert node.tag not in ("style", "iframe", "object", "embed", "base"), path
            assert node.tag != "script" or (node.attrs["src"].endswith(".js") and not node.text), path
            assert not any(name == "style" or name.startswith("on") for name in node.attrs), path
            fetched = [node.attrs.get("src", "")] + ([node.attrs.get("href", "")] if node.tag == "link" else [])
            assert not any("//" in address for address in fetched), path
    for css in site.rglob("*.css"):
        assert not re.search(r"url\(|@import", css.read_text())


def test_every_internal_link_resolves(site: Path, pages: dict[str, Node]) -> None:
    for path, page in pages.items():
        for node in page.walk():
            href = node.attrs.get("href", "")
            if not href or re.match(r"[a-z]+:", href):
                continue
            target, _, fragment = href.partition("#")
            file = (site / path).parent.joinpath(target).resolve() if target else site / path
            assert file.is_file(), f"{href} on {path}"
            if fragment:
                linked = pages[str(file.relative_to(site.resolve() if target else site))]
                assert any(other.attrs.get("id") == fragment for other in linked.walk()), f"{href} on {path}"


def test_the_pages_keep_their_budgets(site: Path) -> None:
    for file in site.rglob("*.html"):
        assert len(gzip.compress(file.read_bytes())) <= 20_000, file.name
    assert sum(len(gzip.compress(file.read_bytes())) for file in site.rglob("*.css")) <= 12_000


def test_the_measurements_are_explained_without_a_figure(pages: dict[str, Node]) -> None:
    """But for tables, outputs and commands, all of which come from files (test_evidence.py)."""
    main = pages["measurements.html"].one("main")
    words = main.text
    for node in [*main.all("details", class_="source"), *main.all("table")]:
        words = words.replace(node.text, "", 1)
    assert "The kernel keeps an account" in words
    assert not re.search(r"\d", words.replace("with 95 % confidence", ""))


def test_a_second_build_is_the_same_and_replaces_the_first(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    for _ in range(2):
        assert run("build", "--root", ROOT, "--out", out).returncode == 0
    assert files_of(out) == files_of(site)
    assert os.listdir(tmp_path) == ["site"]


def test_wrong_content_fails_the_build_and_leaves_the_old_site(broken_root: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert run("build", "--root", broken_root, "--out", out).returncode == 0
    before = files_of(out)
    text = next(broken_root.glob("lessons/*/lesson.md"))
    text.write_text(text.read_text().replace("## Rule\n", "## Ruler\n"))
    done = run("build", "--root", broken_root, "--out", out)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "lesson.md" in done.stderr and "Traceback" not in done.stderr
    assert files_of(out) == before
    assert sorted(os.listdir(tmp_path)) == ["root", "site"]


def test_a_broken_link_fails_the_build(broken_root: Path, tmp_path: Path) -> None:
    readme = next(broken_root.glob("exercises/*/README.md"))
    readme.write_text(readme.read_text() + "\n[gone](gone.md) and [nowhere](#nowhere)\n")
    done = run("build", "--root", broken_root, "--out", tmp_path / "site")
    assert done.returncode == 2
    assert f"exercises/{readme.parent.name}/README.md: the link to 'gone.md' leads to no page" in done.stderr
    readme.write_text(readme.read_text().replace("[gone](gone.md)", ""))
    done = run("build", "--root", broken_root, "--out", tmp_path / "site")
    assert done.returncode == 2
    assert "the link '#nowhere' leads to no place" in done.stderr
    assert not (tmp_path / "site").exists()


def test_every_lesson_links_terms_to_their_entries(course: Course, pages: dict[str, Node]) -> None:
    entries = {section.attrs["id"] for section in pages["glossary.html"].one("main").all("section")}
    for unit in (unit for unit in course.units if unit.lesson):
        terms = pages[f"lessons/{unit.id}.html"].one("main").all("a", class_="term")
        places = [term.attrs["href"].removeprefix("../glossary.html#") for term in terms]
        assert set(places) <= entries and len(places) == len(set(places)) > 0, unit.id


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("glossary", "## Race\n", "## Quiet\n\nLessons: plus-equals\n\n## Race\n", "'Quiet' has no text"),
        ("which-tool-when", "call_lost >= 1 ", "call_lost < 1 ", "doesn't hold"),
    ],
)
def test_a_wrong_glossary_or_guide_fails_the_build(
    broken_root: Path, tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    text = broken_root / f"lessons/{file}.md"
    text.write_text(text.read_text().replace(old, new))
    done = run("build", "--root", broken_root, "--out", tmp_path / "site")
    assert done.returncode == 2 and not (tmp_path / "site").exists()
    assert f"lessons/{file}.md:" in done.stderr and expected in done.stderr and "Traceback" not in done.stderr


def test_a_course_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = run("build", "--root", tmp_path / "nothing", "--out", tmp_path / "site")
    assert done.returncode == 2
    assert "no such folder" in done.stderr


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://", "https://e.org/?q=1", "http://[", "x:y"]
)
def test_a_base_url_that_is_none_is_a_usage_error(tmp_path: Path, address: str) -> None:
    done = run("build", "--root", ROOT, "--out", tmp_path / "site", "--base-url", address)
    assert done.returncode == 2
    assert "not the address of a site" in done.stderr


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    done = run("build", "--root", ROOT, "--out", tmp_path)
    assert done.returncode == 2
    assert "gilkit didn't write it" in done.stderr
    assert os.listdir(tmp_path) == ["thesis.tex"]


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("build", "--root", ROOT, "--out", tmp_path / "file/site")
    assert done.returncode == 2
    assert "can't write the site" in done.stderr and "Traceback" not in done.stderr


def test_a_disk_that_takes_no_more_is_told_plainly(tmp_path: Path) -> None:
    def shrink_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = run("build", "--root", ROOT, "--out", tmp_path / "site", preexec_fn=shrink_files)
    assert done.returncode == 3
    assert "can't write the site" in done.stderr and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("arguments", [[], ["build"], ["build", "--root", "x"], ["bake"]])
def test_a_wrong_command_is_a_usage_error(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


def test_missing_bindings_are_our_fault_and_named(tmp_path: Path) -> None:
    path = str(Path(__file__).resolve().parent.parent)
    done = run("build", "--root", ROOT, "--out", tmp_path / "site", env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 3
    assert "can't import the bindings" in done.stderr


def test_an_interrupt_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sitegen import cli, publish

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "_swap", interrupt)
    assert cli.main(["build", "--root", str(ROOT), "--out", str(tmp_path / "site")]) == 130
    assert os.listdir(tmp_path) == []
    assert "interrupted" in capsys.readouterr().err
