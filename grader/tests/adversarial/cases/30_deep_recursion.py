# 30. Recurses until the C stack is gone.
# gets: crashed wrong-answer
import sys


def run_jobs(sizes, workers):
    sys.setrecursionlimit(10**9)
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return [repr(nested), run_jobs(sizes, workers)]
