"""Mistake: a `threading.local` holds other values in each thread.

So nothing is shared and nothing is lost, but nobody adds up what the threads have. `add_up` finds only
the zeros of its own thread.
"""

import threading


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


class Tally(threading.local):
    """What this thread has added so far: `__init__` runs in each thread that comes here."""

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

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally.total, tally.count
