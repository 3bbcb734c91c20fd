"""The thumbnails are made in processes, but the pictures are fetched one after the other."""

import urllib.request
from concurrent.futures import ProcessPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The picture, or None where the server doesn't answer with one."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode()
    except OSError:  # an answer like 404, or a connection that was reset
        return None


def thumbnail(picture: str) -> str:
    """The picture, a plain PGM, without its dust and in a quarter of its width and height."""
    _, width, _, white, *pixels = picture.split()
    columns = int(width)
    values = [int(pixel) for pixel in pixels]
    rows = [values[start : start + columns] for start in range(0, len(values), columns)]
    clean = [[median_around(rows, x, y) for x in range(columns)] for y in range(len(rows))]
    small = [
        [sum(sum(row[x : x + 4]) for row in clean[y : y + 4]) // 16 for x in range(0, columns - 3, 4)]
        for y in range(0, len(rows) - 3, 4)
    ]
    lines = [" ".join(map(str, row)) for row in small]
    return "\n".join(["P2", f"{columns // 4} {len(small)}", white, *lines])


def median_around(rows: list[list[int]], x: int, y: int) -> int:
    """Of the pixels at most two columns and two rows away: specks of dust are never in the middle."""
    near = sorted(value for row in rows[max(0, y - 2) : y + 3] for value in row[max(0, x - 2) : x + 3])
    return near[len(near) // 2]


def thumbnail_of(picture: Optional[str]) -> Optional[str]:
    return None if picture is None else thumbnail(picture)


def make_thumbnails(urls: list[str], downloads: int, workers: int) -> list[Optional[str]]:
    """A thumbnail for each URL, in their order, or None where there is no picture."""
    once = list(dict.fromkeys(urls))
    with ProcessPoolExecutor(max_workers=workers) as pool:
        thumbnails = dict(zip(once, pool.map(thumbnail_of, [fetch(url) for url in once])))
    return [thumbnails[url] for url in urls]
