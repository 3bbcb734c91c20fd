"""Mistake: one more try after a failure.

That can be good practice elsewhere. Here each page may be asked for once, and a server that is overloaded
already gets even more requests.
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


def fetch_stubbornly(url: str) -> Optional[str]:
    text = fetch(url)
    return fetch(url) if text is None else text


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch_stubbornly, urls))
