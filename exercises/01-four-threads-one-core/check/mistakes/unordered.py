"""Mistake: the results come in the order in which the jobs end, not in the order of `sizes`."""

import math
from concurrent.futures import ProcessPoolExecutor, as_completed

PRIME = 1_000_003


def job(n: int) -> int:
    """A small number that takes a factorial (one C call) and a loop (bytecode) to find."""
    checksum = math.factorial(n) % PRIME
    for i in range(10 * n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    with ProcessPoolExecutor(max_workers=workers) as pool:
        calls = [pool.submit(job, n) for n in sizes]
        return [call.result() for call in as_completed(calls)]
