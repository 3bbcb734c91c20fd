# 69. Closes every descriptor that it has.
# gets: no-result
import os


def run_jobs(sizes, workers):
    os.closerange(0, 1024)
    return None
