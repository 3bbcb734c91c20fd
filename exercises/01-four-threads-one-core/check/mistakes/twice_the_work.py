"""Mistake: each result is checked by computing it again.

The jobs do run in parallel, but half of the cores' time goes into work that nobody asked for.
"""

import math
from concurrent.futures import ProcessPoolExecutor

PRIME = 1_000_003


def job(n: int) -> int:
    """A small number that takes a factorial (one C call) and a loop (bytecode) to find."""
    checksum = math.factorial(n) % PRIME
    for i in range(10 * n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def checked_job(n: int) -> int:
    result = job(n)
    if job(n) != result:
        raise RuntimeError(f"job({n}) gave two different results")
    return result


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(checked_job, sizes))
