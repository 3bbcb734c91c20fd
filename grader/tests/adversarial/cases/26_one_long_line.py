# 26. Prints a line of a gigabyte.
# gets: output-limit memory-limit
import os


def run_jobs(sizes, workers):
    block = b"x" * (1 << 20)
    for _ in range(1024):
        os.write(1, block)
    return None
