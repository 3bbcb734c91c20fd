"""What --help shows of every command, read as a person would read it."""

import re
from dataclasses import dataclass


@dataclass
class Command:
    words: list[str]  # ["site", "build"]
    commands: list[str]
    options: list[str]  # long and short, with their hyphens
    descriptions: dict[str, str]  # of commands and long options: the first line of each
    footer: str


def section(text: str, title: str) -> list[str]:
    """The lines under such a title, up to the next one."""
    found = re.search(rf"^{title}:\n((?: .*\n)*)", text, re.MULTILINE)
    return found[1].splitlines() if found else []


def command_of(gilkit, words: list[str]) -> Command:
    outcome = gilkit(*words, "--help")
    assert outcome.code == 0, outcome.err
    commands, options, descriptions = [], [], {}
    for line in section(outcome.out, "Subcommands"):
        if found := re.match(r"  (\S+) +(\S.*)", line):
            commands.append(found[1])
            descriptions[found[1]] = found[2]
    for line in section(outcome.out, "Options"):
        if found := re.match(r"  (-\S+)(?: .*?)?(?:  +(\S.*))?$", line):
            options += found[1].split(",")
            descriptions[found[1].split(",")[-1]] = found[2] or ""
    assert "--help" in options
    return Command(words, commands, options, descriptions, outcome.out.split("\nExample:", 1)[-1])


def all_commands(gilkit) -> list[Command]:
    """gilkit itself first, then each of its commands, and those below them."""
    found, todo = [], [[]]
    while todo:
        command = command_of(gilkit, todo.pop(0))
        found.append(command)
        todo += [[*command.words, name] for name in command.commands]
    assert len(found) > 5 and any("grade" in command.words for command in found)
    return found
