"""The secret requests: the same for the same seed, fresh for every grading."""

import random


def cases(seed: int) -> list[dict]:
    """Small invoices: they show whether the answers are right, and nobody is measured meanwhile."""
    rng = random.Random(seed)
    rows = [0, 1, *(rng.randrange(2, 20) for _ in range(4))]
    return [{"requests": [f"invoice {rng.randrange(10_000)} {count}" for count in rows]}]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """Invoices that take a while each, one after the other."""
    rng = random.Random(seed)
    rows = [max(1, round(scale * rng.randrange(420 * 9 // 10, 420 * 11 // 10))) for _ in range(3)]
    return {"requests": [f"invoice {rng.randrange(10_000)} {count}" for count in rows]}
