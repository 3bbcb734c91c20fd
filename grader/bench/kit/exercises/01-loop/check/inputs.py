"""The secret inputs: the same for the same seed, fresh for every run."""

import random

JOBS = 16
ITERATIONS = 8_000_000  # of all jobs together: about half a second


def cases(seed: int) -> list[dict]:
    rng = random.Random(seed)
    return [{"sizes": [rng.randrange(100, 1000) for _ in range(5)], "workers": 4}]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """Equally many similar jobs for each worker, and each half of them equally long."""
    rng = random.Random(seed)
    typical = int(ITERATIONS * scale) // JOBS
    half = [typical + rng.randrange(-typical // 20, typical // 20) for _ in range(JOBS // 2)]
    return {"sizes": half + rng.sample(half, len(half)), "workers": workers}
