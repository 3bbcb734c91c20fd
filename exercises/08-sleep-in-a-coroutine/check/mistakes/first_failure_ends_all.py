"""Mistake: nothing catches the exception of a turbine that fails.

`gather` raises it again, and all readings are lost.
"""

import asyncio
import json
import urllib.request


def read(url: str) -> tuple[str, int]:
    """A turbine's state and its power in kW. Blocks until the answer is there."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        reading = json.load(answer)
        return reading["state"], reading["kw"]


async def ask_turbine(url: str, limit: asyncio.Semaphore) -> tuple[str, int]:
    async with limit:
        return await asyncio.to_thread(read, url)


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    limit = asyncio.Semaphore(workers)
    readings = await asyncio.gather(*(ask_turbine(url, limit) for url in urls))
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    return asyncio.run(ask_farm(urls, workers))
