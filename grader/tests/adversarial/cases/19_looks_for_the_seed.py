# 19. Looks for a seed, a nonce or a path in what it was started with.
# gets: wrong-answer
# says: told: []
# not in: C D (the runner lies in a folder of the grader's)
import os
import sys


def run_jobs(sizes, workers):
    words = [*sys.argv, *sys.orig_argv, *os.environ, *os.environ.values()]
    told = [word for word in words if "seed" in word.lower() or "nonce" in word.lower() or "@root@" in word or "@token@" in word]
    print("told:", told)
    return None
