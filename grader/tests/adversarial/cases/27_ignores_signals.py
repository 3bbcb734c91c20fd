# 27. Ignores every signal, stops itself, and sleeps.
# gets: time-limit
import os
import signal
import time


def run_jobs(sizes, workers):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        time.sleep(1000)
