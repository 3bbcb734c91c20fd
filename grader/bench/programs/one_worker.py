"""Truth: serial. A pool of processes with a single worker."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return list(pool.map(job, sizes))
