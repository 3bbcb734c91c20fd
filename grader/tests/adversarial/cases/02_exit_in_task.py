# 2. Ends the process with success instead of returning.
# gets: no-result
import sys


def run_jobs(sizes, workers):
    sys.exit(0)
