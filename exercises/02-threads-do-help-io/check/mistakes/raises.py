"""Mistake: nothing catches the exception of a page that fails. `map` raises it again, and all texts are lost."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode() if answer.status == 200 else None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch, urls))
