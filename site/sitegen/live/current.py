"""What is served at the moment, shared by the one thread that builds and the many that answer."""

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A site and how the last build went. Never changed, only replaced, so who has one sees a whole site."""

    name: str  # differs from that of every other state, also of an earlier server's
    files: Mapping[str, bytes]  # of the last good build; empty when there was none
    problems: Sequence[str] = ()  # why the build after that failed

    @property
    def event(self) -> str:
        """What pages that wait for news are told."""
        return f"{'broken' if self.problems else 'good'} {self.name}"


class Current:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._state = State("", {})
        self._run = secrets.token_hex(4)
        self._builds = 0
        self._ended = False

    @property
    def state(self) -> State:
        return self._state

    def good(self, files: Mapping[str, bytes]) -> None:
        self._replace(files, ())

    def broken(self, problems: Sequence[str]) -> None:
        self._replace(self._state.files, problems)

    def _replace(self, files: Mapping[str, bytes], problems: Sequence[str]) -> None:
        with self._changed:
            self._builds += 1
            self._state = State(f"{self._run}-{self._builds}", files, tuple(problems))
            self._changed.notify_all()

    def end(self) -> None:
        """Nobody waits any longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def next(self, known: State | None, patience_s: float) -> State | None:
        """A state other than `known`, or the same when none comes in time; None when the server ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._state is not known, patience_s)
            return None if self._ended else self._state
