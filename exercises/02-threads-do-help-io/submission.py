"""Fetch pages from a slow server.

Each request spends nearly all of its time waiting for the answer, and the plain loop waits for one page
after the other. Change `fetch_all` so that up to `workers` pages are waited for at the same time. It must
still return the texts in the order of `urls`, and ask for each page once.

`fetch` is right as it is. `./gilkit grade threads-do-help-io` watches your program from the server's side.
"""

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
    """The text of each page or None, in the order of `urls`, with up to `workers` requests at a time."""
    texts = []
    for url in urls:
        texts.append(fetch(url))
    return texts
