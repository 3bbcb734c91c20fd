# 13. Looks for the expected answers in the memory of its own process.
# gets: wrong-answer
import gc
import sys


def run_jobs(sizes, workers):
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, list) and value is not sizes and len(value) == len(sizes) and all(type(x) is int for x in value):
                return value
        frame = frame.f_back
    for value in gc.get_objects():
        if type(value) is list and value is not sizes and len(value) == len(sizes) > 2 and all(type(x) is int for x in value):
            return value
    return None
