"""Mistake: the lock is taken only for the writing.

By then the old total has been read, and may be out of date.
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
        total = self.total + cents(amount)
        count = self.count + 1
        with self.lock:
            self.total = total
            self.count = count


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
