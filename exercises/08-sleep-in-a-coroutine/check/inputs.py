"""The secret inputs: the same for the same seed, fresh for every run."""

import json
import random

STATES = ("running", "starting", "curtailed")


def case(turbines: list[dict], workers: int = 5) -> dict:
    """A call for these turbines, in this order, and what the server does for each of them."""
    server = {f"/turbine-{number}": page for number, page in enumerate(turbines, start=1)}
    return {"call": {"urls": ["{server}" + path for path in server], "workers": workers}, "server": server}


def turbine(rng: random.Random, latency_s: float = 0.0) -> dict:
    reading = {"state": rng.choice(STATES), "kw": rng.randrange(100, 3000)}
    return {"body": json.dumps(reading), "latency_s": latency_s}


def in_maintenance(rng: random.Random, latency_s: float = 0.0) -> dict:
    """Its answer looks like a reading; only the status says that it is none."""
    return {**turbine(rng, latency_s), "status": 503}


def cases(seed: int) -> list[dict]:
    """Small calls that decide whether the answers are right."""
    rng = random.Random(seed)
    # The first one is answered last: whoever takes the answers as they come gets it too late.
    slowest_first = [
        {"body": json.dumps({"state": f"starting, step {step}", "kw": rng.randrange(100)}), "latency_s": latency_s}
        for step, latency_s in enumerate((0.15, 0.04, 0.03, 0.02, 0.01))
    ]
    failures = [
        turbine(rng),
        {**turbine(rng), "status": 404},
        in_maintenance(rng),
        {**turbine(rng), "behaviour": "resets"},
        {"body": json.dumps({"state": "calm", "kw": 0})},  # no power, and yet a reading
        turbine(rng),
    ]
    rng.shuffle(failures)

    return [
        case([]),
        case([turbine(rng)]),
        case([turbine(rng), in_maintenance(rng), turbine(rng)]),
        case([turbine(rng), {**turbine(rng), "behaviour": "resets"}, turbine(rng)]),
        case(failures),
        case(slowest_first),
        case([turbine(rng, 0.01) for _ in range(3)]),  # fewer turbines than workers
        case([turbine(rng, 0.01) for _ in range(7)], workers=2),
    ]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """One measured run: turbines that take a while to answer, a few of which can't."""
    rng = random.Random(seed)
    count = max(workers, 8, round(7 * workers * scale))
    turbines = [turbine(rng, round(rng.uniform(0.08, 0.16), 3)) for _ in range(count)]
    for number in rng.sample(range(count), 3):
        turbines[number]["status"] = 503
    return case(turbines, workers)
