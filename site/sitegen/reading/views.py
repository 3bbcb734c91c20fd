"""What the templates see of a prediction, and of the commands for a lesson: part of views.py, apart because
reading/ makes it."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class ConditionView:
    """One comparison of a choice's condition, and what the recording says to it."""

    code: str  # "broken.speedup_4 < 1.3"
    meaning: str  # "broken.py's speedup on 4 idle cores"
    recorded: str
    held: bool


@dataclass(frozen=True)
class ChoiceView:
    text: Markup
    because: Markup
    conditions: tuple[ConditionView, ...]
    right: bool


@dataclass(frozen=True)
class ElsewhereView:
    """Where another choice is right."""

    interpreter: str
    text: Markup  # of that choice


@dataclass(frozen=True)
class PredictionView:
    question: Markup
    program: Markup  # the broken program, to be read before predicting
    program_name: str
    program_place: str  # fragment of the section that shows it
    choices: tuple[ChoiceView, ...]
    decided_by: str  # "CPython 3.11.7 with its GIL, recorded on 2026-11-22"
    agreeing: tuple[str, ...]  # other interpreters on which the same choice is right
    elsewhere: tuple[ElsewhereView, ...]


@dataclass(frozen=True)
class CommandsView:
    """How a reader repeats at the terminal what a lesson shows, from the root of the repository."""

    programs: tuple[str, ...]  # run both programs
    observe: str  # look at the threads of the broken one
