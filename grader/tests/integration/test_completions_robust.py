"""Completions where something is wrong, which disturbs nobody who types; and the ways to install them."""

import re
import subprocess
from pathlib import Path

import pytest
from completing import BASH_COMPLETION, SHELLS, ask, at_plain_prompt, at_prompt, folder, offered, script  # noqa: F401
from conftest import BINARY, ROOT
from course import copy_kit
from prompt import require


def break_course(root: Path) -> None:
    (root / "lessons/course.toml").write_text("[[unit\n")


def break_lesson(root: Path) -> None:
    (root / "lessons/01-four-threads-one-core/lesson.toml").write_bytes(b"\xff = \0")


def lose_course(root: Path) -> None:
    (root / "lessons/course.toml").unlink()


@pytest.mark.parametrize("fault", [break_course, break_lesson, lose_course])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_faulty_course_says_nothing_at_the_prompt(gilkit, at_prompt, tmp_path, shell, fault):
    gilkit.root = root = copy_kit(tmp_path / "kit")
    fault(root)
    assert offered(gilkit, shell, "grade", "--form") and ask(gilkit, shell, "grade", "").err == ""
    prompt = at_prompt(shell, root)
    prompt.press("gilkit grade four-th\t")
    prompt.press(" --form\t")
    prompt.wait_for(lambda: (prompt.line() or "").endswith("--format"))
    # The prompt is the only row with something in it; where there are ids, the first Tab has made one of it.
    assert len([row for row in prompt.rows() if row]) == 1


@pytest.mark.parametrize("shell", SHELLS)
def test_a_program_that_can_not_answer_leaves_files(at_prompt, folder, shell):
    (folder / "gilkit").write_text("#!/bin/sh\necho what is this >&2\nexit 2\n")
    prompt = at_prompt(shell)
    prompt.complete("./gilkit grade afi", "./gilkit grade afile.txt ")
    assert len([row for row in prompt.rows() if row]) == 1


@pytest.mark.parametrize(
    "words",
    [
        [], ["bash"], ["bash", "--"], ["tcsh", "--", "gr"], ["zsh", "--", "\udcff\udcfe", "-\udcff="], ["fish", "--", "="],
        ["bash", "--", "=", "=", "--format", "=", "=", ""], ["bash", "--", "'", '"--format"', "=", "j"],
        ["zsh", "--", "measure"], ["zsh", "--", "grade", "[", "]", "[a,b]", "%%", "--", "--"], ["--help"],
        ["bash", "--", "grade", "--exercise=" + "x" * 100_000],
    ],
)  # fmt: skip
def test_odd_questions_get_no_error(gilkit, words):
    outcome = gilkit("complete-words", *words)
    assert (outcome.code, outcome.err) == (0, "")


def test_nobody_to_hear_the_answer(gilkit):
    for closing in [">&-", ">/dev/full", "2>&-", "<&-", ">&- 2>&- <&-"]:
        line = f'"{BINARY}" complete-words zsh -- grade "" {closing}'
        done = subprocess.run(["sh", "-c", line], env=gilkit.environment, capture_output=True, text=True)
        assert done.stderr == "", closing


def test_an_unknown_shell_is_wrong_usage(gilkit):
    for words in [["completions"], ["completions", "tcsh"], ["completions", "bash", "zsh"]]:
        outcome = gilkit(*words)
        assert outcome.code == 2 and outcome.out == "" and outcome.err


@pytest.mark.parametrize("shell", SHELLS)
def test_the_readme_says_what_the_help_says(gilkit, shell):
    (line,) = re.findall(rf"gilkit completions {shell} >.*", gilkit("completions", "--help").out)
    assert line in (ROOT / "README.md").read_text()


def test_the_scripts_are_good_shell(gilkit, tmp_path):
    for shell in SHELLS:
        file = tmp_path / shell
        file.write_text(script(gilkit, shell))
        subprocess.run([shell, "-n", file], check=True, capture_output=True, env=gilkit.environment)


def install(gilkit, shell: str) -> None:
    """As the help says it."""
    require(shell)
    (line,) = re.findall(rf"gilkit (completions {shell} >.*)", gilkit("completions", "--help").out)
    home = gilkit.environment["HOME"]
    folder = Path(line.split()[-1].replace("~", home)).parent
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["sh", "-c", f'"{BINARY}" {line}'], env=gilkit.environment, check=True)


def test_zsh_finds_the_script_where_the_help_says(gilkit, at_plain_prompt):
    install(gilkit, "zsh")
    prompt = at_plain_prompt("zsh", "fpath=(~/.zfunc $fpath); compinit -D -u")
    prompt.complete("./gilkit doc", "./gilkit doctor ")
    prompt.complete("--form", "./gilkit doctor --format ")


def test_bash_finds_the_script_where_the_help_says(gilkit, at_plain_prompt):
    if not BASH_COMPLETION.exists():
        pytest.skip("bash-completion is not installed")
    install(gilkit, "bash")
    prompt = at_plain_prompt("bash", f"source {BASH_COMPLETION}")
    prompt.complete("./gilkit doc", "./gilkit doctor ")
    prompt.complete("--form", "./gilkit doctor --format ")


def test_fish_finds_the_script_where_the_help_says(gilkit, folder):
    install(gilkit, "fish")
    done = subprocess.run(
        ["fish", "-c", 'complete -C "./gilkit doc"'],
        cwd=folder, env=gilkit.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("doctor\tTell what this machine can measure, and how to get the rest\n", "")
