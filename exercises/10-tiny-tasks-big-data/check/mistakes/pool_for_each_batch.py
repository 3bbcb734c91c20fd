"""Mistake: batches, and a new pool for each. Its workers live for hardly longer than they take to start."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

BATCH = 100


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
    fork = multiprocessing.get_context("fork")  # the cheapest way to start a process, and dear enough
    results: list[str] = []
    for at in range(0, len(labels), BATCH):
        batch = labels[at : at + BATCH]
        with ProcessPoolExecutor(workers, fork, initializer=start_worker, initargs=(table,)) as pool:
            results += pool.map(correct, batch, chunksize=max(1, len(batch) // workers))
    return results
