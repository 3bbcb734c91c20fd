# 34. Kills every process that it may, its parent and its parent's group.
# gets: wrong-answer crashed no-result
# not in: C D (they share the machine's processes)
import os
import signal


def run_jobs(sizes, workers):
    for pid in (-1, os.getppid(), 1, -os.getpgid(os.getppid())):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except OSError:
                pass
    return None
