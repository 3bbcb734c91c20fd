"""How long do four threads take, compared with one call on its own?"""

import math
import threading
import time
from collections.abc import Callable


def factorial() -> int:
    """All of the work happens in a single call into C."""
    return math.factorial(100_000).bit_length()


def plain_loop() -> int:
    """About the same amount of work, in Python bytecode."""
    total = 0
    for i in range(2_000_000):
        total += i * i % 7
    return total


def four_at_once(job: Callable[[], int]) -> None:
    threads = [threading.Thread(target=job) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def compare(name: str, job: Callable[[], int]) -> None:
    start = time.perf_counter()
    four_at_once(job)
    four = time.perf_counter() - start

    start = time.perf_counter()
    job()
    one = time.perf_counter() - start

    print(
        f"{name}: one call {one:.2f} s, four threads {four:.2f} s, "
        f"{four / one:.1f} times as long"
    )


if __name__ == "__main__":
    compare("factorial", factorial)
    compare("plain loop", plain_loop)
