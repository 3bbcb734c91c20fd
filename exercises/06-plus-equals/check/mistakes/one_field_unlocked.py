"""Mistake: the count is left out of the lock, because `+= 1` looks as if nothing could come in between.

From CPython 3.10 on it happens to hold in everyday runs. No version promises it.
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

    def add(self, amount: str) -> None:
        added = cents(amount)
        with self.lock:
            self.total += added
        self.count += 1


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
