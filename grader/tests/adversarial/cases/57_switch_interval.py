# 57. Shortens the switch interval and turns the collector off, for threads.
# gets: not-parallel too-slow wasted-work
# with: job
import gc
import sys
from concurrent.futures import ThreadPoolExecutor

gc.disable()


def run_jobs(sizes, workers):
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(job, sizes))
