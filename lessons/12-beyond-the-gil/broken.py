"""How many threads compute at a time on this Python? Goes by the version number."""

import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor


def plain_loop(rounds: int) -> int:
    total = 0
    for i in range(rounds):
        total += i * i % 7
    return total


def threads_at_a_time() -> int:
    """Somebody has heard that Python did away with the GIL in version 3.13."""
    return 4 if sys.version_info >= (3, 13) else 1


def seconds(pool: Executor, calls: int) -> float:
    start = time.perf_counter()
    list(pool.map(plain_loop, [2_000_000] * calls))
    return time.perf_counter() - start


if __name__ == "__main__":
    print(f"Python {sys.version_info[0]}.{sys.version_info[1]}")
    print(f"threads that should compute at a time: {threads_at_a_time()} of 4")
    with ThreadPoolExecutor(max_workers=4) as pool:
        one_s = seconds(pool, 1)
        four_s = seconds(pool, 4)
    print(
        f"one call {one_s:.2f} s, four {four_s:.2f} s: "
        f"{4 * one_s / four_s:.1f} at a time"
    )
