"""Mistake: `add` holds the lock and calls `count_one`, which takes it again.

A `Lock` can't be taken twice, not even by the thread that has it: that thread waits for itself.
"""

import threading


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


class Tally:
    def __init__(self) -> None:
        self.total = 0  # in cents
        self.count = 0
        self.lock = threading.Lock()

    def count_one(self) -> None:
        with self.lock:
            self.count += 1

    def add(self, amount: str) -> None:
        with self.lock:
            self.total += cents(amount)
            self.count_one()


def add_up(batches: list[list[str]]) -> tuple[int, int]:
    tally = Tally()

    def work(batch: list[str]) -> None:
        for amount in batch:
            tally.add(amount)

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally.total, tally.count
