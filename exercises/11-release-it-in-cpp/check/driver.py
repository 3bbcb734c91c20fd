"""Calls the C++ function from a pool of threads: one call for each world."""

from concurrent.futures import ThreadPoolExecutor

import life

if not hasattr(life, "population"):
    raise ImportError("the module life has no function population()")


def population(worlds: list[bytes], width: int, generations: int, workers: int) -> list[list[int]]:
    def one(world: bytes) -> list[int]:
        return life.population(world, width, generations)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, worlds))
