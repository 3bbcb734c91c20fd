"""Interactive shells with an editor for the line, for the tests to press keys at."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time

import pyte
import pytest

PROMPT = "prompt> "
# What each is started with, and how the lists of what it offers are made to come whole and at the first Tab.
SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set show-all-if-ambiguous on'; bind 'set page-completions off'; "
        "bind 'set completion-query-items 0'; bind 'set enable-bracketed-paste off'",
    ),
    "zsh": (["zsh", "-f", "-i"], "LISTMAX=9999; autoload -Uz compinit; compinit -D -u; unsetopt list_beep"),
    "fish": (["fish", "--no-config", "-i", "-C", "function fish_prompt; echo -n 'prompt> '; end"], "set -g fish_autosuggestion_enabled 0"),
}


def require(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")


class Prompt:
    """A shell behind a terminal, with gilkit's completions in it."""

    def __init__(self, shell: str, environment: dict, folder, setup: str, rows: int = 100, columns: int = 150):
        self.shell = shell
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))
        # fish asks the terminal what it is, and waits for the answer.
        self.screen.write_process_input = lambda text: os.write(self.ours, text.encode())

        def become_leader():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        line, first = SHELLS[shell]
        self.process = subprocess.Popen(
            line, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, preexec_fn=become_leader,
            env={**environment, "PS1": PROMPT, "TERM": "xterm"},
        )  # fmt: skip
        os.close(theirs)
        self.wait_for(lambda: self.line() == "")
        self.run(first)
        self.run(setup)

    def rows(self) -> list[str]:
        return [row.rstrip() for row in self.screen.display]

    def line(self) -> str | None:
        """What stands behind the last prompt, with the spaces that were typed."""
        row = next((row for row in reversed(self.screen.display) if row.startswith(PROMPT)), None)
        return None if row is None else row[len(PROMPT) :].rstrip()

    def wait_for(self, condition, patience_s: float = 60):
        end = time.monotonic() + patience_s
        while not (value := condition()):
            assert time.monotonic() < end, "\n".join(row for row in self.rows() if row)
            if select.select([self.ours], [], [], 0.1)[0]:
                self.stream.feed(os.read(self.ours, 65536))
        return value

    def press(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def run(self, line: str) -> None:
        """Runs it to its end, which the shell's own counting of lines tells: a prompt behind what it printed."""
        self.press(f"{line}; echo en''ded\r")
        self.wait_for(lambda: any(row == "ended" for row in self.rows()) and self.line() == "")
        self.press("clear\r")
        self.wait_for(lambda: "ended" not in "\n".join(self.rows()) and self.line() == "")

    def complete(self, typed: str, expected: str) -> None:
        """Types it, presses Tab, and waits until the line is as expected."""
        self.press(typed + "\t")
        self.wait_for(lambda: self.line() == expected.rstrip())

    def offers(self, typed: str, expected: list[str]) -> str:
        """Types it, presses Tab, and waits until all of these words stand on the screen; gives it back."""
        self.press(typed + "\t")

        def shown():
            words = set(re.split(r"\s+", "\n".join(self.rows())))
            return all(word in words for word in expected)

        self.wait_for(shown)
        return "\n".join(self.rows())

    def forget(self) -> None:
        """Leaves the line, and clears the screen."""
        # Ctrl-U is read when its turn comes. A Ctrl-C would be lost on a shell that is still busy completing.
        self.press("\x15" if self.shell != "fish" else "\x1b\x03")
        self.wait_for(lambda: self.line() == "")
        self.run("true")

    def close(self) -> None:
        os.close(self.ours)
        self.process.kill()
        self.process.wait()
