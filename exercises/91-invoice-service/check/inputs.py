"""The secret requests: the same for the same seed, fresh for every grading."""

import random

LETTERS = 64  # franked one after the other, they take longer than an answer may
AGAIN = 16


def invoice(rng: random.Random, rows: int) -> str:
    return f"invoice {rng.randrange(10_000)} {rows}"


def references(rng: random.Random, count: int) -> str:
    return f"references {rng.randrange(10_000)} {count}"


def post(bag: int, orders: list[str]) -> str:
    return " ".join(["post", str(bag), *orders])


def cases(seed: int) -> list[dict]:
    """Small requests of every kind: they show whether the answers are right, and nobody is measured meanwhile."""
    rng = random.Random(seed)
    bag, other_bag = rng.sample(range(5_000), 2)
    ada, ben, cyd = (f"K{number}" for number in rng.sample(range(10_000), 3))
    requests = [
        *(invoice(rng, rows) for rows in (0, 1, rng.randrange(2, 20))),
        *(references(rng, count) for count in (0, 1, rng.randrange(2, 20))),
        post(bag, [ada]),
        post(bag, [ben, ada, ben]),
        post(other_bag, [cyd, ben]),
        post(bag, [ada, cyd]),
    ]
    return [{"requests": requests}]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """A full bag of letters, a month's references, and invoices that take a while each."""
    rng = random.Random(seed)
    orders = [f"K{number}" for number in rng.sample(range(10_000), LETTERS)]
    orders += rng.sample(orders, AGAIN)
    rng.shuffle(orders)
    rows = [max(1, round(scale * rng.randrange(560 * 9 // 10, 560 * 11 // 10))) for _ in range(3)]
    requests = [
        post(rng.randrange(5_000, 10_000), orders),
        references(rng, round(scale * 20_000)),
        *(invoice(rng, count) for count in rows),
    ]
    return {"requests": requests}
