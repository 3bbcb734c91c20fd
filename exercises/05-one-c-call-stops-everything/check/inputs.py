"""The secret requests: the same for the same seed, fresh for every grading."""

import random
import string


def cases(seed: int) -> list[dict]:
    """Quick searches: they show whether the answers are right, and nobody is measured meanwhile."""
    rng = random.Random(seed)
    a, b, c, *_ = letters(rng)
    some = [
        f"find {a} {a}",
        f"find {a}{b} {b}{a}{c}",
        f"find ^{c}*$ {c * 40}",
        f"find [{a}-{b}]?{c}{{2,3}} {b}{c}{a}{c}{c}{c}{c}{b}",
        *(found(rng, rng.randrange(5, 60)) for _ in range(2)),
        *(missed(rng, rng.randrange(5, 60)) for _ in range(2)),
    ]
    return [{"requests": some}]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """Two searches that take a while each, one with a match and one without."""
    rng = random.Random(seed)
    length = 1750 * scale ** (1 / 3)
    sizes = [round(length * rng.uniform(0.98, 1.02)) for _ in range(2)]
    return {"requests": [found(rng, sizes[0]), missed(rng, sizes[1])]}


def found(rng: random.Random, length: int) -> str:
    """The first alternative shares a run of one letter out among three stars, in each way; the second one matches."""
    a, b, c, *others = letters(rng)
    return f"find {a}*{a}*{a}*{b}|{a}+{c} {noise(rng, others)}{a * length}{c}{noise(rng, others)}"


def missed(rng: random.Random, length: int) -> str:
    """The same with two stars, from each place in the run, in vain."""
    a, b, *others = letters(rng)
    return f"find {a}*{a}*{b} {noise(rng, others)}{a * length}{noise(rng, others)}"


def letters(rng: random.Random) -> list[str]:
    return sorted(rng.sample(string.ascii_lowercase, 12))


def noise(rng: random.Random, others: list[str]) -> str:
    return "".join(rng.choices(others, k=rng.randrange(5, 30)))
