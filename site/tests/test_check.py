"""The last gate finds each fault that it is there for."""

import pytest
from sitegen.check import check
from sitegen.routes import BaseUrl

HEAD = (
    '<!doctype html><html lang="en"><head><title>T</title><meta name="description" content="D">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head>"
)
GOOD = HEAD + '<body><main><h1>H</h1><h2 id="a">A</h2><a href="#a">a</a></main></body></html>'


def faults(html: str, **others: str) -> list[str]:
    files = {"p/page.html": html, "other.html": GOOD, "x.css": "", **others}
    return check({path: text.encode() for path, text in files.items()}, BaseUrl("https://e.org/sub"))


def test_a_good_page_passes() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<title>T</title>", "", "no <title>"),
        ("<title>T</title>", "<title> </title>", "no <title>"),
        (' lang="en"', "", "no lang"),
        ('content="D"', 'content=" "', "no description"),
        ("default-src 'none'", "default-src *", "no content security policy"),
        ("<h1>H</h1>", "<h1>H</h1><h1>I</h1>", "one <h1>"),
        ("<h1>H</h1>", "", "one <h1>"),
        ("<h1>H</h1>", "<h1>H</h1><h4>I</h4>", "level 4 follows one of level 1"),
        ("<h1>H</h1>", '<h1 id="a">H</h1>', "the id 'a' is there 2 times"),
        ("<h1>H</h1>", "<h1>H</h1><main></main>", "2 <main> elements"),
        ("<h1>H</h1>", "<h1>H</h1><p><b>x</p></b>", "closes nothing or the wrong element"),
        ("</main></body></html>", "</main></body>", "<html> is never closed"),
        ("<h1>H</h1>", "<h1>H</h1><script>1</script>", "must have a src and be deferred"),
        ("<h1>H</h1>", '<h1>H</h1><script src="../x.css"></script>', "must have a src and be deferred"),
        ("<h1>H</h1>", '<h1>H</h1><script defer src="../x.css">1</script>', "a <script> with text"),
        ("<h1>H</h1>", '<h1>H</h1><script defer src="../gone.js"></script>', "leads nowhere"),
        ("<h1>H</h1>", "<h1>H</h1><style>b{}</style>", "<style> is not allowed"),
        ("<h1>H</h1>", '<h1 style="color:red">H</h1>', "inline style="),
        ("<h1>H</h1>", '<h1 onclick="x()">H</h1>', "inline onclick="),
        ("<h1>H</h1>", '<h1>H</h1><img src="../x.css">', "no alt text"),
        ("<h1>H</h1>", '<h1>H</h1><img alt="" src="https://cdn.example/x.png">', "would fetch https:"),
        ("<h1>H</h1>", '<h1>H</h1><img alt="" src="//cdn.example/x.png">', "would fetch //cdn.example/x.png"),
        ("</head>", '<link rel="stylesheet" href="https://cdn.example/x.css"></head>', "would fetch"),
        ("</head>", '<link rel="stylesheet" href="../gone.css"></head>', "leads nowhere"),
        ("<h1>H</h1>", '<h1>H</h1><a href="gone.html">x</a>', "'gone.html' leads nowhere"),
        ("<h1>H</h1>", '<h1>H</h1><a href="other.html">x</a>', "'other.html' leads nowhere"),
        ("<h1>H</h1>", '<h1>H</h1><a href="/other.html">x</a>', "'/other.html' leads nowhere"),
        ("<h1>H</h1>", '<h1>H</h1><a href="#b">x</a>', "leads to no place on p/page.html"),
        ("<h1>H</h1>", '<h1>H</h1><a href="../other.html#b">x</a>', "leads to no place on other.html"),
        ("<h1>H</h1>", '<h1>H</h1><a href="../x.css#a">x</a>', "leads to no place on x.css"),
    ],
)
def test_a_fault_is_found(old: str, new: str, expected: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(expected in fault for fault in found), found
    assert all(fault.startswith("p/page.html: ") for fault in found)


@pytest.mark.parametrize(
    "link",
    ["../other.html", "../other.html#a", "/sub/other.html", "page.html", "#a", "https://docs.python.org/"],
)
def test_a_sound_link_passes(link: str) -> None:
    assert faults(GOOD.replace('href="#a"', f'href="{link}"')) == []


def test_a_canonical_address_is_not_fetched() -> None:
    assert faults(GOOD.replace("</head>", '<link rel="canonical" href="https://e.org/sub/"></head>')) == []


def test_words_of_a_program_hide_no_fault() -> None:
    coloured = '<h1>H</h1><pre><code><span class="t-keyword">for</span> <span class="t-name">x</span></code></pre>'
    assert faults(GOOD.replace("<h1>H</h1>", coloured)) == []
    style = '<span class="t-name" style="x">y</span>'
    for wrong in ('<span class="t-name"><b>x</span></b>', '<span class="t-name">x', style):
        assert faults(GOOD.replace("<h1>H</h1>", f"<h1>H</h1>{wrong}")), wrong
