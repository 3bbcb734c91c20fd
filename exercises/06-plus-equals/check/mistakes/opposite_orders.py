"""Mistake: a lock for each field, taken in two different orders.

So that the threads don't all queue for the same lock, every other one begins with the count. As soon as
one thread has the total and another one the count, each waits for what the other holds.
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
        self.total_lock = threading.Lock()
        self.count_lock = threading.Lock()

    def add_total_first(self, amount: str) -> None:
        with self.total_lock:
            self.total += cents(amount)
            with self.count_lock:
                self.count += 1

    def add_count_first(self, amount: str) -> None:
        with self.count_lock:
            self.count += 1
            with self.total_lock:
                self.total += cents(amount)


def add_up(batches: list[list[str]]) -> tuple[int, int]:
    tally = Tally()

    def work(number: int) -> None:
        add = tally.add_count_first if number % 2 else tally.add_total_first
        for amount in batches[number]:
            add(amount)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally.total, tally.count
