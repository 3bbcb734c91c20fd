# 25. Prints without end, to stdout and stderr.
# gets: output-limit
import sys


def run_jobs(sizes, workers):
    while True:
        print("spam " * 100)
        print("spam " * 100, file=sys.stderr)
