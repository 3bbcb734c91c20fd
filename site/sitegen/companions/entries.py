"""Files of entries: the glossary and the guide. A `## ` heading, lines of `Field: value` below it, then text.

Line numbers are the file's own, so that a problem can be found. Nothing raises: what is wrong is collected.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_FIELD = re.compile(r"([A-Z][a-z]+): +(\S.*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True)
class Field:
    value: str
    line: int


@dataclass(frozen=True)
class Entry:
    title: str
    line: int  # of the heading
    fields: Mapping[str, Sequence[Field]]
    text: str  # Markdown
    text_line: int  # of its first line

    def values(self, name: str) -> list[str]:
        return [field.value for field in self.fields.get(name, ())]

    def words(self, name: str) -> list[str]:
        """The comma-separated parts of all lines of a field."""
        return [word.strip() for value in self.values(name) for word in value.split(",") if word.strip()]


@dataclass(frozen=True)
class EntryFile:
    intro: str  # the text before the first heading
    intro_line: int  # of its first line
    entries: Sequence[Entry]


def _blocks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where each heading stands, and where what belongs to it ends: indices of lines. Code is no heading."""
    starts, in_code = [], False
    for at, line in enumerate(lines):
        if _FENCE.match(line):
            in_code = not in_code
        elif line.startswith("## ") and not in_code:
            starts.append(at)
    return list(zip(starts, [*starts[1:], len(lines)]))


def _skip_blank(lines: Sequence[str], at: int, end: int) -> int:
    while at < end and not lines[at].strip():
        at += 1
    return at


def read(text: str, place: str, known: Collection[str], problems: list[str]) -> EntryFile:
    """`place` names the file in messages. `known` are the fields that an entry may have."""
    lines = text.splitlines()
    blocks = _blocks(lines)
    entries = []
    for start, end in blocks:
        fields: dict[str, list[Field]] = {}
        at = _skip_blank(lines, start + 1, end)
        while at < end and (match := _FIELD.fullmatch(lines[at].rstrip())):
            name, value = match.groups()
            fields.setdefault(name, []).append(Field(value, at + 1))
            if name not in known:
                problems.append(f"{place}:{at + 1}: unknown field '{name}'; use one of {', '.join(known)}")
            at += 1
        if fields and at < end and lines[at].strip():
            problems.append(f"{place}:{at + 1}: no field, and no empty line before it; add one or the other")
        at = _skip_blank(lines, at, end)
        body = "\n".join(lines[at:end]).strip()
        title = lines[start][3:].strip()
        if not body:
            problems.append(f"{place}:{start + 1}: '{title}' has no text; write what it means, or remove it")
        entries.append(Entry(title, start + 1, fields, body, at + 1))
    end = blocks[0][0] if blocks else len(lines)
    begin = _skip_blank(lines, 0, end)
    return EntryFile("\n".join(lines[begin:end]).strip(), begin + 1, entries)
