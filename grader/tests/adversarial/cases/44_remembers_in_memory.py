# 44. Remembers the answers of earlier calls.
# gets: not-parallel
# with: job
import functools

job = functools.lru_cache(None)(job)


def run_jobs(sizes, workers):
    return [job(n) for n in sizes]
