"""Add up amounts of money in a tally that several threads share, one thread for each batch.

The two `+=` in `Tally.add` can lose updates: another thread may come in between the reading and the
writing. Make the result exact, whichever way the threads take turns, and keep the threads.

Leave `cents` as it is. `./gilkit grade plus-equals` tries your program under many schedules.
"""

import threading


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


class Tally:
    """What has been added so far."""

    def __init__(self) -> None:
        self.total = 0  # in cents
        self.count = 0

    def add(self, amount: str) -> None:
        self.total += cents(amount)
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
