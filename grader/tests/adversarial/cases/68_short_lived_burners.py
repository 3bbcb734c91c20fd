# 68. Burns in processes that live too short to be seen.
# gets: wasted-work not-parallel time-limit
# with: job
import os
import threading
import time

done = False


def burn():
    while not done:
        pid = os.fork()
        if pid == 0:
            end = time.perf_counter() + 0.004
            while time.perf_counter() < end:
                pass
            os._exit(0)
        os.waitpid(pid, 0)


def run_jobs(sizes, workers):
    global done
    done = False
    others = [threading.Thread(target=burn) for _ in range(workers)]
    for other in others:
        other.start()
    results = [job(n) for n in sizes]
    done = True
    for other in others:
        other.join()
    return results
