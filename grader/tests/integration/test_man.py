"""The manual page: all that --help shows, in roff that formatters take without a word."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT
from help_text import all_commands


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    from conftest import Gilkit  # the fixture `gilkit` lives no longer than a test

    gilkit = Gilkit(tmp_path_factory.mktemp("man"))
    outcome = gilkit("man")
    gilkit.end()
    assert outcome.code == 0 and outcome.err == ""
    return outcome.out


def plain(roff: str) -> str:
    """The page's text on one line, without requests and faces."""
    lines = [re.sub(r"^\.(?:SH|SS) ", "", line) for line in roff.splitlines()]
    text = " ".join(line for line in lines if not line.startswith("."))
    for escape, meant in [(r"\fB", ""), (r"\fI", ""), (r"\fR", ""), (r"\&", ""), (r"\:", ""), (r"\-", "-"), (r"\(aq", "'"),
                          (r"\(dq", '"'), (r"\(ga", "`"), (r"\(ti", "~"), (r"\(ha", "^")]:  # fmt: skip
        text = text.replace(escape, meant)
    text = re.sub(r"\\\[u([0-9A-F]+)\]", lambda code: chr(int(code[1], 16)), text)
    return text.replace(r"\(rs", "\\")


def section(page: str, title: str) -> str:
    return re.search(rf'^\.SH "{title}"\n(.*?)(?=^\.SH |\Z)', page, re.MULTILINE | re.DOTALL)[1]


def test_the_sections(page):
    assert re.findall(r'^\.SH "(.*)"$', page, re.MULTILINE) == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES",
        "SEE ALSO",
    ]  # fmt: skip
    assert all(section(page, title).strip() for title in re.findall(r'^\.SH "(.*)"$', page, re.MULTILINE))


def test_every_command_with_all_its_options_and_words_is_there(gilkit, page):
    for command in all_commands(gilkit):
        name = " ".join(["gilkit", *command.words])
        if command.words:
            part = next(p for p in section(page, "COMMANDS").split(".SS ")[1:] if plain(p).startswith(f'"{name} ['))
        else:
            part = section(page, "OPTIONS")
        assert name in plain(section(page, "SYNOPSIS"))
        for option in command.options:
            assert re.search(rf"(?m)^\.TP\n\\fB(?:\S+,)?{re.escape(option.replace('-', chr(92) + '-'))}[,\\]", part), (name, option)
        for text in command.descriptions.values():
            assert text in plain(page)


def test_every_footer_is_there(gilkit, page):
    text = plain(page)
    for command in all_commands(gilkit):
        for line in command.footer.splitlines():
            line = line.strip().replace("Exit code: ", "").replace("`", "")
            assert line in text or " ".join(line.split()) in text, line


def test_every_variable_that_the_sources_read_is_there(page):
    told = set(re.findall(r"[A-Z][A-Z_]+", plain(section(page, "ENVIRONMENT"))))
    read = set()
    for file in (ROOT / "grader/src").rglob("*.cpp"):
        read |= set(re.findall(r'(?:getenv|environment)\("([A-Z_]+)"|"(?=XDG_|GILKIT_)([A-Z_]+)"', file.read_text()))
    read = {name for pair in read for name in pair if name}
    assert {"NO_COLOR", "GILKIT_ROOT", "XDG_CACHE_HOME"} <= read
    assert read <= told


def test_it_has_a_version_and_a_date(gilkit, page):
    version = gilkit("--version").out.strip()
    assert re.match(rf'\.TH "GILKIT" 1 "20\d\d-[01]\d-[0-3]\d" "{version}" "User Commands"\n', page)


def needs(program: str) -> str:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    return program


def test_groff_has_nothing_to_say(page):
    done = subprocess.run([needs("groff"), "-man", "-ww", "-z"], input=page, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_mandoc_has_nothing_to_say(page):
    done = subprocess.run([needs("mandoc"), "-Tlint", "-Wstyle"], input=page, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_man_shows_it(gilkit, page, columns):
    """As a reader sees it: nothing of roff is left, and what is to be typed can be searched for."""
    environment = {**gilkit.environment, "MANWIDTH": str(columns), "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([needs("man"), "-l", "-"], input=page, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("GILKIT(1)")
    assert "--require-tier TIER" in done.stdout
    assert "gilkit grade four-threads-one-core" in done.stdout
    assert not re.search(r"\\[f(&:\[]|^\.[A-Z]", done.stdout, re.MULTILINE)


def test_whatis_can_read_it(page, tmp_path):
    file = tmp_path / "gilkit.1"
    file.write_text(page)
    done = subprocess.run([needs("lexgrog"), file], capture_output=True, text=True, check=True)
    assert '"gilkit - Exercises that teach what Python' in done.stdout
