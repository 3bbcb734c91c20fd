"""Runs a command, and tells what it left behind: processes, however they detached themselves.

A program of its own, because several run at once, and orphans go to the nearest subreaper above them.
Usage: keeper.py COMMAND…; prints {"code", "out", "err", "left": [name, …]}.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(word) for word in file.read().split()]


def name_of(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return "?"


def main() -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="surrogateescape")
    left = []
    for pid in children():
        if os.waitpid(pid, os.WNOHANG) == (0, 0):  # alive
            left.append(name_of(pid))
            os.kill(pid, signal.SIGKILL)
    while children():
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            break
        time.sleep(0.01)
    print(json.dumps({"code": done.returncode, "out": done.stdout, "err": done.stderr, "left": left}))


main()
