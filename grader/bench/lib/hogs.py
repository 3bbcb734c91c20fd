"""Busy neighbours: processes of no use that keep cores busy, steadily or on and off at random.

They end with the bench, however it ends: `Hogs` kills them on the way out, and each looks every few milliseconds
whether its parent is still there.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# How long a switching hog stays busy or idle, in seconds.
SHORTEST_S, LONGEST_S = 0.05, 0.5


class Hogs:
    """A context manager: inside, `count` hogs run on `cpus`."""

    def __init__(self, count: int, cpus: list[int], switching: bool, seed: int):
        self.commands = [
            [sys.executable, "-I", "-S", __file__, "--parent", str(os.getpid()), "--seed", f"{seed}-{i}",
             "--cpus", ",".join(map(str, cpus)), *(["--switching"] if switching else [])]
            for i in range(count)
        ]  # fmt: skip
        self.processes: list[subprocess.Popen] = []

    def __enter__(self) -> "Hogs":
        try:
            for command in self.commands:
                # A group of its own: Ctrl-C at the terminal reaches the bench alone, which ends everything in order.
                self.processes.append(
                    subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, process_group=0)
                )
            for process in self.processes:
                if process.stdout.read(1) != b"r":
                    raise OSError(f"a busy neighbour did not start (exit status {process.wait()})")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *unused) -> None:
        self.stop()

    def stop(self) -> None:
        """All gone when this returns."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
            process.stdout.close()
        self.processes = []


class Neighbourhood:
    """Hogs of gradings that go on at the same time. Equal ones share theirs: three gradings beside 4 hogs are beside 4,
    and not 12, which would only take the cores from all three."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.shared: dict[tuple, tuple[Hogs, int]] = {}  # with how many use them

    @contextmanager
    def beside(self, count: int, cpus: list[int], switching: bool, seed: int) -> Iterator[None]:
        """`seed`: of those that have to be started for it."""
        key = (count, tuple(cpus), switching)
        with self.lock:
            hogs, users = self.shared.get(key) or (Hogs(*key, seed).__enter__(), 0)
            self.shared[key] = (hogs, users + 1)
        try:
            yield
        finally:
            with self.lock:
                hogs, users = self.shared.pop(key)
                if users > 1:
                    self.shared[key] = (hogs, users - 1)
                else:
                    hogs.stop()


def spin(until: float, parent: int) -> None:
    while time.monotonic() < until:
        for _ in range(20_000):
            pass
        if os.getppid() != parent:
            os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--cpus", required=True)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--switching", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.sched_setaffinity(0, {int(cpu) for cpu in arguments.cpus.split(",")})
    rng = random.Random(arguments.seed)
    os.write(1, b"r")
    while os.getppid() == arguments.parent:
        if arguments.switching:
            time.sleep(rng.uniform(SHORTEST_S, LONGEST_S))
        spin(time.monotonic() + rng.uniform(SHORTEST_S, LONGEST_S), arguments.parent)


if __name__ == "__main__":
    main()
