# 41. Leaves burning daemons behind, to slow down what runs next.
# gets: not-parallel wasted-work time-limit
# with: job
import os


def run_jobs(sizes, workers):
    for _ in range(4):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    pass
            os._exit(0)
        os.wait()
    return [job(n) for n in sizes]
