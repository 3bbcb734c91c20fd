# 40. Is slow on purpose where it guesses that it is the baseline.
# gets: not-parallel
# with: job
import time

calls = 0


def run_jobs(sizes, workers):
    global calls
    calls += 1
    if workers == 1 or calls % 2:
        time.sleep(0.2)
    return [job(n) for n in sizes]
