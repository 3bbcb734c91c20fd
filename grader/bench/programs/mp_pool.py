"""Truth: parallel. multiprocessing's own pool; its workers are forks."""

import multiprocessing

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return pool.map(job, sizes, chunksize=1)
