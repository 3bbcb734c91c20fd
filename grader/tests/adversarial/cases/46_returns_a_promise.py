# 46. Returns something that has yet to be computed.
# gets: wrong-answer
# with: job
import itertools


class Lazy:
    def __init__(self, sizes):
        self.sizes = sizes

    def __iter__(self):
        return map(job, self.sizes)


def run_jobs(sizes, workers):
    return Lazy(sizes) if len(sizes) > 4 else (job(n) for n in sizes)
