"""Truth: wasted work. One process does the jobs; the others spin, and so ask for cores."""

import multiprocessing

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def spin(done) -> None:
    while not done.value:
        pass


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    context = multiprocessing.get_context("fork")
    done = context.RawValue("b", 0)
    spinners = [context.Process(target=spin, args=(done,), daemon=True) for _ in range(workers - 1)]
    for spinner in spinners:
        spinner.start()
    results = [job(n) for n in sizes]
    done.value = 1
    for spinner in spinners:
        spinner.join()
    return results
