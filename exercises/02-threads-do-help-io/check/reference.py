"""The pages one after the other: the source of right answers."""

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
    return [fetch(url) for url in urls]
