"""The secret inputs: the same for the same seed, fresh for every run."""

import random

DOWNLOADS = 12


def picture(rng: random.Random, columns: int, rows: int) -> str:
    """A plain PGM: a soft light from one corner, with some dust on it."""
    pixels = []
    slope = rng.uniform(0.2, 1.0)
    for y in range(rows):
        line = [min(255, int(slope * (x + y))) for x in range(columns)]
        for _ in range(max(1, columns // 12)):
            line[rng.randrange(columns)] = rng.choice((0, 255))
        pixels.append(" ".join(map(str, line)))
    return "\n".join(["P2", f"{columns} {rows}", "255", *pixels])


def gallery(pages: list[dict], shown: list[int], workers: int = 4, downloads: int = DOWNLOADS) -> dict:
    """A call for these pages, shown in this order, and what the server does with each of them."""
    server = {f"/picture-{number}.pgm": page for number, page in enumerate(pages)}
    paths = list(server)
    urls = ["{server}" + paths[number] for number in shown]
    return {"call": {"urls": urls, "downloads": downloads, "workers": workers}, "server": server}


def cases(seed: int) -> list[dict]:
    """Small calls that decide whether the answers are right."""
    rng = random.Random(seed)

    def page(**more: object) -> dict:
        return {"body": picture(rng, rng.randrange(4, 14), rng.randrange(4, 14)), **more}

    # The first picture comes last: whoever takes them as they come gets it too late.
    slowest_first = [page(latency_s=latency_s) for latency_s in (0.15, 0.04, 0.03, 0.02, 0.01)]
    missing = [page(), page(status=404), page(behaviour="resets"), page(status=503), page()]
    rng.shuffle(missing)
    return [
        gallery([], []),
        gallery([page()], [0]),
        gallery([page(latency_s=0.05)], [0, 0, 0]),
        gallery([page(), page(status=404), page()], [2, 1, 0, 1]),
        gallery(missing, [0, 1, 2, 3, 4]),
        gallery(slowest_first, [0, 1, 2, 3, 4, 2]),
        gallery([page(latency_s=0.01) for _ in range(5)], [0, 1, 2, 3, 4], workers=2, downloads=2),
    ]


def workload(seed: int, workers: int, scale: float = 1.0) -> dict:
    """One measured run: pictures that take a while to come, some of which are shown twice."""
    rng = random.Random(seed)
    count = max(3 * DOWNLOADS, round(4 * DOWNLOADS * scale))
    # The same few pictures at many addresses: the server doesn't mind, and the input stays small.
    bodies = [picture(rng, 72, 72) for _ in range(8)]
    pages = [
        {"body": bodies[number % len(bodies)], "latency_s": round(rng.uniform(0.2, 0.3), 3)} for number in range(count)
    ]
    pages[rng.randrange(count)]["status"] = 404
    shown = list(range(count))
    rng.shuffle(shown)
    for number in rng.sample(range(count), 4):  # again while the first one is still awaited
        shown.insert(shown.index(number) + rng.randrange(1, 4), number)
    for number in rng.sample(range(count), 2):  # and at some other time
        shown.insert(rng.randrange(len(shown) + 1), number)
    return gallery(pages, shown, workers)
