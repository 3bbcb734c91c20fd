"""Mistake: reading is locked and writing is locked, but not the time in between.

Two operations that are each safe don't make a safe one.
"""

import threading


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


class Tally:
    def __init__(self) -> None:
        self._values = (0, 0)  # the total in cents, and the count
        self._lock = threading.Lock()

    def get(self) -> tuple[int, int]:
        with self._lock:
            return self._values

    def set(self, total: int, count: int) -> None:
        with self._lock:
            self._values = (total, count)

    def add(self, amount: str) -> None:
        total, count = self.get()
        self.set(total + cents(amount), count + 1)


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
    return tally.get()
