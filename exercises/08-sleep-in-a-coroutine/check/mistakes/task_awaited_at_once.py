"""Mistake: each task is awaited as soon as it has been created, so there is never a second one."""

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


async def ask_turbine(url: str) -> tuple[str, int]:
    return await asyncio.to_thread(read, url)


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    readings = []
    for url in urls:
        task = asyncio.create_task(ask_turbine(url))
        readings.append(await task)
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    return asyncio.run(ask_farm(urls, workers))
