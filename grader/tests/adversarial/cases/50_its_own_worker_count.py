# 50. Uses eight processes whatever it is told.
# gets: passed
# with: job


def run_jobs(sizes, workers):
    with ProcessPoolExecutor(max_workers=8) as pool:
        return list(pool.map(job, sizes))
