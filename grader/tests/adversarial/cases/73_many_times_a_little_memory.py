# 73. Sixteen processes with 300 MB each.
# gets: memory-limit
import os
import time


def run_jobs(sizes, workers):
    for _ in range(16):
        if os.fork() == 0:
            kept = [os.urandom(1 << 20) * 300]
            time.sleep(1000)
    time.sleep(1000)
