# 32. Detaches a daemon by two forks and a session of its own.
# gets: wrong-answer
import os
import time


def run_jobs(sizes, workers):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(100_000)
        os._exit(0)
    os.wait()
    return None
