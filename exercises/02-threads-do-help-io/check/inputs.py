"""The secret inputs: the same for the same seed, fresh for every run."""

import random


def case(pages: list[dict], workers: int = 8) -> dict:
    """A call for these pages, in this order, and what the server does with each of them."""
    server = {f"/page-{number}": page for number, page in enumerate(pages)}
    return {"call": {"urls": ["{server}" + path for path in server], "workers": workers}, "server": server}


def cases(seed: int) -> list[dict]:
    """Small calls that decide whether the answers are right."""
    rng = random.Random(seed)

    def page(**more: object) -> dict:
        return {"body": f"This is page {rng.getrandbits(64):016x}.\n", **more}

    foreign = f"Grüße aus Łódź, \u4e16\u754c \U0001f422 {rng.randrange(10_000)}"
    # The first page is answered last: whoever takes the answers as they come gets it too late.
    slowest_first = [page(latency_s=latency_s) for latency_s in (0.15, 0.04, 0.03, 0.02, 0.01, 0.0)]
    failures = [
        page(),
        page(status=404),
        page(status=202),  # no error for urlopen, and yet not the page
        page(behaviour="resets"),
        {"body": ""},  # an empty page is a page
        page(),
    ]
    rng.shuffle(failures)

    return [
        case([]),
        case([page()]),
        case([{"body": foreign}, page()]),
        case([page(), page(status=404), page()]),
        case([page(), page(behaviour="resets"), page()]),
        case(failures),
        case(slowest_first),
        case([page(latency_s=0.01) for _ in range(5)]),  # fewer pages than workers
        case([page(latency_s=0.01) for _ in range(7)], workers=2),
    ]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """One measured run: pages that take a while, a few of which fail after all."""
    rng = random.Random(seed)
    count = max(workers, 4, round(6 * workers * scale))
    pages = [
        {
            "body": f"<h1>Page {number}</h1>\n<p>{rng.getrandbits(256):064x}</p>\n",
            "latency_s": round(rng.uniform(0.08, 0.16), 3),
        }
        for number in range(count)
    ]
    broken, busy, busy_too = rng.sample(pages, 3)
    broken["behaviour"] = "resets"
    busy["status"] = busy_too["status"] = 503
    return case(pages, workers)
