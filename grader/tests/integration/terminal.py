"""A terminal with an interactive shell, for the tests to type at."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import pyte


class Terminal:
    """bash -i behind a pseudo-terminal that only stores what it gets."""

    def __init__(self, environment: dict, rows: int = 24, columns: int = 80, kind: str = "dumb"):
        self.ours, theirs = pty.openpty()
        self.resize(rows, columns)
        self.shown = ""
        self.seen = 0

        def become_leader():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        # Programs that the tests' own runner ignores signals for would ignore them here, too.
        self.shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "--noediting", "-i"],
            stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=become_leader,
            env={**environment, "PS1": "prompt> ", "TERM": kind},
        )  # fmt: skip
        os.close(theirs)
        self.wait_for("prompt> ")

    def resize(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def wait_for(self, pattern: str, patience_s: float = 60) -> re.Match:
        """The next place that matches, behind the last one."""
        end = time.monotonic() + patience_s
        while not (match := re.compile(pattern).search(self.shown, self.seen)):
            assert time.monotonic() < end, f"no {pattern!r} in {self.shown!r}"
            if select.select([self.ours], [], [], 0.1)[0]:
                self.shown += os.read(self.ours, 65536).decode()
        self.seen = match.end()
        return match

    def screen(self) -> list[str]:
        """The rows that a person would see now, by a terminal emulator."""
        screen = pyte.Screen(self.columns, self.rows)
        pyte.Stream(screen).feed(self.shown)
        return [row.rstrip() for row in screen.display]

    def run(self, line: str) -> None:
        self.type(line + "\n")

    def close(self) -> None:
        os.close(self.ours)
        self.shell.kill()
        self.shell.wait()
