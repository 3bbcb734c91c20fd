"""Mistake: chunks, and nothing else. There are few messages now, and each holds the table once.

But the function still begins by parsing the table, so a worker does that for every label of its chunk.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from itertools import repeat


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


def correct(label: str, table: str) -> str:
    return town_of(label, parse(table))


def clean_up(labels: list[str], table: str, workers: int) -> list[str]:
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(correct, labels, repeat(table), chunksize=500))
