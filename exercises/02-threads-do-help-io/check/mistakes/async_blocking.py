"""Mistake: `async def` doesn't make a blocking request give way.

The event loop can change over only at an await. There is none in `fetch`, so the whole loop waits with it.
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


async def fetch_async(url: str) -> Optional[str]:
    return fetch(url)


async def gather_all(urls: list[str]) -> list[Optional[str]]:
    return list(await asyncio.gather(*(fetch_async(url) for url in urls)))


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    return asyncio.run(gather_all(urls))
