"""How long must a thread that only ticks wait for its next turn, while another one works?"""

import math
import random
import re
import threading
import time
from collections.abc import Callable

NUMBERS = [random.random() for _ in range(400_000)]


def plain_loop() -> None:
    total = 0
    for i in range(2_000_000):
        total += i * i % 7


def factorial() -> None:
    math.factorial(100_000)


def regex() -> None:
    re.fullmatch("(a+)+b", "a" * 22)


def sort() -> None:
    sorted(NUMBERS)


def tick(done: threading.Event, gaps: list) -> None:
    """Sleeps for a millisecond, again and again, and notes the time from tick to tick."""
    before = time.perf_counter()
    while not done.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        gaps.append(now - before)
        before = now


def stops_the_ticker(job: Callable[[], None]) -> bool:
    """Prints how long the job and the longest gap were: is the gap more than half of the job?"""
    done, gaps = threading.Event(), []
    ticker = threading.Thread(target=tick, args=(done, gaps))
    ticker.start()
    start = time.perf_counter()
    job()
    took = time.perf_counter() - start
    done.set()
    ticker.join()
    longest = max(gaps)
    print(
        f"{job.__name__}: took {took:.2f} s, longest gap {1000 * longest:.0f} ms, "
        f"{100 * longest / took:.0f} % of it"
    )
    return longest > took / 2


if __name__ == "__main__":
    jobs = [plain_loop, factorial, regex, sort]
    stopped = [job for job in jobs if stops_the_ticker(job)]
    print(f"stopped for more than half of the job: by {len(stopped)} of {len(jobs)}")
