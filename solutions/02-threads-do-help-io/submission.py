"""Fetch the pages in threads, which let go of the GIL while they wait for an answer.

The size of the pool is the bound: each of its threads has one request under way at a time. `map` hands
the next page to whichever thread is free, and gives back the texts in the order of `urls`.
"""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode() if answer.status == 200 else None
    except OSError:  # an answer like 404 or 503, or a connection that was reset
        return None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    """The text of each page or None, in the order of `urls`, with up to `workers` requests at a time."""
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch, urls))
