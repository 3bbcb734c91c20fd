"""Ask all turbines of a wind farm how they are, and add up their power.

Everything is `async` already, and `gather` gets all turbines at once. Yet they are asked one after the other,
because `read` blocks the thread in which all coroutines run. Make the waits overlap, with up to `workers`
turbines asked at the same time: more of them would be too much for the radio link to the farm.

`read` is right as it is. `./gilkit grade sleep-in-a-coroutine` watches your program from the turbines' side.
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
    return read(url)


async def ask_farm(urls: list[str], workers: int) -> tuple[list[str], int]:
    readings = await asyncio.gather(*(ask_turbine(url) for url in urls))
    return [state for state, _ in readings], sum(kw for _, kw in readings)


def survey(urls: list[str], workers: int) -> tuple[list[str], int]:
    """The state of each turbine, in the order of `urls`, and the power of all of them."""
    return asyncio.run(ask_farm(urls, workers))
