"""Truth: serial. Four processes that take turns behind one lock."""

import multiprocessing

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def take_lock(lock) -> None:
    global gate
    gate = lock


def locked_job(n: int) -> int:
    with gate:
        return job(n)


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, take_lock, (context.Lock(),)) as pool:
        return pool.map(locked_job, sizes, chunksize=1)
