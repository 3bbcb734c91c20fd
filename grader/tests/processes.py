"""What is below this process. Whoever loses its parent comes to us, however it detached itself."""

import contextlib
import ctypes
import os
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(leave_out: frozenset | set = frozenset(), pid: int | None = None) -> list[int]:
    """Processes below us, or below `pid`; those of `leave_out` are not looked at, nor what is below them."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid or os.getpid()}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                if child not in leave_out:
                    found += [child, *descendants(leave_out, child)]
    return found


def is_alive(pid: int) -> bool:
    """Not once it is on its way out: then it has no memory any more, and so no command line. Nor just before it has
    become another program."""
    return command_line(pid) != ""


def command_line(pid: int) -> str:
    """Empty when it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def pids_called(name: str, below: int | None = None) -> list[int]:
    """Of those below us, or below that one, by the name that a process has given itself."""
    found = []
    for pid in descendants(pid=below):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text() == f"{name}\n":
                found.append(pid)
    return found
