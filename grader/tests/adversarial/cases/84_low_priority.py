# 84. Steps back behind itself, so that what hardly runs queues for a core.
# gets: wrong-answer
# says: nothing changed
# not in: D (it has no filter)
import os


def attempt(what):
    try:
        what()
        return True
    except OSError:
        return False


def scheduling():
    with open("/proc/self/timerslack_ns") as slack:
        return os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), slack.read()


def write_slack():
    with open("/proc/self/timerslack_ns", "w") as slack:
        slack.write("1000000")


def run_jobs(sizes, workers):
    before = scheduling()
    attempt(lambda: os.nice(19))
    attempt(lambda: os.setpriority(os.PRIO_PGRP, 0, 19))
    attempt(lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0)))
    attempt(write_slack)
    could_write = attempt(lambda: os.open("/proc/self/autogroup", os.O_WRONLY))
    print("nothing changed" if scheduling() == before and not could_write else "something changed")
    return None
