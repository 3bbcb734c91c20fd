"""Truth: parallel. A pool of processes, by concurrent.futures."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    context = multiprocessing.get_context("fork")  # what it does when left alone changed with 3.14
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        return list(pool.map(job, sizes))
