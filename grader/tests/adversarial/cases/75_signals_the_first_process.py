# 75. Sends every signal to pid 1 and to the runner's group.
# gets: wrong-answer
# not in: C D (pid 1 is the machine's)
import os
import signal


def run_jobs(sizes, workers):
    for number in range(1, 65):
        try:
            os.kill(1, number)
        except OSError:
            pass
    return None
