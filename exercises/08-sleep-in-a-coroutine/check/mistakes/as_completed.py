"""Mistake: the readings as they come in. They no longer stand where their turbines do."""

import asyncio
import json
import urllib.error
import urllib.request


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


async def ask_turbine(url: str, limit: asyncio.Semaphore) -> tuple[str, int]:
    async with limit:
        return await asyncio.to_thread(read, url)


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    limit = asyncio.Semaphore(workers)
    readings = [await first for first in asyncio.as_completed([ask_turbine(url, limit) for url in urls])]
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    return asyncio.run(ask_farm(urls, workers))
