"""Mistake: UTF-8 read as Latin-1. That never fails, and is right only as long as all is ASCII."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode("latin-1") if answer.status == 200 else None
    except OSError:  # an answer like 404 or 503, or a connection that was reset
        return None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch, urls))
