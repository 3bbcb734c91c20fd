"""Mistake: an HTTPError has a text, too, but it isn't the page."""

import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    """The text of the page, or None where the server doesn't answer it properly."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode() if answer.status == 200 else None
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch, urls))
