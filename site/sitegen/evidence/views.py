"""What the page about the measurements shows beside its text, as plain values (see sitegen/views.py)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberedLink:
    target: str  # a path in the site
    title: str
    number: str  # what it is called where there is little room


@dataclass(frozen=True)
class MachineView:
    """Recordings that were made on one day, with one interpreter, on one kind of machine."""

    recorded: str
    interpreter: str
    machine: str
    gilkit: str
    lessons: tuple[NumberedLink, ...]


@dataclass(frozen=True)
class GradingsView:
    """How often the grader was wrong about submissions whose truth is known."""

    what: str
    made: str
    wrong: str
    wrong_at_most: str
    undecided: str
    errors: str
    days: str
    machines: tuple[str, ...]
    file: str  # of the repository, that was counted
    count_again: str  # the command
    grade_again: str


@dataclass(frozen=True)
class PrintedView:
    """What a bench printed."""

    title: str
    command: str
    file: str
    text: str
