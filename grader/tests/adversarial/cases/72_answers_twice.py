# 72. Forks, and both processes answer.
# gets: wrong-answer no-result
import os


def run_jobs(sizes, workers):
    os.fork()
    return None
