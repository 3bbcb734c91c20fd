"""The prediction of a lesson: its choices, and in which recordings which of them is right."""

from collections.abc import Sequence

from sitegen import figures, observed
from sitegen.course import Choice, Lesson
from sitegen.prose import Prose, code_block
from sitegen.reading.views import ChoiceView, ElsewhereView, PredictionView

_SETUP = "the-setup"


def _choice(choice: Choice, recording: observed.Recording, prose: Prose) -> ChoiceView:
    parts = figures.conditions(recording, choice.when)
    if all(part.held for part in parts) != choice.right:
        raise observed.ObservedError(f"the condition '{choice.when}' came out differently in the loader")
    return ChoiceView(
        text=prose.inline(choice.text, place="lesson.toml"),
        because=prose.inline(choice.because, place="lesson.toml"),
        conditions=parts,
        right=choice.right,
    )


def _right_choice(lesson: Lesson, recording: observed.Recording) -> Choice:
    right = [
        choice
        for choice in lesson.prediction.choices
        if all(part.held for part in recording.comparisons(choice.when))
    ]
    if len(right) != 1:
        where = figures.interpreter(recording)
        raise observed.ObservedError(f"{len(right)} choices are right in the recording on {where} instead of one")
    return right[0]


def view(lesson: Lesson, recordings: Sequence[observed.Recording], prose: Prose) -> PredictionView:
    """Of these recordings the text quotes the first. Raises ObservedError where not exactly one choice is right."""
    recording = recordings[0]
    choices = tuple(_choice(choice, recording, prose) for choice in lesson.prediction.choices)
    right = sum(choice.right for choice in choices)
    if right != 1:
        raise observed.ObservedError(f"{right} choices of the prediction are right in the recording instead of one")
    others = [(figures.interpreter(other), _right_choice(lesson, other)) for other in recordings[1:]]
    return PredictionView(
        question=prose.inline(lesson.prediction.question, place="lesson.toml"),
        program=code_block(lesson.broken.source, "python"),
        program_name=lesson.broken.file,
        program_place=_SETUP,
        choices=choices,
        decided_by=f"{figures.interpreter(recording)}, recorded on {recording.get('recorded')}",
        agreeing=tuple(where for where, choice in others if choice.right),
        elsewhere=tuple(
            ElsewhereView(where, prose.inline(choice.text, place="lesson.toml"))
            for where, choice in others
            if not choice.right
        ),
    )
