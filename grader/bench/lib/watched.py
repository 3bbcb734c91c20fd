"""`gilkit watch` at a pseudo-terminal, for a bench that saves files and waits for words. For learner.py."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

from lib.machine import EXIT_FAILED, TICK_S, stop

PATIENCE_S = 60
ROWS, COLUMNS = 40, 100


class Watched:
    """One exercise, watched, in a workspace. A context manager."""

    def __init__(self, gilkit: Path, workspace: Path, exercise: str, python: str):
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [gilkit, "watch", "--python", python, exercise],
            cwd=workspace,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm", "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        os.close(theirs)
        self.said = b""

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *unused) -> None:
        os.write(self.ours, b"q")
        try:
            self.process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
        os.close(self.ours)

    def until(self, *words: str) -> float:
        """Reads on until one of these stands there; the moment at which it was read (CLOCK_MONOTONIC, s)."""
        end = time.monotonic() + PATIENCE_S
        while not any(word.encode() in self.said for word in words):
            if time.monotonic() > end or self.process.poll() is not None:
                stop(EXIT_FAILED, f"gilkit watch said nothing of {words}, but: {self.said[-300:]!r}")
            if select.select([self.ours], [], [], 0.1)[0]:
                self.said += os.read(self.ours, 65536)
        now = time.monotonic()
        self.said = b""
        return now

    def first_word_s(self, file: Path, text: str, word: str, end: str) -> float:
        """Saves the file; seconds until `word` stands there. Returns once the grading is at its `end`."""
        saved = time.monotonic()
        file.write_text(text)
        took_s = self.until(word) - saved
        self.until(end)
        return took_s

    def cpu_s(self) -> float:
        """That it has used by now, its children that have ended included."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) * TICK_S
