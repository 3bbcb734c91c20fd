"""Markdown to HTML: programs byte for byte, links between pages, and nothing that the author didn't mean."""

import pytest
from dom import parse
from sample import BROKEN
from sitegen.highlight import highlight
from sitegen.prose import Caption, Prose
from sitegen.routes import BaseUrl

SOURCES = {"exercises/01-one": "exercises/one.html", "exercises/01-one/README.md": "exercises/one.html"}


@pytest.fixture
def problems() -> list[str]:
    return []


@pytest.fixture
def prose(problems: list[str]) -> Prose:
    captions = [Caption(BROKEN, "broken.py", "the broken program", "broken")]
    return Prose(
        "lessons/one.html", "lessons/01-one", base=BaseUrl(), sources=SOURCES, captions=captions, problems=problems
    )


@pytest.mark.parametrize(
    "source",
    [BROKEN, "\n\nx = 1", "x = '''a\n\n  b'''\n\n\n", "# <b>&amp;\n", "\tif x:\n\t\ty\n", "é = 'ü→' # …\n", ""],
)
def test_a_highlighted_program_is_the_program(source: str) -> None:
    assert parse(f"<pre><code>{highlight(source, 'python')}</code></pre>").text == source


def test_tokens_get_few_spans() -> None:
    assert highlight("x = y", "python") == "x = y"
    assert highlight("# a b c", "python") == '<span class="t-comment"># a b c</span>'


def test_a_block_that_is_a_program_is_labelled(prose: Prose) -> None:
    page = parse(prose.block(f"```python\n{BROKEN}```\n\n```python\nother = 1\n```\n", place="lesson.md"))
    first, second = page.all("figure")
    assert first.attrs["class"] == "block program broken"
    assert first.one("figcaption").words == "broken.py the broken program"
    assert first.one("code").text == BROKEN
    assert not second.all("figcaption")


def test_raw_html_stays_text(prose: Prose, problems: list[str]) -> None:
    page = parse(prose.block("<script>alert(1)</script>\n\na <b onclick=x>b</b>\n", place="lesson.md"))
    assert {node.tag for node in page.walk()} == {"#document", "p"}
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../../exercises/01-one/README.md", "../exercises/one.html"),
        ("../../exercises/01-one/", "../exercises/one.html"),
        ("../../exercises/01-one/README.md#task", "../exercises/one.html#task"),
        ("#rule", "#rule"),
        ("https://docs.python.org/3/", "https://docs.python.org/3/"),
    ],
)
def test_links_lead_to_pages(prose: Prose, problems: list[str], href: str, expected: str) -> None:
    page = parse(prose.block(f"[x]({href})", place="lesson.md"))
    assert page.one("a").attrs["href"] == expected
    assert problems == []


@pytest.mark.parametrize(
    "href", ["nowhere.md", "../../solutions/01-one/submission.py", "#", "/etc/passwd", "ftp://a/b"]
)
def test_a_link_to_no_page_is_a_problem(prose: Prose, problems: list[str], href: str) -> None:
    prose.block(f"[x]({href})", place="lesson.md (section 'Rule')")
    assert len(problems) == 1
    assert problems[0].startswith("lessons/01-one/lesson.md (section 'Rule'): the link to")


def test_an_unknown_language_is_a_problem(prose: Prose, problems: list[str]) -> None:
    assert "x &lt; y" in prose.block("```klingon\nx < y\n```\n", place="lesson.md")
    assert "klingon" in problems[0]


def test_headings_get_ids_and_move_below_the_pages_own(prose: Prose) -> None:
    text = "# Title\n\n## The *best* `part`!\n\ntext\n"
    page = parse(prose.block(text, place="README.md", prefix="task-", below=2))
    assert not page.all("h1") and not page.all("h2")
    assert page.one("h3").attrs["id"] == "task-the-best-part"


def test_tables_scroll_and_quotes_are_typographic_outside_code(prose: Prose) -> None:
    page = parse(prose.block("| a |\n|---|\n| don't `don't` |\n", place="lesson.md"))
    assert page.one("div", class_="scroll").attrs["tabindex"] == "0"
    assert page.one("td").words == "don’t don't"


def test_plain_text_of_a_line(prose: Prose) -> None:
    assert prose.plain("A *b* & `<c>`.", place="lesson.toml") == "A b & <c>."
