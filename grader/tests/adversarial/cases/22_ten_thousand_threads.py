# 22. Ten thousand threads.
# gets: process-limit
# last: so do its threads
import threading
import time


def run_jobs(sizes, workers):
    for _ in range(10_000):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    time.sleep(1000)
