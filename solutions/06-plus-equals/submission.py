"""Add up amounts of money in a tally that several threads share, one thread for each batch.

One lock guards both fields. It is held from the reading to the writing and no longer: `cents` works on
values that no other thread sees, so it needs no lock.
"""

import threading


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


class Tally:
    """What has been added so far, by any number of threads."""

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
    """The sum of all amounts in cents, and how many they are. Each batch has a thread of its own."""
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
