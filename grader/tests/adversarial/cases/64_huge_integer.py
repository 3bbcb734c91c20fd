# 64. Returns an integer of a million digits.
# gets: wrong-answer
def run_jobs(sizes, workers):
    return [1 << 3_300_000 for _ in sizes]
