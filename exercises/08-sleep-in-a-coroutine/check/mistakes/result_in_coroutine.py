"""Mistake: threads make the calls, but `result()` waits for each of them with the loop's thread.

Only an `await` waits without stopping the others.
"""

import asyncio
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor


def read(url: str) -> tuple[str, int]:
    """A turbine's state and its power in kW. Blocks until the answer is there."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            reading = json.load(answer)
            return reading["state"], reading["kw"]
    except urllib.error.HTTPError as error:  # such as 503, during maintenance
        return f"error {error.code}", 0
    except OSError:  # the connection was reset
        return "no answer", 0


async def ask_turbine(url: str, pool: ThreadPoolExecutor) -> tuple[str, int]:
    return pool.submit(read, url).result()


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        readings = await asyncio.gather(*(ask_turbine(url, pool) for url in urls))
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    return asyncio.run(ask_farm(urls, workers))
