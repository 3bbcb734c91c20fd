"""Mistake: each thread is waited for as soon as it has been started.

There is a thread for each page, but never two at the same time.
"""

import threading
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
    texts: list[Optional[str]] = [None] * len(urls)

    def work(number: int) -> None:
        texts[number] = fetch(urls[number])

    for number in range(len(urls)):
        thread = threading.Thread(target=work, args=(number,))
        thread.start()
        thread.join()
    return texts
