"""What the repair changed: the broken program and the fixed one as a difference, made when the site is built.

Lines are compared first. Where one takes the place of another that is much like it, the words that differ are
marked. Long stretches without a change are folded. The signs before the lines are the style sheet's, so that
copied code has none; <del> and <ins> say the same to who sees no style.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from html import escape
from itertools import groupby

from markupsafe import Markup

from sitegen.highlight import runs_of, span

_AROUND = 3  # unchanged lines that are shown beside a change
_WORTH_FOLDING = 4  # fewer lines than that are shown: the fold would take as much room
_ALIKE = 0.6  # share of common words from which on a line is a changed one, not another one
_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)

Marks = Sequence[tuple[int, int]]  # where words differ: begin and end in a line


@dataclass(frozen=True)
class Row:
    kind: str  # "same", "del" or "ins"
    line: int  # index in the fixed program, or in the broken one for "del"
    marks: Marks = ()


def _differing(words: Sequence[str], common: set[int]) -> Marks:
    """One mark for neighbours that differ, and the space between them. How far a line is indented is seen anyway."""
    marks: list[tuple[int, int]] = []
    at = 0
    for index, word in enumerate(words):
        if index not in common and not (index == 0 and word.isspace()):
            touching = marks and not "".join(words)[marks[-1][1] : at].strip()
            marks = [*marks[:-1], (marks[-1][0], at + len(word))] if touching else [*marks, (at, at + len(word))]
        at += len(word)
    return marks


def _marks(old: str, new: str) -> tuple[Marks, Marks] | None:
    """Where the words of two lines differ; None if the lines have too little in common to be compared."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    solid = [[word for word in words if not word.isspace()] for words in (before, after)]
    if SequenceMatcher(None, *solid, autojunk=False).ratio() < _ALIKE:
        return None
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return (
        _differing(before, {index for block in blocks for index in range(block.a, block.a + block.size)}),
        _differing(after, {index for block in blocks for index in range(block.b, block.b + block.size)}),
    )


def _replaced(old: Sequence[str], new: Sequence[str], gone: range, come: range) -> Iterator[Row]:
    """Removed lines, then added ones. Each removed line is compared with the first added one that is like it."""
    removed: dict[int, Marks] = {}
    added: dict[int, Marks] = {}
    begin = come.start
    for line in gone:
        for other in range(begin, come.stop):
            if marks := _marks(old[line], new[other]):
                removed[line], added[other] = marks
                begin = other + 1
                break
    yield from (Row("del", line, removed.get(line, ())) for line in gone)
    yield from (Row("ins", line, added.get(line, ())) for line in come)


def rows(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Every line of both programs, those that they share once."""
    made: list[Row] = []
    for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            made += [Row("same", line) for line in range(b, b_end)]
        else:
            made += _replaced(old, new, range(a, a_end), range(b, b_end))
    return made


def _lines_of(source: str) -> list[str]:
    return source.removesuffix("\n").split("\n")


def _coloured(source: str) -> list[list[tuple[str, str]]]:
    """The runs of each line, without its line break."""
    lines: list[list[tuple[str, str]]] = [[]]
    for name, text in runs_of(source, "python"):
        first, *others = text.split("\n")
        lines[-1].append((name, first))
        lines += [[(name, other)] for other in others]
    return lines


def _pieces(runs: Sequence[tuple[str, str]], marks: Marks) -> Iterator[tuple[bool, str]]:
    """HTML of a line in pieces, each with whether it is marked."""
    cuts = sorted({edge for mark in marks for edge in mark})
    at = 0
    for name, text in runs:
        edges = [at, *(cut for cut in cuts if at < cut < at + len(text)), at + len(text)]
        for begin, end in zip(edges, edges[1:]):
            if begin < end:
                yield any(low <= begin < high for low, high in marks), span(name, text[begin - at : end - at])
        at += len(text)


def _line(row: Row, runs: Sequence[tuple[str, str]]) -> str:
    html = ""
    for marked, pieces in groupby(_pieces(runs, row.marks), key=lambda piece: piece[0]):
        text = "".join(piece for _, piece in pieces)
        html += f"<mark>{text}</mark>" if marked else text
    tag = "span" if row.kind == "same" else row.kind
    return f"<{tag}>{html}\n</{tag}>"


def _folds(made: Sequence[Row]) -> Iterator[tuple[bool, Sequence[Row]]]:
    """The rows in stretches, each with whether it is folded."""
    stretches = [(same, list(group)) for same, group in groupby(made, key=lambda row: row.kind == "same")]
    for index, (same, stretch) in enumerate(stretches):
        head = _AROUND if index > 0 else 0
        tail = _AROUND if index < len(stretches) - 1 else 0
        inner = stretch[head : len(stretch) - tail]
        if not same or len(inner) < _WORTH_FOLDING:
            yield False, stretch
            continue
        yield False, stretch[:head]
        yield True, inner
        yield False, stretch[len(stretch) - tail :] if tail else []


def _count(count: int) -> str:
    return f"{count} {'line' if count == 1 else 'lines'}"


@lru_cache(maxsize=64)
def figure(old: tuple[str, str], new: tuple[str, str]) -> Markup:
    """The difference between two programs, each given by its name and its source."""
    made = rows(_lines_of(old[1]), _lines_of(new[1]))
    texts = {"del": _coloured(old[1]), "ins": _coloured(new[1])}
    body = ""
    for folded, stretch in _folds(made):
        lines = "".join(_line(row, texts["del" if row.kind == "del" else "ins"][row.line]) for row in stretch)
        if folded:
            body += f"<details>\n<summary>{_count(len(stretch))} as before</summary>\n<pre>{lines}</pre>\n</details>\n"
        elif lines:
            body += f"<pre>{lines}</pre>\n"
    gone, come = (sum(row.kind == kind for row in made) for kind in ("del", "ins"))
    names = f"{escape(old[0])} → {escape(new[0])}"
    return Markup(
        f'<figure class="block diff">\n<figcaption><b>{names}</b> '
        f"<span>{_count(gone)} removed, {_count(come)} added</span></figcaption>\n"
        f'<div class="lines" tabindex="0">\n<div>\n{body}</div>\n</div>\n</figure>\n'
    )
