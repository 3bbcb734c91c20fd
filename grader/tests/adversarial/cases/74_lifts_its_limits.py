# 74. Lifts its limits, and lowers its turn to be killed.
# gets: wrong-answer
# says: gained: []
# not in: D (as root it may)
import os
import resource

NICENESS = os.nice(0)
GAINS = {
    "memory": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    "files": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)),
    "file size": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1)),
    "its parent's": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (3, 3)),
    "niceness": lambda: 1 / (os.nice(-5) < NICENESS),  # it may seem to work
    "turn": lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-900"),
    "root": lambda: os.setuid(0),
    "groups": lambda: os.setgroups([0]),
    "set-user-ID": lambda: 1 / (os.system("su -c true root </dev/null >/dev/null 2>&1") == 0),
    "kernel": lambda: os.write(os.open("/proc/sys/kernel/hostname", os.O_WRONLY), b"mine"),
}


def run_jobs(sizes, workers):
    gained = []
    for name, gain in GAINS.items():
        try:
            gain()
            gained.append(name)
        except (OSError, ValueError, ZeroDivisionError):
            pass
    print("gained:", gained)
    return None
