"""The worlds one after the other, in C++ as well: the source of right answers, and the baseline."""

import life


def population(worlds: list[bytes], width: int, generations: int, workers: int) -> list[list[int]]:
    return [life.population(world, width, generations) for world in worlds]
