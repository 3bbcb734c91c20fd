"""The secret inputs: the same for the same seed, fresh for every run."""

import random


def world(rng: random.Random, width: int, height: int) -> bytes:
    """About a third of the cells is alive: a world that stays busy for a long time."""
    return bytes(rng.random() < 1 / 3 for _ in range(width * height))


def cases(seed: int) -> list[dict]:
    """Small calls that decide whether the answers are right."""
    rng = random.Random(seed)
    some = [world(rng, 20, 14) for _ in range(5)]
    return [
        {"worlds": [], "width": 8, "generations": 3, "workers": 4},
        {"worlds": [b""], "width": 5, "generations": 2, "workers": 1},
        {"worlds": [world(rng, 7, 5)], "width": 7, "generations": 0, "workers": 4},  # as it was
        {"worlds": [world(rng, 6, 9)], "width": 6, "generations": 1, "workers": 2},
        {"worlds": [world(rng, 1, 6), world(rng, 1, 1)], "width": 1, "generations": 2, "workers": 2},  # its own neighbour
        {"worlds": [world(rng, 16, rng.randrange(3, 20)) for _ in range(7)], "width": 16, "generations": 9, "workers": 3},
        {"worlds": some + some[::-1], "width": 20, "generations": 40, "workers": 4},
    ]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """One timed run: worlds of one size, and equally many for each worker, so that all finish together."""
    rng = random.Random(seed)
    count = 3 * workers
    generations = max(1, round(rng.randrange(900, 1000) * scale))
    return {
        "worlds": [world(rng, 128, 96) for _ in range(count)],
        "width": 128,
        "generations": generations,
        "workers": workers,
    }
