"""Truth: serial. Threads that share one GIL, and sleep for a moment between their turns at it."""

import threading
import time

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
        if i % 40_000 == 39_999:
            time.sleep(0.002)
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
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
