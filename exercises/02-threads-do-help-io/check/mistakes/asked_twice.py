"""Mistake: one request to see whether the page is there, and another one to read it."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Optional


def fetch(url: str) -> Optional[str]:
    try:
        if urllib.request.urlopen(url, timeout=30).status != 200:
            return None
        return urllib.request.urlopen(url, timeout=30).read().decode()
    except OSError:
        return None


def fetch_all(urls: list[str], workers: int) -> list[Optional[str]]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(fetch, urls))
