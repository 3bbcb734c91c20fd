"""lessons/glossary.md: the course's terms, and links from the first mention of each.

An entry's heading is the term. `Also:` lists what else it is called, `Forms:` in which forms a text may have it
(plurals, mostly), `Lessons:` the ids of the lessons in which it matters.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.companions import entries
from sitegen.prose import slugify

FILE = "lessons/glossary.md"


@dataclass(frozen=True)
class Term:
    name: str
    slug: str
    also: Sequence[str]
    forms: Sequence[str]
    lessons: Sequence[str]  # ids
    text: str  # Markdown
    text_line: int  # of its first line

    def names(self) -> tuple[str, ...]:
        """Whatever a text may call it, in small letters."""
        return tuple(" ".join(name.casefold().split()) for name in (self.name, *self.also, *self.forms))


@dataclass(frozen=True)
class Glossary:
    intro: str
    intro_line: int
    terms: Sequence[Term]


def _order(term: Term) -> str:
    return term.name.casefold()


def _problems(terms: Sequence[Term], lines: Sequence[int], lessons: Collection[str]) -> list[str]:
    found = []
    owner: dict[str, str] = {}  # name -> the term that has it
    for at, (term, line) in enumerate(zip(terms, lines)):
        place = f"{FILE}:{line}"
        for name in term.names():
            if name in owner:
                found.append(f"{place}: '{name}' is already there, under '{owner[name]}'; have it once")
            owner.setdefault(name, term.name)
        if at and _order(term) < _order(terms[at - 1]):
            found.append(f"{place}: '{term.name}' stands after '{terms[at - 1].name}'; sort the terms")
        if not term.slug:
            found.append(f"{place}: '{term.name}' has no letter that an address could be made of; rename it")
        for lesson in term.lessons:
            if lesson not in lessons:
                found.append(f"{place}: there is no lesson '{lesson}'; give the id of a unit that has one")
        if not term.lessons:
            found.append(f"{place}: '{term.name}' belongs to no lesson; add a line 'Lessons: ID, …'")
    return found


def read(text: str, lessons: Collection[str], problems: list[str]) -> Glossary:
    """`lessons`: the ids that there are. What is wrong is added to `problems`."""
    file = entries.read(text, FILE, ("Also", "Forms", "Lessons"), problems)
    terms = [
        Term(
            name=entry.title,
            slug=slugify(entry.title),
            also=entry.words("Also"),
            forms=entry.words("Forms"),
            lessons=entry.words("Lessons"),
            text=entry.text,
            text_line=entry.text_line,
        )
        for entry in file.entries
    ]
    problems += _problems(terms, [entry.line for entry in file.entries], lessons)
    return Glossary(file.intro, file.intro_line, terms)


class Mentions:
    """Finds the first mention of each term in the texts that it is shown, one after the other."""

    def __init__(self, terms: Iterable[Term], targets: Mapping[str, str], without: str = "") -> None:
        """`targets`: slug -> the address of the entry. The term with the slug `without` is known from the start."""
        self._targets = targets
        self._slugs = {name: term.slug for term in terms for name in term.names()}
        self._seen = {without}
        # The longest first: a "race condition" is more than a "race". A line may end within a name.
        names = sorted(self._slugs, key=len, reverse=True)
        words = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
        self._pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) if names else None

    def split(self, text: str) -> list[tuple[str, str]]:
        """The text in parts, each with the address that it should link to, or none."""
        parts: list[tuple[str, str]] = []
        done = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            slug = self._slugs[" ".join(match.group().casefold().split())]
            if slug in self._seen:
                continue
            self._seen.add(slug)
            parts += [(text[done : match.start()], ""), (match.group(), self._targets[slug])]
            done = match.end()
        return [(part, target) for part, target in [*parts, (text[done:], "")] if part]
