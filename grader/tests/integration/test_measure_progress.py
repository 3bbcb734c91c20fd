"""gilkit measure --timeline says on the terminal how far it is, while the command writes there as well: in the last
row, which is given back when the command ends, stops, or takes the whole screen."""

import re

import pytest
from measuring import BINARY, PYTHON
from terminal import Terminal
from waiting import wait_for

SAYING = r"\x1b\[24;1H\x1b\[m\x1b\[2Kgilkit: \d+ s, \d+ threads?"
MEASURE = f"TERM=xterm {BINARY} measure --timeline --output report"
PYTHON_3 = " ".join(PYTHON)

# Prints a number for each line that it gets.
ECHO = """
import sys
print("begun: ", end="", flush=True)
for line in sys.stdin:
    for number in range(int(line)):
        print("line", number)
    sys.stdout.flush()
print("bye")
"""
# Reads keys until one is q, and lines after that.
KEYS = """
import sys, termios, tty
print("begun", flush=True)
sys.stdin.readline()
modes = termios.tcgetattr(0)
tty.setcbreak(0)
print("keys", flush=True)
while sys.stdin.read(1) != "q":
    pass
termios.tcsetattr(0, termios.TCSANOW, modes)
print("lines", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def terminal(gilkit, tmp_path):
    made = Terminal(gilkit.environment)
    made.run(f"cd {tmp_path}")
    made.wait_for("prompt> ")
    yield made
    made.close()


@pytest.fixture
def program(tmp_path):
    def write(text: str) -> str:
        (tmp_path / "program.py").write_text(text)
        return f"{PYTHON_3} program.py"

    return write


def test_the_last_row_tells_and_nothing_of_the_commands_output_is_lost(terminal, program):
    terminal.run(f"{MEASURE} -- {program(ECHO)}; echo code=$?")
    terminal.wait_for("begun: ")
    terminal.wait_for(SAYING)
    terminal.run("60")
    terminal.wait_for("line 59\r\n")
    terminal.wait_for(SAYING)
    screen = terminal.screen()
    assert re.match(r"gilkit: \d+ s, 1 thread", screen[-1]), screen
    assert screen[:-1] == [*(f"line {number}" for number in range(38, 60)), ""], screen
    # What is typed stands where the command's cursor was, in the same line.
    assert "begun: 60\r\nline 0\r\n" in re.sub(r"\x1b7.*?\x1b8|\x1bD\x1b\[A", "", terminal.shown)
    terminal.type("\x04")
    terminal.wait_for("code=0")
    terminal.wait_for("prompt> ")
    screen = terminal.screen()
    assert [row for row in screen if row][-3:] == ["bye", "code=0", "prompt>"] and "gilkit:" not in "".join(screen)
    # All of the screen scrolls again.
    terminal.run("seq 100")
    terminal.wait_for("100\r\nprompt> ")
    assert terminal.screen()[-2:] == ["100", "prompt>"]


def test_ctrl_z_gives_the_row_back_and_fg_takes_it_again(terminal, program):
    terminal.run(f"{MEASURE} -- {program(ECHO)}")
    terminal.wait_for(SAYING)
    terminal.type("\x1a")
    terminal.wait_for("Stopped")
    terminal.wait_for("prompt> ")
    assert "gilkit:" not in "".join(terminal.screen())
    terminal.run("fg")
    terminal.wait_for(SAYING)
    terminal.type("\x04")
    terminal.wait_for("bye")


def test_a_window_of_another_size_has_another_last_row(terminal, program):
    terminal.run(f"{MEASURE} -- {program(ECHO)}")
    terminal.wait_for(SAYING)
    terminal.resize(10, 30)
    terminal.wait_for(r"\x1b\[1;9r\x1b\[10;1H\x1b\[m\x1b\[2K(gilkit: [^\x1b]*)")
    assert len(terminal.wait_for(r"\x1b\[2K(gilkit: [^\x1b]*)").group(1)) < 30
    terminal.type("\x04")
    terminal.wait_for("bye")


def test_who_reads_keys_has_the_whole_screen(terminal, program):
    terminal.run(f"{MEASURE} -- {program(KEYS)}")
    terminal.wait_for(SAYING)
    terminal.run("")
    # Before or after "keys": gilkit may look just when the keys' mode has been set.
    terminal.wait_for("\x1b7\x1b\\[1;24r\x1b8")
    silent_from = len(terminal.shown)
    with pytest.raises(AssertionError):
        terminal.wait_for(SAYING, patience_s=1.5)
    assert "\x1b[2K" not in terminal.shown[silent_from:]
    assert "keys" in terminal.shown
    terminal.type("q")
    terminal.wait_for("lines")
    terminal.wait_for(SAYING)
    terminal.run("")
    terminal.wait_for("prompt> ")


@pytest.mark.parametrize(
    "line",
    [
        "TERM=dumb {binary} measure --timeline --output report -- {command}",
        "TERM=xterm {binary} measure --timeline --no-progress --output report -- {command}",
        "TERM=xterm {binary} measure --timeline --output report -- {command} 2>log",
        "TERM=xterm {binary} measure --timeline --output report -- {command} </dev/null & wait",
        "TERM=xterm {binary} measure --output report -- {command}",
    ],
)
def test_no_terminal_of_ours_is_left_alone(terminal, line):
    command = f"{PYTHON_3} -c 'import time; time.sleep(2); print(\"done\")'"
    terminal.run(line.format(binary=BINARY, command=command))
    terminal.wait_for("done\r\n")
    assert "\x1b" not in terminal.shown and "gilkit: " not in terminal.shown


def test_where_only_the_output_goes_elsewhere_it_tells_as_well(terminal, program):
    terminal.run(f"{MEASURE} -- {program(ECHO)} >out; echo code=$?")
    terminal.wait_for(SAYING)
    terminal.type("\x04")
    terminal.wait_for("code=0")


def test_a_terminal_that_takes_nothing_stops_neither_gilkit_nor_the_command(terminal, tmp_path, program):
    """Ctrl-S: who wrote would hang until Ctrl-Q."""
    quiet = "import sys, time; sys.stdin.readline(); time.sleep(2); open('over', 'w')"
    terminal.run(f"{MEASURE} -- {program(quiet)}")
    terminal.wait_for(SAYING)
    terminal.type("\n\x13")
    wait_for((tmp_path / "over").exists)
    terminal.type("\x11")
    terminal.wait_for("prompt> ")
