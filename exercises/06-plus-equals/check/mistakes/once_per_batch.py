"""Mistake: one `+=` for each batch instead of one for each amount.

There are fewer additions to lose, but each takes longer: the old total is read first, then the entire
batch is added up, and only then the new total is written.
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

    def add_batch(self, batch: list[str]) -> None:
        self.total += sum(cents(amount) for amount in batch)
        self.count += len(batch)


def add_up(batches: list[list[str]]) -> tuple[int, int]:
    tally = Tally()
    threads = [threading.Thread(target=tally.add_batch, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally.total, tally.count
