"""Mistake: a switch interval so long that no thread ever has to give up its turn.

A thread still gives it up whenever it waits for something, and the setting changes the entire program.
"""

import sys
import threading


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
    sys.setswitchinterval(3600)
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
