"""Ask all turbines of a wind farm how they are, with up to `workers` of them asked at the same time.

`read` blocks, so a thread makes the call, and the coroutine awaits its result: meanwhile the loop can start the
others. All of them share one semaphore, which lets `workers` in. `gather` keeps the order.
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


async def ask_turbine(url: str, limit: asyncio.Semaphore) -> tuple[str, int]:
    async with limit:
        return await asyncio.to_thread(read, url)


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    limit = asyncio.Semaphore(workers)
    readings = await asyncio.gather(*(ask_turbine(url, limit) for url in urls))
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    """The state of each turbine, in the order of `urls`, and the power of all of them."""
    return asyncio.run(ask_farm(urls, workers))
