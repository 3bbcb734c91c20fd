"""Correct the names of towns on the labels of parcels: a few messages, each with plenty of work behind it.

The table goes to each worker once, when it starts. The labels go in chunks: so few that the messages cost next to
nothing, and still several for each worker, so that whoever is done early takes another.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

CHUNKS_PER_WORKER = 4


def parse(table: str) -> dict[str, list[str]]:
    """The towns of each postcode, from lines like `04711 Ashby,Coldham,Woodley`."""
    towns = {}
    for line in table.splitlines():
        postcode, _, names = line.partition(" ")
        towns[postcode] = names.split(",")
    return towns


def distance(typed: str, name: str) -> int:
    """How many letters must be added, dropped or replaced to make one of the other (Levenshtein)."""
    above = range(len(name) + 1)
    for row, letter in enumerate(typed, start=1):
        line = [row]
        for column, other in enumerate(name):
            line.append(min(above[column] + (letter != other), above[column + 1] + 1, line[-1] + 1))
        above = line
    return above[-1]


def town_of(label: str, towns: dict[str, list[str]]) -> str:
    """The town with the label's postcode that is most like what was typed; what was typed, if there is none."""
    postcode, _, typed = label.partition(" ")
    return min(towns.get(postcode, [typed]), key=lambda name: distance(typed, name))


towns_here: dict[str, list[str]] = {}  # in a worker: its own table


def start_worker(table: str) -> None:
    towns_here.update(parse(table))


def correct(label: str) -> str:
    return town_of(label, towns_here)


def clean_up(labels: list[str], table: str, workers: int) -> list[str]:
    """The town of each label, in that order, on up to `workers` cores."""
    chunk = max(1, len(labels) // (CHUNKS_PER_WORKER * workers))
    with ProcessPoolExecutor(max_workers=workers, initializer=start_worker, initargs=(table,)) as pool:
        return list(pool.map(correct, labels, chunksize=chunk))
