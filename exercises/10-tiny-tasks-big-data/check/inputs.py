"""The secret inputs: the same for the same seed, fresh for every run."""

from __future__ import annotations

import random

BEGINNINGS = (
    "Ash", "Birch", "Cold", "East", "Elm", "Hart", "Holt", "Long", "Marsh", "Moor",
    "North", "Old", "Stan", "Thorn", "Upton", "Wal", "West", "White", "Win", "Wood",
)  # fmt: skip
ENDINGS = (
    "berry", "bury", "by", "cote", "dale", "den", "field", "ford", "grove", "ham",
    "hill", "holm", "ley", "mere", "mouth", "sea", "stead", "ton", "wick", "worth",
)  # fmt: skip
NAMES = [beginning + ending for beginning in BEGINNINGS for ending in ENDINGS]


def towns_for(rng: random.Random, postcodes: int) -> dict[str, list[str]]:
    return {f"{postcode:05}": rng.sample(NAMES, 5) for postcode in rng.sample(range(1, 100_000), postcodes)}


def as_table(towns: dict[str, list[str]]) -> str:
    return "".join(f"{postcode} {','.join(names)}\n" for postcode, names in towns.items())


def mistyped(rng: random.Random, name: str) -> str:
    """The name without one of its letters, or with one of them twice."""
    at = rng.randrange(len(name))
    return name[:at] + (name[at] + name[at:] if rng.random() < 0.5 else name[at + 1 :])


def labels_for(rng: random.Random, towns: dict[str, list[str]], count: int) -> list[str]:
    postcodes = rng.choices(list(towns), k=count)
    return [f"{postcode} {mistyped(rng, rng.choice(towns[postcode]))}" for postcode in postcodes]


def cases(seed: int) -> list[dict]:
    """Small calls that decide whether the answers are right."""
    rng = random.Random(seed)
    towns = towns_for(rng, 30)
    table = as_table(towns)

    # One label that takes long, and short ones after it: whoever gives back batches as they are completed gives
    # back the first one too late.
    endless = f"{next(iter(towns))} {'Ashton' * 2_000}"

    def call(labels: int, workers: int) -> dict:
        return {"labels": labels_for(rng, towns, labels), "table": table, "workers": workers}

    return [
        call(0, 4),
        call(1, 4),
        call(3, 4),  # fewer labels than workers
        call(7, 1),
        call(rng.choice((211, 223, 227, 229)), 3),  # primes: no batches of equal size
        {"labels": [endless, *labels_for(rng, towns, 40)], "table": table, "workers": 4},
        {"labels": ["00000 Nowhere", "00001", "00001 "], "table": table, "workers": 2},
        {"labels": ["12345 Oldha"], "table": "12345 Oldhay,Oldham\n", "workers": 2},  # equally near: the first
    ]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """One timed run: many labels that take about the same time each."""
    rng = random.Random(seed)
    towns = towns_for(rng, 220)
    labels = labels_for(rng, towns, round(12_500 * scale))
    return {"labels": labels, "table": as_table(towns), "workers": workers}
