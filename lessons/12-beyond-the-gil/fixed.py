"""What runs four calls at a time on this Python? Asks the interpreter itself."""

import sys
import sysconfig
import time
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

try:
    from concurrent.futures import InterpreterPoolExecutor  # 3.14
except ImportError:
    InterpreterPoolExecutor = None


def plain_loop(rounds: int) -> int:
    total = 0
    for i in range(rounds):
        total += i * i % 7
    return total


def gil_enabled() -> bool:
    """What the interpreter says; one that can't tell is taken to have a GIL."""
    ask = getattr(sys, "_is_gil_enabled", None)
    return ask is None or ask()


def parallel_pool() -> Executor:
    if not gil_enabled():
        return ThreadPoolExecutor(max_workers=4)
    return (InterpreterPoolExecutor or ProcessPoolExecutor)(max_workers=4)


def seconds(pool: Executor, calls: int) -> float:
    start = time.perf_counter()
    list(pool.map(plain_loop, [2_000_000] * calls))
    return time.perf_counter() - start


if __name__ == "__main__":
    print(f"Python {sys.version_info[0]}.{sys.version_info[1]}")
    can_do_without = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    print(f"can do without a GIL: {can_do_without:d}, has one now: {gil_enabled():d}")
    with parallel_pool() as pool:
        one_s = seconds(pool, 1)
        four_s = seconds(pool, 4)
    print(
        f"one call {one_s:.2f} s, four {four_s:.2f} s: "
        f"{4 * one_s / four_s:.1f} at a time"
    )
