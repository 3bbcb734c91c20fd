"""The secret inputs: the same for the same seed, fresh for every run."""

import random

JOBS = 16


def cases(seed: int) -> list[dict]:
    rng = random.Random(seed)
    return [{"seeds": [rng.randrange(1 << 40) for _ in range(3)], "blocks": 1, "workers": 4}]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    rng = random.Random(seed)
    return {"seeds": [rng.randrange(1 << 40) for _ in range(JOBS)], "blocks": max(1, round(8 * scale)), "workers": workers}
