"""Characters that a text can hold and a page can't: controls, and code points that stand for no character.

Browsers drop them or show something else, and what draws pictures refuses them.
"""

import re
from collections.abc import Iterator

from sitegen.course import Course, Unit

_NEVER = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")


def _texts(unit: Unit) -> Iterator[tuple[str, str]]:
    """What authors wrote, each with its file."""
    if unit.lesson:
        folder = f"lessons/{unit.lesson.folder}"
        choices = unit.lesson.prediction.choices
        written = [unit.lesson.title, unit.lesson.summary, unit.lesson.prediction.question]
        written += [text for choice in choices for text in (choice.text, choice.because)]
        yield from ((f"{folder}/lesson.toml", text) for text in written)
        yield from ((f"{folder}/lesson.md", f"{section.title}\n{section.markdown}") for section in unit.lesson.sections)
    if unit.exercise:
        folder = f"exercises/{unit.exercise.folder}"
        yield from ((f"{folder}/exercise.toml", text) for text in (unit.exercise.title, unit.exercise.summary))
        yield f"{folder}/README.md", unit.exercise.readme
        yield from ((f"{folder}/hints.md", text) for text in unit.exercise.hints)


def problems(course: Course) -> list[str]:
    found = []
    texts = [("lessons/course.toml", course.title), *(each for unit in course.units for each in _texts(unit))]
    for file, text in texts:
        if match := _NEVER.search(text):
            before = " ".join(text[: match.start()].split())[-30:]
            code = f"U+{ord(match.group()):04X}"
            found.append(f"{file}: {code} behind '{before}' is no character that a page can show; remove it")
    return found
