"""The secret inputs: the same for the same seed, fresh for every run."""

import random


def cases(seed: int) -> list[dict]:
    """Small calls that decide whether the answers are right."""
    rng = random.Random(seed)

    def small(count: int) -> list[int]:
        return [rng.randrange(20, 200) for _ in range(count)]

    # One long job first and short ones after it: whoever gives back results as they are completed
    # gives back this one too late.
    descending = [12_000] + sorted(rng.sample(range(20, 200), 8), reverse=True)
    repeated = small(3)

    return [
        {"sizes": [], "workers": 4},
        {"sizes": [0], "workers": 1},
        {"sizes": small(1), "workers": 4},
        {"sizes": small(2), "workers": 3},  # fewer jobs than workers
        {"sizes": small(5), "workers": 1},
        {"sizes": small(7), "workers": 2},  # more jobs than workers, and no multiple of them
        {"sizes": repeated + repeated[::-1], "workers": 3},  # the same size more than once
        {"sizes": descending, "workers": 4},
    ]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """One timed run: similar jobs, and equally many for each worker, so that all finish together."""
    rng = random.Random(seed)
    count = rng.choice((12, 16))
    typical = 43_000 if count == 12 else 36_000  # fewer jobs are longer: the total stays the same
    each = max(1, round(count * scale / workers))
    sizes = [rng.randrange(typical * 9 // 10, typical * 11 // 10) for _ in range(each * workers)]
    return {"sizes": sizes, "workers": workers}
