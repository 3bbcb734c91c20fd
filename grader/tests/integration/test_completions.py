"""Completions in the real shells: all that --help shows is offered, where it may stand."""

import re
import subprocess
from pathlib import Path

import pytest
from completing import BASH_COMPLETION, SHELLS, ask, at_plain_prompt, at_prompt, folder, offered, script  # noqa: F401
from conftest import EXERCISE, ROOT
from course import copy_kit
from help_text import all_commands
from prompt import require

# --- everything is offered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_of_the_help_is_in_the_answers(gilkit, shell):
    for command in all_commands(gilkit):
        if command.commands:
            assert offered(gilkit, shell, *command.words, "") == command.commands
        assert set(offered(gilkit, shell, *command.words, "-")) == set(command.options), command.words


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_of_the_help_is_on_the_screen(gilkit, at_prompt, shell):
    commands = all_commands(gilkit)
    prompt = at_prompt(shell)
    for command in commands:
        line = " ".join(["gilkit", *command.words])
        if command.commands:
            prompt.offers(line + " ", command.commands)
            prompt.forget()
        prompt.offers(line + " --", [option for option in command.options if option.startswith("--")])
        prompt.forget()


def test_fish_itself_lists_them_with_their_descriptions(gilkit, folder):
    require("fish")
    file = folder / "script.fish"
    file.write_text(script(gilkit, "fish"))
    commands = all_commands(gilkit)
    lines = [" ".join(["./gilkit", *command.words, "--"]) for command in commands]
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {file}; for line in $argv; echo == $line; complete -C $line; end", *lines],
        cwd=folder, env=gilkit.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    answers = dict(part.split("\n", 1) for part in done.stdout.split("== ")[1:])
    for command, line in zip(commands, lines):
        offers = dict(each.split("\t") for each in answers[line].splitlines())
        assert set(offers) == {option for option in command.options if option.startswith("--")}
        for option, text in offers.items():
            assert text.startswith(command.descriptions[option])


# --- what is offered where -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("program", ["gilkit", "./gilkit", "~/here/gilkit"])
def test_a_line_is_typed_with_the_tab_key(at_prompt, shell, program):
    prompt = at_prompt(shell)
    prompt.complete(f"{program} grade four-", f"{program} grade {EXERCISE} ")
    prompt.complete("--form", f"{program} grade {EXERCISE} --format ")
    prompt.complete("te", f"{program} grade {EXERCISE} --format text ")
    prompt.complete("--output af", f"{program} grade {EXERCISE} --format text --output afile.txt ")


@pytest.mark.parametrize("shell", SHELLS)
def test_values_joined_to_their_option(at_prompt, shell):
    prompt = at_prompt(shell)
    prompt.complete("gilkit grade --format=te", "gilkit grade --format=text ")
    prompt.complete("--output=afi", "gilkit grade --format=text --output=afile.txt ")
    prompt.forget()
    prompt.complete("gilkit site build --out=a", "gilkit site build --out=a\\ folder/")
    prompt.forget()
    prompt.complete("gilkit grade ./af", "gilkit grade ./afile.txt ")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_redirection_is_to_a_file(at_prompt, shell):
    prompt = at_prompt(shell)
    prompt.complete("gilkit list > afi", "gilkit list > afile.txt ")
    prompt.complete("2>>afi", "gilkit list > afile.txt 2>>afile.txt ")


@pytest.mark.parametrize("shell", SHELLS)
def test_fixed_choices(at_prompt, shell):
    prompt = at_prompt(shell)
    prompt.offers("gilkit grade --require-tier ", ["A", "B", "C", "D"])
    prompt.forget()
    prompt.offers("gilkit verify --format=", ["text", "json"] if shell == "bash" else ["--format=text", "--format=json"])
    prompt.forget()
    prompt.offers("gilkit completions ", SHELLS)


