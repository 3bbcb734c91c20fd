# 47. Returns, and goes on working in the background.
# gets: time-limit wasted-work not-parallel
# with: job
import threading


def burn():
    while True:
        pass


def run_jobs(sizes, workers):
    threading.Thread(target=burn, daemon=True).start()
    return [job(n) for n in sizes]
