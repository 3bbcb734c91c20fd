# 3. Says that it passed when the interpreter ends.
# gets: wrong-answer no-result
import atexit

atexit.register(print, "PASS")


def run_jobs(sizes, workers):
    return None