@pytest.mark.parametrize("shell", SHELLS)
def test_formats_are_offered_by_name(at_prompt, shell):
    prompt = at_prompt(shell)
    prompt.offers("gilkit grade --format ", ["text", "json", "json-lines", "junit", "github", "gradescope"])
    prompt.forget()
    prompt.offers("gilkit grade --report ", ["text:", "json:", "junit:", "github:", "gradescope:"])
    prompt.forget()
    # What has to follow is typed at once.
    prompt.complete("gilkit grade --report jun", "gilkit grade --report junit:")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_id_of_the_course_is_offered(at_prompt, shell):
    course = (ROOT / "lessons/course.toml").read_text()
    listed = re.findall(r'^id = "(.*)"$', course, re.MULTILINE)
    prompt = at_prompt(shell)
    prompt.offers("gilkit verify ", listed)
    prompt.forget()
    # A lesson without an exercise can't be graded.
    exercises = [identity for identity in listed if list(ROOT.glob(f"exercises/*-{identity}"))]
    prompt.offers("gilkit grade --exercise ", exercises)
    assert "beyond-the-gil" in listed and "beyond-the-gil" not in "\n".join(prompt.rows())


@pytest.mark.parametrize("shell", SHELLS)
def test_an_id_that_a_unit_had_before(at_prompt, tmp_path, shell):
    root = copy_kit(tmp_path / "kit")
    toml = root / "lessons/course.toml"
    toml.write_text(toml.read_text().replace("aliases = []", 'aliases = ["zero-threads"]', 1))
    prompt = at_prompt(shell, root)
    prompt.complete("gilkit verify --only zer", "gilkit verify --only zero-threads ")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_descriptions_are_shown(at_prompt, shell):
    prompt = at_prompt(shell)
    assert "List the lessons and exercises" in prompt.offers("gilkit ", ["list", "grade"])
    prompt.forget()
    assert "Four threads, one core" in prompt.offers("gilkit verify ", [EXERCISE])


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("before", ["gilkit measure -- ", "gilkit measure -n 2 --format=json ", "./gilkit measure "])
def test_a_measured_command_is_completed_as_the_shell_would(at_prompt, shell, before):
    prompt = at_prompt(shell)
    prompt.complete(f"{before}observe-m", f"{before}observe-me ")
    prompt.complete("afi", f"{before}observe-me afile.txt ")
    # None of its options is one of gilkit's.
    prompt.press("--timel\t")
    prompt.complete("ine afi", f"{before}observe-me afile.txt --timeline afile.txt ")


@pytest.mark.parametrize(
    ("shell", "setup"),
    [
        ("bash", f"source {BASH_COMPLETION}; complete -W 'alpha beta' observe-me"),
        ("zsh", "_observe_me() { compadd alpha beta }; compdef _observe_me observe-me"),
        ("fish", "complete -c observe-me -f -a 'alpha beta'"),
    ],
    ids=SHELLS,
)
def test_a_measured_command_has_its_own_completions(at_prompt, shell, setup):
    if shell == "bash" and not BASH_COMPLETION.exists():
        pytest.skip("bash-completion is not installed")
    prompt = at_prompt(shell, setup=setup)
    prompt.complete("gilkit measure --runs=2 -- observe-me al", "gilkit measure --runs=2 -- observe-me alpha ")
    prompt.forget()
    prompt.complete("./gilkit measure observe-me be", "./gilkit measure observe-me beta ")


def test_pythons_are_offered_by_name_or_by_path(gilkit, tmp_path):
    python = tmp_path / "versions" / "3.12.1" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.touch(0o755)
    outcome = ask(gilkit, "fish", "grade", "--python", "", env={"PYENV_ROOT": str(tmp_path), "PATH": "/usr/bin"})
    kind, *words = outcome.out.splitlines()
    assert kind == "files" and "python3" in words and str(python) in words
    assert gilkit.processes() == []  # none of them was asked
