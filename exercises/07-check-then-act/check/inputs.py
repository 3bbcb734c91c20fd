"""The secret inputs: the same for the same seed, fresh for every run."""

import itertools
import random

NAMES = """
    Ada Alan Barbara Bjarne Brian Claude Dana David Dennis Donald Edsger Fran Frances Grace Guido Hedy Jean Joan John
    Kathleen Ken Konrad Larry Lynn Margaret Marvin Niklaus Peter Radia Robin Sophie Tony
""".split()


def cases(seed: int) -> list[dict]:
    """Small calls, each with at least four branches and so four threads, but cheap enough to be traced."""
    rng = random.Random(seed)
    numbers = itertools.count(rng.randrange(1000, 9000))

    def customers(count: int) -> list[str]:
        return rng.sample(NAMES, count)

    def branch(names: list[str]) -> list[tuple[str, int]]:
        """An order of each of these."""
        return [(name, next(numbers)) for name in names]

    # Threads that come to the same customers in the same order open the same accounts at the same time.
    eight, six, nine, ten = customers(8), customers(6), customers(9), customers(10)
    with_empty = [branch(eight[:5]) for _ in range(4)]
    with_empty.insert(rng.randrange(5), [])

    return [
        {"branches": [branch(eight) for _ in range(4)]},
        {"branches": [branch(customers(1) * 8)] * 4},  # a single customer, and nothing to tell the branches apart
        {"branches": [branch([name for name in six for _ in range(2)]) for _ in range(4)]},  # who come back at once
        {"branches": [branch(rng.sample(nine, 9)) for _ in range(4)]},
        {"branches": [branch(ten[:size]) for size in rng.sample(range(3, 11), 4)]},
        {"branches": with_empty},
        {"branches": [branch(rng.sample(six, 4)) for _ in range(6)]},  # more branches, so more threads
    ]
