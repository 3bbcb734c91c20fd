"""Mistake: no bound but the size of the default pool.

That depends on the number of cores (os.cpu_count() + 4, up to 32) and not on what the other side can bear.
"""

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
    readings = await asyncio.gather(*(ask_turbine(url) for url in urls))
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    return asyncio.run(ask_farm(urls, workers))
