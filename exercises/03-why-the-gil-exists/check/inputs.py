"""The secret inputs: the same for the same seed, fresh for every run."""

import random
import string


def cases(seed: int) -> list[dict]:
    """Small replays: what each of them is for stands beside it.

    In all of them the object has more references than are ever dropped, or nothing but drops. So a count
    comes down to 0 only with the last operation, and no thread takes a reference to an object that is gone.
    """
    rng = random.Random(seed)

    def signs(length: int) -> str:
        return "".join(rng.choice("+-") for _ in range(length))

    def case(threads: dict[str, str], schedule: str) -> dict:
        drops = sum(todo.count("-") for todo in threads.values())
        return {"count": drops + rng.randrange(1, 4), "threads": threads, "schedule": schedule}

    def shuffled(names: str) -> str:
        return "".join(rng.sample(names, len(names)))

    a, b, c = rng.sample(string.ascii_uppercase, 3)
    n = rng.randrange(2, 5)

    return [
        {"count": rng.randrange(1, 9), "threads": {}, "schedule": ""},
        case({a: "+-" + signs(2)}, a),  # alone: nobody to wait for
        case({a: "+" * n, b: "+" * n}, a + b),  # lost takes: freed too early
        {"count": 2 * n, "threads": {a: "-" * n, b: "-" * n}, "schedule": b + a},  # lost drops: never freed
        case({a: "+" * n, b: "-" * n}, a + b),  # what one stores, the other overwrites
        case({a: signs(n), b: signs(n)}, 3 * a + 3 * b),  # well even without a GIL, by luck
        case({a: signs(1), b: "", c: signs(5)}, shuffled(a + b + c)),  # turns of threads that are done
        case({c: signs(4), a: signs(3), b: signs(4)}, shuffled(a + b + c + a + c + c + b)),
    ]
