"""Mistake: waiting for each job before the next is handed out.

`result()` blocks until the job is done, so at most one worker ever has something to do.
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
    results = []
    with ProcessPoolExecutor(max_workers=workers) as pool:
        for n in sizes:
            results.append(pool.submit(job, n).result())
    return results
