"""What does a pool of processes make of tiny tasks, and of large arguments?"""

import pickle
import time
import timeit
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

NUMBERS = range(4_000)
COLUMNS = range(4)


def square(number: int) -> int:
    return number * number


def total(table: Sequence[int], column: int) -> int:
    """Adds up one column: a thousand numbers of the two million in the table."""
    return sum(table[i] for i in range(column, len(table), 2_000))


def compare(name: str, loop: Callable[[], list], in_pool: Callable[[], list]) -> None:
    loop_ms = 1_000 * min(timeit.repeat(loop, number=1, repeat=20))

    start, own_start = time.perf_counter(), time.process_time()
    results = in_pool()
    pool_ms = 1_000 * (time.perf_counter() - start)
    own_ms = 1_000 * (time.process_time() - own_start)

    assert results == loop()
    print(
        f"{name}: loop {loop_ms:.2f} ms, pool {pool_ms:.0f} ms, "
        f"{pool_ms / loop_ms:.0f} times as long"
    )
    print(f"- CPU time of this process alone, per task: {own_ms / len(results):.3f} ms")


if __name__ == "__main__":
    table = array("q", range(2_000)) * 1_000
    with ProcessPoolExecutor(max_workers=4) as pool:
        list(pool.map(square, range(4)))  # starts the workers before the clock
        compare(
            "4,000 squares",
            lambda: [square(number) for number in NUMBERS],
            lambda: list(pool.map(square, NUMBERS)),
        )
        compare(
            "4 totals",
            lambda: [total(table, column) for column in COLUMNS],
            lambda: list(pool.map(total, [table] * 4, COLUMNS)),
        )
    print(f"arguments of a total, pickled: {len(pickle.dumps((table, 0)))} bytes")
