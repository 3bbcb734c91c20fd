"""The results that the benches of grader/bench have published. The site reads them as data; a course may lack them.

Of a file of gradings (NAME.jsonl.gz, see grader/bench/lib/results.py) it counts what `verdicts.py --report` counts; a
test compares the two. What the other benches printed (NAME.txt) is shown as it is.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitegen.errors import SiteError

FOLDER = "grader/bench/results"
_Record = Mapping[str, Any]


@dataclass(frozen=True)
class Gradings:
    """Of submissions whose truth is known."""

    file: str  # in the repository
    made: int
    wrong: int
    undecided: int
    errors: int  # the grader itself failed
    since: str  # the days of the first and of the last one
    until: str
    machines: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """What a bench printed."""

    file: str
    text: str


@dataclass(frozen=True)
class Published:
    gradings: tuple[Gradings, ...] = ()
    printed: tuple[Printed, ...] = ()


def _damaged(file: str, why: object) -> SiteError:
    return SiteError([f"{file}: not the results of a bench ({why}); fetch it again"])


def _records(file: str, data: bytes) -> Iterator[_Record]:
    """The whole lines: a killed bench may leave half of one at the end."""
    try:
        text = gzip.decompress(data)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise _damaged(file, error) from error
    for line in text[: text.rfind(b"\n") + 1].splitlines():
        yield json.loads(line)


def _is_wrong(record: _Record) -> bool:
    """Passed what must fail, or failed what must pass. Undecided is not wrong, and neither is an error."""
    decided = record["verdict"] in ("passed", "failed")
    return decided and (record["verdict"] == "passed") != (record["truth"] == "passed")


def _count(records: Iterable[_Record], what: Callable[[_Record], bool]) -> int:
    return sum(map(what, records))


def _machine(session: _Record) -> str:
    cores = session["cores"]
    return f"{session['python']}, {cores} {'core' if cores == 1 else 'cores'}, Linux {session['kernel']}"


# Thousands of records, which `gilkit site serve` would read at every build.
@lru_cache(maxsize=16)
def gradings(file: str, data: bytes) -> Gradings | None:
    """None where there are none in it yet. Raises SiteError for what is no such file."""
    try:
        records = list(_records(file, data))
        made = [record for record in records if record["kind"] == "grading"]
        if not made:
            return None
        days = sorted(record["at"][:10] for record in made)
        return Gradings(
            file=file,
            made=len(made),
            wrong=_count(made, _is_wrong),
            undecided=_count(made, lambda record: bool(record["verdict"] == "inconclusive")),
            errors=_count(made, lambda record: bool(record["verdict"] == "error")),
            since=days[0],
            until=days[-1],
            machines=tuple(dict.fromkeys(_machine(record) for record in records if record["kind"] == "session")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(file, f"{type(error).__name__}: {error}") from error


def read(root: Path) -> Published:
    """What there is below `root`, the folder that holds lessons/."""
    folder = root / FOLDER
    counted, printed = [], []
    try:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            file = f"{FOLDER}/{path.name}"
            if path.name.endswith(".jsonl.gz"):
                counted.append(gradings(file, path.read_bytes()))
            elif path.suffix == ".txt":
                printed.append(Printed(file, path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        raise _damaged(file, "not UTF-8") from None
    except OSError as error:
        raise SiteError([f"{error.filename}: can't be read: {error.strerror}; make it readable"]) from error
    return Published(tuple(each for each in counted if each), tuple(printed))
