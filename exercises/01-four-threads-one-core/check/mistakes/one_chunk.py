"""Mistake: all of the jobs in one chunk.

A large chunk saves messages, but a chunk goes to one worker whole: the others get nothing.
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
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(job, sizes, chunksize=max(1, len(sizes))))
