"""Mistake: a semaphore of its own for each page.

It lets `workers` threads in, but only one ever comes. All threads must ask the same semaphore.
"""

import threading
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
    def fetch_bounded(url: str) -> Optional[str]:
        semaphore = threading.Semaphore(workers)
        with semaphore:
            return fetch(url)

    with ThreadPoolExecutor(max_workers=max(1, len(urls))) as pool:
        return list(pool.map(fetch_bounded, urls))
