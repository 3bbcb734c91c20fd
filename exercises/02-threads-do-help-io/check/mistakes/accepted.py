"""Mistake: any answer that raises no exception is taken for the page.

`urlopen` lets all statuses from 200 to 299 pass. With 202, the server says that the page isn't ready.
"""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode()
    except OSError:
        return None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch, urls))
