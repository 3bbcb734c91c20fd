# 29. Crashes in native code.
# gets: crashed
import ctypes


def run_jobs(sizes, workers):
    ctypes.string_at(0)
