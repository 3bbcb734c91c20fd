"""The secret inputs: the same for the same seed, fresh for every run."""

import random


def cases(seed: int) -> list[dict]:
    """Small calls, each with at least four batches and so four threads, but cheap enough to be traced."""
    rng = random.Random(seed)

    def amount(below: int) -> str:
        units, hundredths = divmod(rng.randrange(below), 100)
        return f"{units}.{hundredths:02}"

    def batch(size: int, below: int = 10_000) -> list[str]:
        return [amount(below) for _ in range(size)]

    # Batches of the same size keep all threads at work until the end. That matters most to a submission
    # that shares little: its threads meet only when they start and when they finish.
    size = rng.randrange(20, 30)
    unequal = [batch(rng.randrange(30, 40))] + [batch(rng.randrange(8, 16)) for _ in range(3)]
    rng.shuffle(unequal)
    with_empty = [batch(rng.randrange(16, 24)) for _ in range(4)]
    with_empty.insert(rng.randrange(5), [])

    return [
        {"batches": [batch(size) for _ in range(4)]},
        {"batches": [["0.01"] * size] * 4},  # nothing to tell the amounts apart
        {"batches": [batch(rng.randrange(18, 28)) for _ in range(4)]},
        {"batches": unequal},
        {"batches": with_empty},
        {"batches": [batch(rng.randrange(12, 18)) for _ in range(6)]},  # more batches, so more threads
        {"batches": [batch(22, below=10**12) for _ in range(4)]},  # a total of more than 32 bits
    ]
