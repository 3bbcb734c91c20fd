"""Run the jobs in parallel.

Each job computes, so threads take turns and only one core has work. Change `run_jobs` so that the
jobs really run on `workers` cores. It must still return the results in the order of `sizes`.

Leave `job` as it is. `./gilkit grade four-threads-one-core` measures what you made.
"""

import math
import threading

PRIME = 1_000_003


def job(n: int) -> int:
    """A small number that takes a factorial (one C call) and a loop (bytecode) to find."""
    checksum = math.factorial(n) % PRIME
    for i in range(10 * n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    """The results of `job(n)` for each n in `sizes`, in that order, on up to `workers` cores."""
    results = [0] * len(sizes)

    def work(first: int) -> None:
        for i in range(first, len(sizes), workers):
            results[i] = job(sizes[i])

    threads = [threading.Thread(target=work, args=(first,)) for first in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
