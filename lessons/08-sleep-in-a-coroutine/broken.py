"""How long do four coroutines take that wait for 0.3 s, and what happens beside them?"""

import asyncio
import time
from collections.abc import Awaitable, Callable


def query() -> None:
    """Stands for a call to a driver that blocks, and that you cannot change."""
    time.sleep(0.3)


async def pause() -> None:
    time.sleep(0.3)


async def ask_driver() -> None:
    query()


async def four_at_once(name: str, job: Callable[[], Awaitable[None]]) -> None:
    ticks = 0

    async def heartbeat() -> None:
        """Everything else that this event loop has to do: it ticks every 10 ms."""
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    beside = asyncio.create_task(heartbeat())
    start = time.perf_counter()
    await asyncio.gather(job(), job(), job(), job())
    took = time.perf_counter() - start
    beside.cancel()
    print(
        f"{name}: four took {took:.2f} s, {took / 0.3:.1f} times one wait, "
        f"{ticks} ticks meanwhile"
    )


async def main() -> None:
    await four_at_once("pause", pause)
    await four_at_once("driver", ask_driver)


if __name__ == "__main__":
    asyncio.run(main())
