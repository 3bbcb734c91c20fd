"""Truth: parallel. Workers are forks of a server that starts first, which is serial time."""

import multiprocessing

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    with multiprocessing.get_context("forkserver").Pool(workers) as pool:
        return pool.map(job, sizes, chunksize=1)
