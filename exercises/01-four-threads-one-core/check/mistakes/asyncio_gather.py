"""Mistake: coroutines that never wait for anything.

The event loop can change over only at an await that waits. Each job runs to its end before the next
one begins, all in one thread.
"""

import asyncio
import math

PRIME = 1_000_003


def job(n: int) -> int:
    """A small number that takes a factorial (one C call) and a loop (bytecode) to find."""
    checksum = math.factorial(n) % PRIME
    for i in range(10 * n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


async def job_async(n: int) -> int:
    return job(n)


async def gather_all(sizes: list[int]) -> list[int]:
    return list(await asyncio.gather(*(job_async(n) for n in sizes)))


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    return asyncio.run(gather_all(sizes))
