"""gilkit measure at a terminal, under an interactive shell: Ctrl-C, Ctrl-Z, fg, bg and the window's size do what
they do without it."""

import json
import os
import signal
from pathlib import Path

import pytest
from measuring import BINARY, state_of
from terminal import Terminal
from waiting import wait_for

# Prints what it gets, and ends at SIGTERM.
LISTENER = """
import signal, sys
numbers = [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGWINCH]
signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
print("listener", "ready", flush=True)
while True:
    number = signal.sigwait(numbers)
    print("got", signal.Signals(number).name, flush=True)
    if number == signal.SIGTERM:
        sys.exit(7)
"""


@pytest.fixture
def terminal(gilkit):
    made = Terminal(gilkit.environment)
    yield made
    made.close()


def find_gilkit(terminal: Terminal) -> int:
    def look():
        children = Path(f"/proc/{terminal.shell.pid}/task/{terminal.shell.pid}/children").read_text().split()
        return [int(pid) for pid in children if os.readlink(f"/proc/{pid}/exe") == BINARY]

    return wait_for(look)[0]


def command_of(gilkit_pid: int) -> int:
    return int(wait_for(lambda: Path(f"/proc/{gilkit_pid}/task/{gilkit_pid}/children").read_text().split())[0])


@pytest.fixture
def listener(tmp_path):
    file = tmp_path / "listener.py"
    file.write_text(LISTENER)
    return f"/usr/bin/python3 -I -S {file}"


def test_the_terminals_signals_arrive_once(terminal, listener):
    terminal.run(f"{BINARY} measure -- {listener}; echo code=$?")
    terminal.wait_for("listener ready")
    pid = find_gilkit(terminal)
    terminal.type("\x03")
    terminal.wait_for("got SIGINT")
    terminal.type("\x1c")
    terminal.wait_for("got SIGQUIT")
    terminal.resize(40, 90)
    terminal.wait_for("got SIGWINCH")
    # gilkit takes its signals in order, so all that it would have passed on has arrived before this one.
    os.kill(pid, signal.SIGTERM)
    terminal.wait_for("got SIGTERM")
    terminal.wait_for("code=7")
    assert [terminal.shown.count(f"got {name}") for name in ("SIGINT", "SIGQUIT", "SIGWINCH", "SIGTERM")] == [1, 1, 1, 1]


def test_ctrl_c_ends_the_command_the_report_follows_and_the_shell_knows(terminal):
    terminal.run(f"sh -c '{BINARY} measure -- sh -c \"echo ready; exec sleep 1000\"; echo went on'; echo code=$?")
    terminal.wait_for("\nready")
    terminal.type("\x03")
    terminal.wait_for("was ended by SIGINT")
    terminal.wait_for("Wall time")
    terminal.wait_for("prompt> ")
    # A shell goes on with its script unless the program itself died of the signal.
    terminal.run("echo the end")
    terminal.wait_for("\nthe end")
    assert "\r\nwent on" not in terminal.shown


def test_ctrl_z_stops_both_and_fg_continues_both(terminal, tmp_path):
    report = tmp_path / "report"
    line = f"{BINARY} measure --format json --output {report} -- sh -c 'echo ready; read line; echo \"<$line>\"; exit 5'"
    terminal.run(line)
    terminal.wait_for("\nready")
    pid = find_gilkit(terminal)
    command = command_of(pid)
    for _ in range(2):
        terminal.type("\x1a")
        terminal.wait_for("Stopped")
        terminal.wait_for("prompt> ")
        assert state_of(pid) == "T" and state_of(command) == "T"
        terminal.run("fg")
        wait_for(lambda: state_of(command) == "S")
        wait_for(lambda: state_of(pid) == "S")
    terminal.run("hello")
    terminal.wait_for("<hello>")
    terminal.wait_for("prompt> ")
    terminal.run("echo code=$?")
    terminal.wait_for("code=5")
    assert json.loads(report.read_text())["stopped_s"] > 0


def test_a_command_that_stops_itself_gives_the_shell_back(terminal):
    terminal.run(f"{BINARY} measure -- sh -c 'kill -STOP $$; echo went on; exit 6'")
    terminal.wait_for("Stopped")
    terminal.wait_for("prompt> ")
    terminal.run("fg; echo code=$?")
    terminal.wait_for("\nwent on")
    terminal.wait_for("code=6")


def test_a_command_that_refuses_ctrl_z_goes_on(terminal):
    terminal.run(f"{BINARY} measure -- sh -c \"trap '' TSTP; echo ready; read line; echo \\\"<\\$line>\\\"\"")
    terminal.wait_for("\nready")
    terminal.type("\x1a")
    terminal.run("still here")
    terminal.wait_for("<still here>")
    terminal.wait_for("Parallelism")
    terminal.wait_for("prompt> ")


def test_in_the_background_it_stops_when_it_reads_the_terminal(terminal):
    terminal.run(f"{BINARY} measure -- sh -c 'read line; echo \"<$line>\"' &")
    pid = find_gilkit(terminal)
    wait_for(lambda: state_of(pid) == "T")
    terminal.run("fg")
    wait_for(lambda: state_of(pid) == "S")
    terminal.run("hello")
    terminal.wait_for("<hello>")
    terminal.wait_for("Parallelism")
    terminal.wait_for("prompt> ")


def test_the_runs_are_announced_between_them_and_colours_are_for_terminals(terminal):
    terminal.run(f"TERM=xterm {BINARY} measure -n 2 -- echo out")
    terminal.wait_for("gilkit: run 1 of 2\r\nout\r\ngilkit: run 2 of 2\r\nout\r\n\x1b\\[32m")
    terminal.wait_for("prompt> ")
    terminal.run(f"TERM=xterm NO_COLOR=1 {BINARY} measure -- echo plain")
    terminal.wait_for("\r\nplain\r\n. echo plain")
    terminal.wait_for("prompt> ")
