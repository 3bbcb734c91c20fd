"""Calls of gilkit that go on in several threads, and can all be ended at once."""

import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path


class Interrupted(Exception):
    """The bench is being ended; what was under way says nothing."""


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str


class Calls:
    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.running: set[subprocess.Popen] = set()
        self.lock = threading.Lock()

    def stop(self) -> None:
        """Ends those under way, and lets no other begin."""
        self.stopping.set()
        with self.lock:
            for process in self.running:
                process.send_signal(signal.SIGTERM)  # it ends its boxes itself

    def run(self, command: list[str], kit: Path, patience_s: float) -> Ended | None:
        """`kit`: holds the course. None: it was ended after that time. Raises Interrupted."""
        with self.lock:
            if self.stopping.is_set():
                raise Interrupted
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env={**os.environ, "GILKIT_ROOT": str(kit)},
                process_group=0,  # so that Ctrl-C reaches the bench alone, which ends everything in order
            )
            self.running.add(process)
        try:
            out, err = process.communicate(timeout=patience_s)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.communicate()
            return None
        finally:
            with self.lock:
                self.running.discard(process)
        if self.stopping.is_set():
            raise Interrupted
        return Ended(process.returncode, out, err)
