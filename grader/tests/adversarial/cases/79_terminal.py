# 79. Types into the terminal of whoever reads the report.
# gets: wrong-answer
# says: typed: []
# not in: D (it has the machine's terminals)
import fcntl
import os


def run_jobs(sizes, workers):
    typed = []
    for path in ("/dev/tty", "/dev/pts/0", "/dev/console", "/proc/1/fd/0", "/proc/self/fd/0"):
        try:
            fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
            fcntl.ioctl(fd, 0x5412, b"x")
            typed.append(path)
        except OSError:
            pass
    print("typed:", typed)
    return None
