"""Truth: serial. A plain loop."""

PRIME = 1_000_003


def job(n: int) -> int:
    checksum = n
    for i in range(n):
        checksum = (31 * checksum + i) % PRIME
    return checksum


def run_jobs(sizes: list[int], workers: int) -> list[int]:
    results = []
    for n in sizes:
        results.append(job(n))
    return results
