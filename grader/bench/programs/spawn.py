"""Truth: parallel. Workers that start as fresh interpreters, which costs CPU time of its own."""

import multiprocessing

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return pool.map(job, sizes, chunksize=1)
