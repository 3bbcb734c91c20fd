import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BENCH
from lib.website import change, copy_course, expanded, run, write_for_mkdocs
from website import keeps_its_promises, table


def a_round(from_nothing: float, served: float, mkdocs: float | None = None) -> dict:
    made = {"from nothing": (from_nothing, 1.0), "again": (1.0, 0.9), "served": (served, None), "told": (0.5, None)}
    return made | ({"mkdocs": (mkdocs, 2.0)} if mkdocs else {})


def test_what_is_beside_mkdocs_is_a_ratio_of_the_same_round():
    rows = table([a_round(1.0, 0.1, mkdocs=2.0), a_round(3.0, 0.1, mkdocs=3.0)]).splitlines()
    assert rows[2].startswith("from nothing  2.000 (1.000–3.000)") and rows[2].endswith("0.750 (0.500–1.000)")
    assert [row.split("  ")[0] for row in rows[2:]] == ["from nothing", "again", "served", "told", "mkdocs"]


def test_without_mkdocs_there_is_no_such_row():
    rows = table([a_round(1.0, 0.1)]).splitlines()
    assert len(rows) == 6 and all(row.endswith("–") for row in rows[2:])


def test_the_promises_are_about_medians():
    assert keeps_its_promises([a_round(1.9, 0.1), a_round(1.9, 0.1), a_round(9.0, 0.9)])
    assert not keeps_its_promises([a_round(2.1, 0.1)])
    assert not keeps_its_promises([a_round(1.0, 0.31)])


def test_a_lessons_text_gets_its_programs_and_outputs():
    blocks = {"code broken": "print(1)\n", "output fixed": "2\n"}
    text = expanded("a\n\n{{code broken}}\n\n{{output fixed}}\n{{broken.wall_s}}\n", blocks)
    assert text == "a\n\n```python\nprint(1)\n```\n\n```text\n2\n```\n{{broken.wall_s}}\n"


def test_a_lesson_is_another_one_after_each_change(tmp_path):
    kit = copy_course(tmp_path / "kit")
    lesson = next(kit.glob("lessons/*/lesson.md"))
    original = lesson.read_text()
    texts = {original}
    for number in range(3):
        change(lesson, number)
        texts.add(lesson.read_text())
        assert len(lesson.read_text()) < len(original) + 40  # the sentence before it goes
    assert len(texts) == 4
    assert (kit / "site/sitegen/cli.py").is_file()


def test_mkdocs_gets_every_text_of_the_course(tmp_path):
    kit = copy_course(tmp_path / "kit")
    project = write_for_mkdocs(kit, tmp_path / "mkdocs")
    docs = {str(file.relative_to(project / "docs")) for file in project.rglob("*.md")}
    lessons = {f"lessons/{folder.name}.md" for folder in kit.glob("lessons/*/")}
    exercises = {f"exercises/{folder.name}.md" for folder in kit.glob("exercises/*/")}
    assert docs == lessons | exercises | {"index.md", "glossary.md", "which-tool-when.md"}
    for lesson in lessons:
        text = (project / "docs" / lesson).read_text()
        assert "{{code" not in text and "{{output" not in text and "```python" in text


def test_a_failing_build_ends_the_bench(capsys):
    with pytest.raises(SystemExit) as ended:
        run([sys.executable, "-c", "import sys; sys.exit('broken lesson')"], Path("/"), {})
    assert ended.value.code == 3
    assert "broken lesson" in capsys.readouterr().err


def test_help_has_an_example():
    done = subprocess.run([sys.executable, BENCH / "website.py", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "example:" in done.stdout
