"""gilkit measure: signals reach the command once; stopped and frozen commands are waited for."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from measuring import Measured, child_of, next_line, program, state_of
from waiting import wait_for

LISTENER = """
import signal, sys
numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH]
signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
print("ready", flush=True)
while True:
    number = signal.sigwait(numbers)
    print(signal.Signals(number).name, flush=True)
    if number == signal.SIGTERM:
        print("good-bye", flush=True)
        sys.exit(7)
"""


def test_signals_are_passed_on_and_the_command_decides(measure, tmp_path):
    process = measure.start(*program(tmp_path, LISTENER))
    assert next_line(process) == "ready"
    for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGTERM"):
        process.send_signal(getattr(signal, name))
        assert next_line(process) == name
    measured = measure.finish(process)
    assert measured.out == b"good-bye\n"
    assert measured.code == 7
    assert measured.report["exit_code"] == 7
    assert measured.report["interrupted_by"] == signal.SIGTERM


def test_an_interruption_ends_a_command_that_does_not_care(measure):
    process = measure.start("sh", "-c", "echo ready; exec sleep 1000")
    assert next_line(process) == "ready"
    process.send_signal(signal.SIGINT)
    measured = measure.finish(process)
    assert measured.code == -signal.SIGINT
    assert measured.report["signal"] == signal.SIGINT


def test_what_the_command_sends_to_its_group_does_not_come_back_to_it(measure, tmp_path):
    source = LISTENER.replace('print("ready", flush=True)', "import os; os.kill(os.getppid(), signal.SIGUSR1); os.kill(0, signal.SIGUSR2)")
    process = measure.start(*program(tmp_path, source), start_new_session=True)
    assert next_line(process) == "SIGUSR2"
    process.send_signal(signal.SIGTERM)
    assert measure.finish(process).out == b"SIGTERM\ngood-bye\n"


def test_an_ignored_signal_stays_ignored(measure):
    process = measure.start(
        "sh", "-c", "echo ready; read line; exit 4", stdin=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    assert next_line(process) == "ready"
    process.send_signal(signal.SIGHUP)
    measured = measure.finish(process, b"go\n")
    assert measured.code == 4
    assert measured.report["interrupted_by"] is None


def test_a_command_that_stops_itself_is_waited_for(measure):
    """And its clock stands still, once gilkit has noticed."""
    process = measure.start("sh", "-c", "kill -STOP $$; exit 6", start_new_session=True)
    child = wait_for(lambda: Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().strip())
    wait_for(lambda: state_of(int(child)) == "T")
    wait_for(lambda: state_of(process.pid) == "S")  # not stopped with it: nobody here would continue it
    process.send_signal(signal.SIGCONT)
    measured = measure.finish(process)
    assert measured.code == 6
    assert measured.report["stopped_s"] > 0


GROUPS = {
    "v1": (Path("/sys/fs/cgroup/freezer"), "freezer.state", "FROZEN", "THAWED"),
    "v2": (Path("/sys/fs/cgroup/unified"), "cgroup.freeze", "1", "0"),
    "v2 alone": (Path("/sys/fs/cgroup"), "cgroup.freeze", "1", "0"),
}


class Freezer:
    def __init__(self, version: str):
        root, self.file, self.freeze, self.thaw = GROUPS[version]
        self.folder = root / f"gilkit-test-{os.getpid()}"
        self.folder.mkdir()

    def set(self, value: str) -> None:
        (self.folder / self.file).write_text(value)

    def is_frozen(self) -> bool:
        v1, v2 = self.folder / "freezer.state", self.folder / "cgroup.events"
        return "FROZEN\n" in v1.read_text() if v1.exists() else "frozen 1" in v2.read_text()

    def remove(self) -> None:
        def gone():
            try:
                self.folder.rmdir()
            except OSError:
                return False
            return True

        self.set(self.thaw)
        wait_for(gone)


@pytest.fixture(params=GROUPS)
def freezer(request):
    try:
        group = Freezer(request.param)
    except OSError as error:
        pytest.skip(f"no control group can be made here: {error}")
    if not (group.folder / group.file).exists():
        group.folder.rmdir()
        pytest.skip("this is no control group that freezes")
    yield group
    group.remove()


def start_frozen(measure, freezer, before: str = ""):
    line = f"{before} trap 'exit 9' TERM; echo $$ > {freezer.folder}/cgroup.procs; echo ready; read line; exit 8"
    process = measure.start("sh", "-c", line, stdin=subprocess.PIPE)
    assert next_line(process) == "ready"
    freezer.set(freezer.freeze)
    wait_for(freezer.is_frozen)
    return process


def test_a_frozen_command_goes_on_when_it_is_thawed(measure, freezer):
    process = start_frozen(measure, freezer)
    # A few looks at it: gilkit's own switches tell of them.
    switches = lambda: int(Path(f"/proc/{process.pid}/status").read_text().split("\nvoluntary_ctxt_switches:")[1].split()[0])
    before = switches()
    wait_for(lambda: switches() > before + 60)
    freezer.set(freezer.thaw)
    measured = measure.finish(process, b"go\n")
    assert measured.code == 8
    assert measured.report["stopped_s"] > 0


def test_gilkit_can_be_ended_while_the_command_is_frozen(measure, freezer):
    process = start_frozen(measure, freezer)
    child = child_of(process)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    measured = Measured(process, b"", b"", measure.file)
    assert measured.code == -signal.SIGTERM
    assert measured.report["exit_code"] is None and measured.report["left_running"] == 1
    assert any("could not be ended" in note for note in measured.report["notes"])
    freezer.set(freezer.thaw)  # the signal was passed on: it takes effect now
    wait_for(lambda: not Path(f"/proc/{child}").exists() or state_of(child) == "Z")
    process.communicate()


def test_gilkit_can_be_ended_while_a_part_of_the_command_is_frozen_and_another_works(measure, freezer):
    process = start_frozen(measure, freezer, before="sh -c 'while :; do :; done' &")
    child = child_of(process)
    worker = int(Path(f"/proc/{child}/task/{child}/children").read_text())
    try:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == -signal.SIGTERM
        assert state_of(worker) == "R"  # it is the user's, and was left alone
    finally:
        os.kill(worker, signal.SIGKILL)
    measured = Measured(process, b"", b"", measure.file)
    assert measured.report["exit_code"] is None and measured.report["left_running"] == 2
    freezer.set(freezer.thaw)
    wait_for(lambda: not Path(f"/proc/{child}").exists() or state_of(child) == "Z")
    process.communicate()
