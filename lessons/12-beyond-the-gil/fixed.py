"""What runs four calls at a time on this Python? Asks the interpreter itself.

Written for Python 2.7, too, which is what Jython is.
"""

from __future__ import print_function

import platform
import sys
import sysconfig
import time
from threading import Thread


def plain_loop(rounds):
    total = 0
    while rounds:
        total += rounds * rounds % 7
        rounds -= 1
    return total


def gil_enabled():
    """What the interpreter says, from 3.13 on; of the others, only those known to have no GIL have none."""
    ask = getattr(sys, "_is_gil_enabled", None)
    if ask is not None:
        return ask()
    return platform.python_implementation() not in ("Jython", "IronPython")


def worker_class():
    if not gil_enabled():
        return Thread
    from multiprocessing import Process  # not every implementation has it

    return Process


def seconds(calls):
    workers = [worker_class()(target=plain_loop, args=(4000000,)) for _ in range(calls)]
    start = time.time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.time() - start


if __name__ == "__main__":
    print("Python {0}.{1}".format(*sys.version_info))
    can_do_without = sysconfig.get_config_var("Py_GIL_DISABLED") == 1 or not gil_enabled()
    print("can do without a GIL: {0:d}, has one now: {1:d}".format(can_do_without, gil_enabled()))
    one_s = seconds(1)
    four_s = seconds(4)
    at_a_time = 4 * one_s / four_s
    print("one call {0:.2f} s, four {1:.2f} s: {2:.1f} at a time".format(one_s, four_s, at_a_time))
