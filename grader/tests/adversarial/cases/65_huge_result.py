# 65. Returns a hundred million values.
# gets: no-result memory-limit wrong-answer time-limit
def run_jobs(sizes, workers):
    return [1] * 100_000_000
