"""Mistake: a pool with a single thread, which takes one batch after the other."""

from concurrent.futures import ThreadPoolExecutor


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


class Tally:
    def __init__(self) -> None:
        self.total = 0  # in cents
        self.count = 0

    def add(self, amount: str) -> None:
        self.total += cents(amount)
        self.count += 1


def add_up(batches: list[list[str]]) -> tuple[int, int]:
    tally = Tally()

    def work(batch: list[str]) -> None:
        for amount in batch:
            tally.add(amount)

    with ThreadPoolExecutor(max_workers=1) as pool:
        list(pool.map(work, batches))
    return tally.total, tally.count
