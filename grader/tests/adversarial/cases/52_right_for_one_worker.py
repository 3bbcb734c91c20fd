# 52. Is right for one worker only.
# gets: wrong-answer
# with: job


def run_jobs(sizes, workers):
    results = [job(n) for n in sizes]
    return results if workers == 1 else results[::-1]
