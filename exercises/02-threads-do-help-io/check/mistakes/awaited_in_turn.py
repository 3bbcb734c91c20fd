"""Mistake: each page is awaited before the next one is asked for.

`to_thread` does let the event loop go on with something else meanwhile. Nobody has given it anything.
"""

import asyncio
import urllib.request
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode() if answer.status == 200 else None
    except OSError:  # an answer like 404 or 503, or a connection that was reset
        return None


async def fetch_in_turn(urls: list[str]) -> list[Optional[str]]:
    return [await asyncio.to_thread(fetch, url) for url in urls]


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    return asyncio.run(fetch_in_turn(urls))
