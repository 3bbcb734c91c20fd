"""Mistake: a pool, but of threads. They share one GIL: one computes, the others wait."""

import math
from concurrent.futures import ThreadPoolExecutor

PRIME = 1_000_003


def job(n: int) -> int:
    """A small number that takes a factorial (one C call) and a loop (bytecode) to find."""
    checksum = math.factorial(n) % PRIME
    for i in range(10 * n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(job, sizes))
