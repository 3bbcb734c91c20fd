"""Runs a command, and tells what it left behind: processes, however they detached themselves.

A program of its own, because several run at once, and orphans go to the nearest subreaper above them. Prints
{"code", "out", "err", "left": [name, …]}.
"""

import argparse
import contextlib
import ctypes
import json
import os
import signal
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36


def children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(word) for word in file.read().split()]


def describe(pid: int) -> str:
    """Its name and state, and where in the kernel it sleeps: "gilkit-init (S) in do_wait"."""
    with contextlib.suppress(OSError):
        with open(f"/proc/{pid}/stat") as stat, open(f"/proc/{pid}/wchan") as wchan:
            begin, _, rest = stat.read().rpartition(")")
            return f"{begin.partition('(')[2]} ({rest.split()[0]}) in {wchan.read()}"
    return "?"


def reap() -> list[int]:
    """Those of our children that are still alive."""
    return [pid for pid in children() if os.waitpid(pid, os.WNOHANG) == (0, 0)]


def alive_after(patience_s: float) -> list[int]:
    """The same, once they have had that long to end by themselves. SIGCHLD is blocked: it wakes us up."""
    end = time.monotonic() + patience_s
    while (alive := reap()) and (left_s := end - time.monotonic()) > 0:
        signal.sigtimedwait({signal.SIGCHLD}, left_s)
    return alive


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kill-after", type=float, metavar="S", help="the command, by SIGKILL")
    parser.add_argument("--stop-after", type=float, metavar="S", help="the command, and continue it once it stands")
    parser.add_argument("--grace", type=float, default=0, metavar="S", help="for what it started, to end by itself")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    process = subprocess.Popen(
        asked.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="surrogateescape",
    )
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        out, err = process.communicate(timeout=asked.kill_after or asked.stop_after)
    except subprocess.TimeoutExpired:
        if asked.kill_after:
            process.kill()
        else:
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED)
            process.send_signal(signal.SIGCONT)
        out, err = process.communicate()
    left = alive_after(asked.grace)
    names = [describe(pid) for pid in left]
    while left:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        left = alive_after(0.1)
    print(json.dumps({"code": process.returncode, "out": out, "err": err, "left": names}))


main()
