# 48. Works alone while three processes burn beside it.
# gets: wasted-work too-slow not-parallel
# with: job
import multiprocessing


def burn():
    while True:
        pass


def run_jobs(sizes, workers):
    others = [multiprocessing.Process(target=burn, daemon=True) for _ in range(workers - 1)]
    for other in others:
        other.start()
    results = [job(n) for n in sizes]
    for other in others:
        other.kill()
        other.join()
    return results
