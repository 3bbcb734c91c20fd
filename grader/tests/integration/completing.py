"""What the tests of completions share: shells that complete gilkit's command line, and the answers that they get."""

from pathlib import Path

import pytest
from conftest import BINARY, ROOT
from prompt import Prompt, require

SHELLS = ["bash", "zsh", "fish"]
BASH_COMPLETION = Path("/usr/share/bash-completion/bash_completion")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the learner is: with a program called ./gilkit, as in a clone, and a few files."""
    here = tmp_path / "here"
    (here / "a folder").mkdir(parents=True)
    (here / "afile.txt").touch()
    (here / "gilkit").write_text(f'#!/bin/sh\nexec "{BINARY}" "$@"\n')
    (here / "gilkit").chmod(0o755)
    return here


@pytest.fixture
def at_plain_prompt(gilkit, folder):
    """A shell for which `gilkit` is on PATH, too, and a program called `observe-me`."""
    programs = folder.parent / "programs"
    programs.mkdir()
    (programs / "gilkit").symlink_to(folder / "gilkit")
    (programs / "observe-me").touch(0o755)
    open_ones = []

    def start(shell: str, setup: str, root: Path = ROOT) -> Prompt:
        require(shell)
        path = f"{programs}:{gilkit.environment['PATH']}"
        environment = {**gilkit.environment, "GILKIT_ROOT": str(root), "PATH": path}
        open_ones.append(Prompt(shell, environment, folder, setup))
        return open_ones[-1]

    yield start
    for prompt in open_ones:
        prompt.close()


@pytest.fixture
def at_prompt(gilkit, folder, at_plain_prompt):
    """The same with the script in it."""

    def start(shell: str, root: Path = ROOT, setup: str = "true") -> Prompt:
        file = folder.parent / f"script.{shell}"
        file.write_text(script(gilkit, shell))
        return at_plain_prompt(shell, f"{setup}; source {file}", root)

    return start


def script(gilkit, shell: str) -> str:
    require(shell)
    outcome = gilkit("completions", shell)
    assert outcome.code == 0 and outcome.err == ""
    return outcome.out


def ask(gilkit, shell: str, *words: str, **options):
    return gilkit("complete-words", shell, "--", *words, **options)


def offered(gilkit, shell: str, *words: str) -> list[str]:
    """The words of the answer to a shell; for bash only those that begin like the last one."""
    outcome = ask(gilkit, shell, *words)
    assert outcome.code == 0 and outcome.err == ""
    separator = {"bash": None, "zsh": ":", "fish": "\t"}[shell]
    return [line.split(separator)[0] for line in outcome.out.splitlines()[1:]]
