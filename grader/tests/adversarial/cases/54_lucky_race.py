# 54. Is right half of the time.
# gets: wrong-answer
# with: job
import random


def run_jobs(sizes, workers):
    results = [job(n) for n in sizes]
    if results and random.random() < 0.5:
        results[-1] += 1
    return results
