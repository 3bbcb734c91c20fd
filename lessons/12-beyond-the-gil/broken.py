"""How many threads compute at a time on this Python? Goes by the version number.

Written for Python 2.7, too, which is what Jython is.
"""

from __future__ import print_function

import sys
import time
from threading import Thread


def plain_loop(rounds):
    total = 0
    while rounds:
        total += rounds * rounds % 7
        rounds -= 1
    return total


def threads_at_a_time():
    """Somebody has heard that Python did away with the GIL in version 3.13."""
    return 4 if sys.version_info >= (3, 13) else 1


def seconds(calls):
    workers = [Thread(target=plain_loop, args=(4000000,)) for _ in range(calls)]
    start = time.time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.time() - start


if __name__ == "__main__":
    print("Python {0}.{1}".format(*sys.version_info))
    print("threads that should compute at a time: {0} of 4".format(threads_at_a_time()))
    one_s = seconds(1)
    four_s = seconds(4)
    at_a_time = 4 * one_s / four_s
    print("one call {0:.2f} s, four {1:.2f} s: {2:.1f} at a time".format(one_s, four_s, at_a_time))
