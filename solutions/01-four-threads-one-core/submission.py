"""Run the jobs in parallel: in processes, each with a GIL of its own.

`map` hands out one job at a time to whichever worker is free, so unequal jobs still keep all
workers busy, and it gives back the results in the order of `sizes`.
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


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    """The results of `job(n)` for each n in `sizes`, in that order, on up to `workers` cores."""
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(job, sizes))
