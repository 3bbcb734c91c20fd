"""The secret requests: the same for the same seed, fresh for every grading."""

import random


def cases(seed: int) -> list[dict]:
    """Small plans: they show whether the answers are right, and nobody is measured meanwhile."""
    rng = random.Random(seed)
    vans = [[0], [1], [9, 0, 4], *([rng.randrange(2, 20) for _ in range(rng.randrange(2, 7))] for _ in range(3))]
    return [{"requests": [request(rng, parcels) for parcels in vans]}]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """Plans that take a while each, one after the other. The first van has the most to deliver, and gets done last."""
    rng = random.Random(seed)
    most = 3300 * scale**0.5  # each address is looked for among all that are left
    plans = [[round(most * share * rng.uniform(0.97, 1.03)) for share in (1.0, 0.7, 0.6, 0.5)] for _ in range(2)]
    return {"requests": [request(rng, parcels) for parcels in plans]}


def request(rng: random.Random, parcels: list[int]) -> str:
    return " ".join(map(str, ["plan", rng.randrange(1, 366), *parcels]))
