# 62. Announces a message of four gigabytes.
# gets: no-result
import os


def run_jobs(sizes, workers):
    os.write(3, b"\xff\xff\xff\xff" + b"x" * 1000)
    return None
