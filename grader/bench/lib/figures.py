"""Statistics of the bench. Pure functions, with the standard library only."""

import math
import random
import statistics
from collections.abc import Callable, Sequence


def binomial_cdf(k: int, n: int, p: float) -> float:
    """P(X <= k) for X ~ Binomial(n, p)."""
    if k >= n:
        return 1.0
    if p <= 0:
        return 1.0
    if p >= 1:
        return 0.0
    log_p, log_q = math.log(p), math.log1p(-p)
    choose = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in range(k + 1)]
    return math.fsum(math.exp(c + i * log_p + (n - i) * log_q) for i, c in enumerate(choose))


def error_upper_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """The exact one-sided upper bound on an error rate (Clopper and Pearson 1934): the largest rate under which
    `errors` or fewer in `trials` would still have a probability of 1 - confidence. 1 without trials."""
    if not 0 <= errors <= trials:
        raise ValueError(f"{errors} errors in {trials} trials")
    if errors == trials:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if binomial_cdf(errors, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def median(values: Sequence[float]) -> float | None:
    """None for no values."""
    return statistics.median(values) if values else None


def median_in_words(values: Sequence[float]) -> str:
    """"1.004 (0.998–1.011)": with its bootstrap interval, where there is one."""
    interval = bootstrap_interval(values)
    text = f"{statistics.median(values):.3f}"
    return text + (f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else "")


def bootstrap_interval(
    values: Sequence[float],
    statistic: Callable[[Sequence[float]], float] = statistics.median,
    confidence: float = 0.95,
    rounds: int = 2000,
    seed: int = 1,
) -> tuple[float, float] | None:
    """Percentile bootstrap interval of a statistic; None for fewer than two values, which say nothing of spread."""
    if len(values) < 2:
        return None
    rng = random.Random(seed)
    found = sorted(statistic(rng.choices(values, k=len(values))) for _ in range(rounds))
    outside = int((1 - confidence) / 2 * rounds)
    return found[outside], found[rounds - 1 - outside]
