"""References to recorded figures in texts that belong to no single lesson: `{{LESSON-ID:broken.printed.times:.1f}}`.

Within a lesson the native loader replaces them, where the lesson's id goes without saying. Paths and formats are
the same here.
"""

import re
from collections.abc import Mapping

from sitegen import figures
from sitegen.observed import ObservedError, Recording

_REFERENCE = re.compile(r"\{\{(.*?)\}\}")
_PARTS = re.compile(r"\s*([a-z0-9-]+)\s*:\s*([A-Za-z_][\w.]*)\s*(?::([^:]*))?")
_NO_TEXT = re.compile(r"(`+).*?\1|(?<=\])\([^)]*\)")  # code, and where a link leads
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,]*\w*")
_VERSION = re.compile(r"3\.\d{1,2}")  # of Python: a name, and no figure


def _replaced(reference: str, recordings: Mapping[str, Recording]) -> str:
    match = _PARTS.fullmatch(reference)
    if match is None:
        raise ObservedError(f"'{{{{{reference}}}}}' is no reference to a figure")
    lesson, path, spec = match.groups()
    if lesson not in recordings:
        raise ObservedError(f"there is no recorded lesson '{lesson}'")
    return figures.quoted(recordings[lesson], path, spec)


def fill(text: str, recordings: Mapping[str, Recording], place: str, line: int, problems: list[str]) -> str:
    """The text, whose first line is `line` of `place`, with its figures. One typed by hand is a problem."""
    filled = []
    for number, source in enumerate(text.splitlines(), start=line):

        def replace(match: re.Match[str], number: int = number) -> str:
            try:
                return _replaced(match[1], recordings)
            except ObservedError as error:
                action = "write {{LESSON-ID:PATH}}, or {{LESSON-ID:PATH:.1f}}"
                problems.append(f"{place}:{number}: {error}; {action}")
                return match[0]

        for typed in _NUMBER.findall(_NO_TEXT.sub("", _REFERENCE.sub("", source))):
            if not _VERSION.fullmatch(typed.rstrip(".,")):
                problems.append(f"{place}:{number}: the figure '{typed}' is typed by hand; refer to a recorded one")
        filled.append(_REFERENCE.sub(replace, source))
    return "\n".join(filled)
