# 71. Replaces the runner by another program that stays silent.
# gets: no-result time-limit
import os


def run_jobs(sizes, workers):
    os.execv("/bin/sh", ["sh", "-c", "exec sleep 100000"])
