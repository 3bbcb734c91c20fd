# 78. Starts burners while it is imported, which are at work before the clock runs.
# gets: wasted-work not-parallel time-limit too-slow
# with: job
import os

for _ in range(3):
    if os.fork() == 0:
        while True:
            pass


def run_jobs(sizes, workers):
    return [job(n) for n in sizes]
