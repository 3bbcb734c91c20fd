"""lessons/which-tool-when.md: from what a program does to the tool for it.

An entry's heading is what the program does, `Use:` the tool. Each `Because:` names a lesson and a condition over
what was recorded there, as in the choices of a prediction; it has to hold.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.companions import entries
from sitegen.figures import plain_number
from sitegen.observed import Comparison, ObservedError, Recording
from sitegen.prose import slugify

FILE = "lessons/which-tool-when.md"
_BECAUSE = re.compile(r"([a-z0-9-]+): +(\S.*)")


@dataclass(frozen=True)
class Evidence:
    lesson: str  # id
    when: str  # condition


@dataclass(frozen=True)
class Row:
    situation: str
    slug: str
    tool: str
    line: int  # of the heading
    evidence: Sequence[Evidence]
    text: str  # Markdown with references
    text_line: int  # of its first line


@dataclass(frozen=True)
class Guide:
    intro: str
    intro_line: int
    rows: Sequence[Row]


def _evidence(field: entries.Field, recordings: Mapping[str, Recording], problems: list[str]) -> Evidence | None:
    place = f"{FILE}:{field.line}"
    match = _BECAUSE.fullmatch(field.value)
    if match is None:
        problems.append(f"{place}: '{field.value}' names no measurement; write 'LESSON-ID: CONDITION'")
        return None
    lesson, when = match.groups()
    if lesson not in recordings:
        problems.append(f"{place}: there is no recorded lesson '{lesson}'; give the id of a unit that has one")
        return None
    try:
        parts: list[Comparison] = recordings[lesson].comparisons(when)
    except ObservedError as error:
        problems.append(f"{place}: {error}; refer to what the lesson recorded")
        return None
    for part in parts:
        if not part.held:
            problems.append(
                f"{place}: {part.path} {part.op} {plain_number(part.bound)} doesn't hold: '{lesson}' recorded "
                f"{plain_number(part.value)}; correct the advice, or record the lesson again"
            )
    return Evidence(lesson, when)


def read(text: str, recordings: Mapping[str, Recording], problems: list[str]) -> Guide:
    """`recordings`: of each lesson the one that its text quotes. What is wrong is added to `problems`."""
    file = entries.read(text, FILE, ("Use", "Because"), problems)
    rows: list[Row] = []
    for entry in file.entries:
        place, tools = f"{FILE}:{entry.line}", entry.values("Use")
        if len(tools) != 1:
            problems.append(f"{place}: {len(tools)} lines 'Use: …'; name one tool")
        if not entry.fields.get("Because"):
            problems.append(f"{place}: nothing measured supports it; add a line 'Because: LESSON-ID: CONDITION'")
        evidence = [_evidence(field, recordings, problems) for field in entry.fields.get("Because", ())]
        slug = slugify(entry.title)
        if any(row.slug == slug for row in rows):
            problems.append(f"{place}: '{entry.title}' is already there; have it once")
        rows.append(
            Row(
                situation=entry.title,
                slug=slug,
                tool="".join(tools[:1]),
                line=entry.line,
                evidence=[each for each in evidence if each],
                text=entry.text,
                text_line=entry.text_line,
            )
        )
    return Guide(file.intro, file.intro_line, rows)
