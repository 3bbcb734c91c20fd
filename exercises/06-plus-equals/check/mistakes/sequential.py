"""Mistake: the race is gone because the threads are gone."""


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
    tally = Tally()
    for batch in batches:
        for amount in batch:
            tally.add(amount)
    return tally.total, tally.count
