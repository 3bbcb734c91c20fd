# 55. Is right for small inputs and makes large ones up.
# gets: wrong-answer
# with: job


def run_jobs(sizes, workers):
    return [job(n) if n < 20_000 else 7 for n in sizes]
