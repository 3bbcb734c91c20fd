# 67. Has its work done twice, in children that nobody waits for.
# gets: not-parallel wasted-work
# with: job
import os
import signal

signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def run_jobs(sizes, workers):
    for n in sizes:
        if os.fork() == 0:
            job(n)
            os._exit(0)
    return [job(n) for n in sizes]
