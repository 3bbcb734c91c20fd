"""Mistake: a lock around the request, to be safe.

Waiting for an answer lets go of the GIL, but not of this lock: seven threads wait for the eighth.
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


lock = threading.Lock()


def fetch_locked(url: str) -> Optional[str]:
    with lock:
        return fetch(url)


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch_locked, urls))
