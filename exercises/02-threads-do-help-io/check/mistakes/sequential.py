"""Mistake: a shorter loop is still a loop. `map` calls `fetch` for one page after the other."""

import urllib.request
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode() if answer.status == 200 else None
    except OSError:  # an answer like 404 or 503, or a connection that was reset
        return None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    return list(map(fetch, urls))
