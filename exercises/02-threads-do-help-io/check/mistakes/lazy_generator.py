"""Mistake: a generator where a list is needed.

It submits a page only when the loop below asks for it, and by then the loop has waited for the page before.
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
    with ThreadPoolExecutor(max_workers=workers) as pool:
        calls = (pool.submit(fetch, url) for url in urls)
        return [call.result() for call in calls]
