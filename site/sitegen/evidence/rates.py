"""How much a count of errors says."""

import math

CONFIDENCE = 0.95


def at_most(errors: int, trials: int) -> float:
    """The exact upper bound on an error rate (Clopper and Pearson 1934), one-sided: with any larger rate, so few errors
    in so many trials would have had a probability below 1 - CONFIDENCE. 1 without trials."""
    if errors >= trials:
        return 1.0

    def at_most_so_many(rate: float) -> float:
        """The probability of `errors` or fewer. In logarithms: the binomial coefficients are no floats."""
        chosen = math.lgamma(trials + 1)
        return math.fsum(
            math.exp(
                chosen
                - math.lgamma(hits + 1)
                - math.lgamma(trials - hits + 1)
                + hits * math.log(rate)
                + (trials - hits) * math.log1p(-rate)
            )
            for hits in range(errors + 1)
        )

    low, high = errors / trials, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most_so_many(middle) > 1 - CONFIDENCE else (low, middle)
    return high
