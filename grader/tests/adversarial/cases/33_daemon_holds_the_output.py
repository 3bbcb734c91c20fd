# 33. Leaves a daemon that keeps the output and the connection open.
# gets: wrong-answer time-limit
import os
import subprocess


def run_jobs(sizes, workers):
    subprocess.Popen(["sleep", "100000"], start_new_session=True, pass_fds=range(3, 5), close_fds=False)
    return None
