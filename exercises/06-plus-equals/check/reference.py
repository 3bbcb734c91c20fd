"""All batches in one thread, one after the other: the source of right answers."""


def cents(amount: str) -> int:
    """The amount in cents: "12.05" is 1205."""
    units, _, hundredths = amount.partition(".")
    return 100 * int(units) + int(hundredths)


def add_up(batches: list[list[str]]) -> tuple[int, int]:
    total = 0
    count = 0
    for batch in batches:
        for amount in batch:
            total += cents(amount)
            count += 1
    return total, count
