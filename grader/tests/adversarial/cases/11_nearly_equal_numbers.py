# 11. Numbers that compare equal in Python without being the same.
# gets: wrong-answer
# with: job


def run_jobs(sizes, workers):
    return [float(job(n)) for n in sizes] or [float("nan"), -0.0, 10**400]
