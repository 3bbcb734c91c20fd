# 51. Asks the kernel for all cores, past the runner.
# gets: passed
# never says: widened
# not in: D (it has no filter)
# with: job
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
every = ctypes.create_string_buffer(b"\xff" * 128)
print("widened" if libc.sched_setaffinity(0, 128, every) == 0 else "refused")


def run_jobs(sizes, workers):
    with ProcessPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(job, sizes))
