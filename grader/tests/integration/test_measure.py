"""gilkit measure: the command runs as it would alone, and is told apart by what it asks for."""

import json
import os
import signal
import subprocess
from pathlib import Path

import jsonschema
import pytest
from conftest import BINARY, ROOT

SCHEMA = json.loads((ROOT / "grader/schema/measure.schema.json").read_text())
PYTHON = ["/usr/bin/python3", "-I", "-S"]


class Measured:
    def __init__(self, process: subprocess.Popen, out: bytes, err: bytes, file: Path):
        self.code = process.returncode
        self.out = out
        self.err = err.decode()
        self.report = json.loads(file.read_text()) if file.exists() else None
        if self.report:
            jsonschema.Draft202012Validator(SCHEMA).validate(self.report)


@pytest.fixture
def measure(gilkit, tmp_path):
    """Runs gilkit measure with its report in a JSON file."""
    file = tmp_path / "report.json"

    def start(*words: object, options: tuple = (), prefix: tuple = (), binary: str = BINARY, **more):
        defaults = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0}
        line = [*prefix, binary, "measure", "--format", "json", "--output", file, *options, "--", *words]
        more["env"] = {**gilkit.environment, **more.get("env", {})}
        return subprocess.Popen([str(word) for word in line], **{**defaults, **more})

    def finish(process: subprocess.Popen, given: bytes | None = None) -> Measured:
        out, err = process.communicate(given, timeout=300)
        return Measured(process, out or b"", err or b"", file)

    def run(*words: object, given: bytes | None = None, **more) -> Measured:
        if given is not None:
            more["stdin"] = subprocess.PIPE
        measured = finish(start(*words, **more), given)
        gilkit.assert_nothing_left()
        return measured

    run.start = start
    run.finish = finish
    run.file = file
    return run


def program(tmp_path: Path, source: str) -> list:
    file = tmp_path / "program.py"
    file.write_text(source)
    return [*PYTHON, file]


# --- its streams, its arguments, its surroundings -----------------------------------------------------------------


def test_input_and_output_pass_through_byte_for_byte(measure):
    data = bytes(range(256)) * 1000
    measured = measure("sh", "-c", "cat; echo complaint >&2", given=data)
    assert measured.out == data
    assert measured.err == "complaint\n"
    assert measured.code == 0


def test_every_word_arrives_as_it_was_written(measure):
    words = ["", "two words", "-n", "--", "--help", "--format=text", "*", "grade", "ümläut", "new\nline"]
    measured = measure(*PYTHON, "-c", "import sys; print(ascii(sys.argv[1:]))", *words)
    assert measured.out.decode() == ascii(words) + "\n"
    assert measured.report["command"] == [*PYTHON, "-c", "import sys; print(ascii(sys.argv[1:]))", *words]


def test_a_command_needs_no_dashes_before_it(gilkit):
    outcome = gilkit("measure", "-n2", "--cores=1", "sh", "-c", 'echo "$0 $1"', "--help", "-n")
    assert outcome.out == "--help -n\n" * 4
    assert outcome.code == 0
    assert gilkit("measure", "list").code == 127  # no command of gilkit's


SURROUNDINGS = """
import json, os, resource
def status(key):
    return next(line.split(None, 1)[1] for line in open("/proc/self/status") if line.startswith(key))
fds = {}
for fd in sorted(map(int, os.listdir("/proc/self/fd"))):
    try:
        fds[fd] = os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        pass  # the one that lists
print(json.dumps([dict(os.environ), os.getcwd(), os.getpgrp(), os.getsid(0), fds, os.nice(0), os.umask(0),
      [status(key) for key in ("SigBlk", "SigIgn", "Seccomp", "NoNewPrivs", "Cpus_allowed:")],
      [resource.getrlimit(each) for each in range(16)]]))
"""


def test_it_finds_the_surroundings_that_it_would_find_alone(measure, gilkit, tmp_path):
    """Signals ignored and blocked, limits, descriptors (one more, and stdin closed), environment, folder, group."""
    word = program(tmp_path, SURROUNDINGS)

    def before():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
        os.close(0)

    read, write = os.pipe()
    options = {"preexec_fn": before, "pass_fds": [write], "cwd": tmp_path, "env": {"ODD": "a=b\nc"}}
    alone = subprocess.run(
        [str(each) for each in word], stdout=subprocess.PIPE, **{**options, "env": {**gilkit.environment, "ODD": "a=b\nc"}}
    )
    measured = measure(*word, **options)
    os.close(read)
    os.close(write)
    assert measured.code == 0
    expected, found = json.loads(alone.stdout), json.loads(measured.out)
    pipes = [fds.pop("1") for fds in (expected[4], found[4])]  # a pipe of its own each time
    assert all(pipe.startswith("pipe:") for pipe in pipes)
    expected[4].pop("2"), found[4].pop("2")
    assert found == expected


def test_a_closed_output_is_the_commands_own_affair(measure):
    measured = measure("sh", "-c", "exec >&- 2>&-; exec true")
    assert measured.code == 0 and measured.report["exit_code"] == 0


def test_a_reader_that_leaves_ends_the_command_as_usual(measure):
    """SIGPIPE is at its default for the command, though gilkit ignores it."""
    process = measure.start("yes")
    assert process.stdout.readline() == b"y\n"
    process.stdout.close()
    process.wait(timeout=300)
    assert process.returncode == -signal.SIGPIPE


# --- how it ends --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 1, 2, 42, 130, 255])
def test_the_exit_code_is_the_commands(measure, code):
    measured = measure("sh", "-c", f"exit {code}")
    assert measured.code == code
    assert (measured.report["exit_code"], measured.report["signal"]) == (code, None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGINT])
def test_a_signal_that_ends_the_command_ends_gilkit(measure, number):
    measured = measure("sh", "-c", f"kill -{number.value} $$")
    assert measured.code == -number
    assert (measured.report["exit_code"], measured.report["signal"]) == (128 + number, number)
    shell = subprocess.run(["sh", "-c", f"{BINARY} measure -- sh -c 'kill -{number.value} $$' 2>&1; echo $?"], capture_output=True)
    assert shell.stdout.decode().endswith(f"\n{128 + number}\n")


def test_a_missing_command(gilkit, tmp_path):
    for word in ("gilkit-no-such-program", "/nowhere/program", ""):
        outcome = gilkit("measure", "--", word)
        assert outcome.code == 127 and outcome.out == ""
        assert f"can't find the command {word}" in outcome.err
    script = tmp_path / "script"
    script.write_text("#!/nowhere/interpreter\n")
    script.chmod(0o755)
    outcome = gilkit("measure", "--", script)
    assert outcome.code == 127 and "first line" in outcome.err


def test_a_command_that_is_no_program(gilkit, tmp_path):
    file = tmp_path / "data"
    file.write_text("text")
    for word in (file, tmp_path):
        outcome = gilkit("measure", "--", word)
        assert outcome.code == 126
        assert outcome.err == f"gilkit: can't run {word}: Permission denied\n"


# --- wrong usage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "nothing to measure"),
        (["--"], "nothing to measure"),
        (["-n", "0", "true"], "--runs"),
        (["-n", "two", "true"], "--runs"),
        (["--cores", "1,x", "true"], '"x" is no number of cores'),
        (["--cores", "0", "true"], '"0" is no number of cores'),
        (["--cores", "1,100000", "true"], "100000 is more than the"),
        (["--format", "xml", "true"], "--format"),
        (["--unknown", "true"], "--unknown"),
    ],
)
def test_wrong_usage_says_what_is_wrong(gilkit, words, says):
    outcome = gilkit("measure", *words)
    assert outcome.code == 2 and says in outcome.err and outcome.out == ""


def test_a_place_that_can_not_be_written_is_told_before_the_command_runs(gilkit, tmp_path):
    marker = tmp_path / "it ran"
    for place in (tmp_path / "missing" / "report", tmp_path, "/proc/nothing", "/dev/full/report"):
        outcome = gilkit("measure", "--output", place, "touch", marker)
        assert outcome.code == 2
        assert f"can't write to {place}" in outcome.err
        assert not marker.exists()


def test_a_full_disk_is_told_and_the_command_has_run(gilkit):
    outcome = gilkit("measure", "--output", "/dev/full", "echo", "done")
    assert (outcome.code, outcome.out) == (3, "done\n")
    assert "can't write the result" in outcome.err and "No space left" in outcome.err
    assert gilkit("measure", "--output", "/dev/full", "sh", "-c", "exit 5").code == 5


# --- signals ------------------------------------------------------------------------------------------------------

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


def next_line(process: subprocess.Popen) -> str:
    return process.stdout.readline().decode().rstrip("\n")


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


# --- processes that do not end with it ----------------------------------------------------------------------------


def sole(processes: list) -> int:
    (pid,) = processes
    return pid


def test_a_daemon_is_counted_and_left_alone(measure, gilkit):
    line = "setsid sleep 1000 </dev/null >/dev/null 2>&1 & exit 3"
    measured = measure.finish(measure.start("sh", "-c", line))
    daemon = sole(gilkit.processes())
    os.kill(daemon, signal.SIGKILL)
    assert measured.code == 3
    assert measured.report["left_running"] == 1
    text = gilkit.start("measure", "-n", "2", "sh", "-c", line)
    _, err = text.communicate(timeout=300)
    daemons = gilkit.processes()
    for daemon in daemons:
        os.kill(daemon, signal.SIGKILL)
    assert len(daemons) == 2
    assert "2 processes of the command still ran" in " ".join(err.split())


def test_a_daemons_work_counts_while_the_command_runs(measure, gilkit, tmp_path):
    """The command waits until a process that it has disowned twice over has used a third of a second."""
    source = """
import os, time
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while time.process_time() < 0.33:
            pass
        os.write(write, b"x")
        os.close(write)
        time.sleep(1000)
    os._exit(0)
os.wait()
os.read(read, 1)
"""
    process = measure.start(*program(tmp_path, source), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.wait(timeout=300)
    os.kill(sole(gilkit.processes()), signal.SIGKILL)
    report = measure.finish(process).report
    assert report["left_running"] == 1
    assert 0.32 < report["cpu_s"] < 0.8


def test_what_others_left_behind_is_no_part_of_the_command(measure, gilkit, tmp_path):
    """A shell that becomes gilkit has children; so has gilkit, of an earlier run. All of them work hard."""
    busy = "while :; do :; done </dev/null >/dev/null 2>&1 &"
    prefix = ("sh", "-c", busy + ' exec "$@"', "sh")
    process = measure.start("sh", "-c", f"{busy} exec sleep 0.3", options=("-n", "2"), prefix=prefix)
    process.wait(timeout=300)
    hogs = gilkit.processes()
    for hog in hogs:
        os.kill(hog, signal.SIGKILL)
    report = measure.finish(process).report
    assert len(hogs) == 3 and report["left_running"] == 2
    # Two threads of each run work: its sleep and its own hog.
    assert [run["processes"] for run in report["runs"]] == [2, 2]
    assert [run["left_running"] for run in report["runs"]] == [1, 1]


def test_two_hundred_short_children_are_accounted_for(measure, tmp_path):
    source = """
import os, resource
for _ in range(200):
    if os.fork() == 0:
        sum(range(20_000))
        os._exit(0)
    os.wait()
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(sum(each.ru_utime + each.ru_stime for each in used))
"""
    measured = measure(*program(tmp_path, source))
    own = float(measured.out)
    assert own > 0.05
    assert 0.8 * own - 0.05 <= measured.report["cpu_s"] <= 1.2 * own + 0.05


# --- stopped, frozen, unreadable ----------------------------------------------------------------------------------


def wait_for(condition):
    from test_interrupt import wait_for as patient

    return patient(condition)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def child_of(process: subprocess.Popen) -> int:
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


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


def start_frozen(measure, freezer):
    line = f"trap 'exit 9' TERM; echo $$ > {freezer.folder}/cgroup.procs; echo ready; read line; exit 8"
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


def in_own_mounts(line: str) -> tuple:
    """A prefix that runs what follows after `line`, in a mount namespace of its own."""
    prefix = ("unshare", "-m", "--propagation", "private", "sh", "-c", line + ' && exec "$@"', "sh")
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mounts can be made here")
    return prefix


def test_without_proc_the_command_runs_and_the_report_says_what_is_missing(measure, gilkit, tmp_path):
    prefix = in_own_mounts("mount -t tmpfs none /proc")
    source = "import time\nwhile time.process_time() < 0.3: pass\nprint('done')\nraise SystemExit(9)"
    measured = measure(*program(tmp_path, source), prefix=prefix)
    assert (measured.code, measured.out) == (9, b"done\n")
    report = measured.report
    assert "/proc can't be read" in report["no_demand_because"]
    assert report["parallelism"] is report["queue_s"] is report["replay"] is report["wall_shares"] is None
    assert report["cpu_s"] >= 0.3
    assert report["verdict"] == "How parallel it is could not be measured."


def test_without_run_queue_delays_the_report_says_so(measure, tmp_path):
    """Such a kernel has no such file; here something else lies over it."""
    prefix = in_own_mounts('mount --bind /dev/null /proc/$$/schedstat')
    measured = measure("sh", "-c", "exit 9", prefix=prefix)
    assert measured.code == 9
    assert "run-queue delay" in measured.report["no_demand_because"]


@pytest.fixture
def public_folder():
    """One that every user may enter, with the binary in it."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o777)
    shutil.copy(BINARY, folder / "gilkit")
    yield folder
    shutil.rmtree(folder)


def test_a_setuid_program_that_proc_hides_is_said_to_be_hidden(measure, gilkit, public_folder):
    other = public_folder / "sleep"
    other.write_bytes(Path("/bin/sleep").read_bytes())
    other.chmod(0o4755)
    prefix = in_own_mounts("mount -t proc -o hidepid=2 proc /proc")
    become = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    report = public_folder / "report"
    line = [*prefix, *become, public_folder / "gilkit", "measure", "--format", "json", "--output", report, other, "0.5"]
    ran = subprocess.run([str(word) for word in line], env=gilkit.environment, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    measured = json.loads(report.read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(measured)
    assert "another user" in measured["no_demand_because"]
    assert measured["parallelism"] is None


# --- what it says -------------------------------------------------------------------------------------------------

WORK = "def work(s):\n    import time\n    while time.thread_time() < s: pass\n"


def stolen_cores(report: dict) -> float:
    """How many cores the hypervisor took while it ran: no account of the program's holds that time."""
    return (report["hypervisor_share"] or 0) * report["machine"]["cores_allowed"]


def test_four_busy_processes_are_parallel(measure, tmp_path):
    source = WORK + "import os\nfor _ in range(4):\n    if os.fork() == 0:\n        work(0.7)\n        os._exit(0)\nfor _ in range(4): os.wait()"
    report = measure(*program(tmp_path, source)).report
    assert report["parallelism"] + stolen_cores(report) > 2.5
    assert report["replay"]["4"] < 0.6 * report["one_core_s"]
    assert 2.7 < report["cpu_s"] < 5
    assert sum(report["wall_shares"].values()) == pytest.approx(1, abs=0.01)


def test_a_loop_is_sequential_also_when_it_has_to_share_its_core(measure, tmp_path):
    core = str(min(os.sched_getaffinity(0)))
    hogs = [subprocess.Popen(["taskset", "-c", core, "sh", "-c", "while :; do :; done"]) for _ in range(2)]
    try:
        report = measure(*program(tmp_path, WORK + "work(0.7)"), prefix=("taskset", "-c", core)).report
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert report["machine"]["cores_allowed"] == 1
    assert report["parallelism"] <= 1.15
    assert report["parallelism"] + stolen_cores(report) >= 0.9
    assert report["verdict"].endswith("more cores would not make it faster.")
    assert report["speedup"]["16"] < 1.1


def test_a_sleeper_asks_for_nothing(measure):
    report = measure("sleep", "0.5").report
    assert report["parallelism"] < 0.2
    assert report["wall_shares"]["asleep"] > 0.8
    assert "more cores would not make it faster" in report["verdict"]


def test_a_pipeline_and_an_exec_chain_are_one_tree(measure, tmp_path):
    (busy,) = program(tmp_path, WORK + "work(0.25)\nprint(1)")[-1:]
    python = " ".join(PYTHON)
    measured = measure("sh", "-c", f"exec env nice -n 0 sh -c '{python} {busy} | cat; {python} {busy}'")
    assert measured.out == b"1\n1\n"
    assert measured.report["cpu_s"] > 0.4


# --- several runs -------------------------------------------------------------------------------------------------


def test_runs_are_repeated_and_each_reads_the_same_input(measure, tmp_path):
    data = tmp_path / "input"
    data.write_text("first\nsecond\n")
    with data.open() as stdin:
        stdin.readline()  # as a buffer would have it: at the end
        os.lseek(stdin.fileno(), len("first\n"), os.SEEK_SET)
        measured = measure("cat", options=("-n", "3"), stdin=stdin)
    assert measured.out == b"second\n" * 3
    report = measured.report
    walls = sorted(run["wall_s"] for run in report["runs"])
    assert len(walls) == 3 and report["wanted_runs"] == 3
    assert report["wall_s"] == walls[1]
    assert report["spread"]["wall_s"] == {"low": walls[0], "high": walls[2]}


def test_cores_confine_the_command_in_turn(measure):
    allowed = len(os.sched_getaffinity(0))
    cores = sorted({1, allowed})
    measured = measure(
        *PYTHON, "-c", "import os; print(len(os.sched_getaffinity(0)))",
        options=("-n", "2", "--cores", ",".join(map(str, reversed(cores)))),
    )  # fmt: skip
    assert measured.out.decode().split() == [str(each) for each in [allowed, *cores] * 2]
    report = measured.report
    assert [run["cores"] for run in report["runs"]] == [None, *cores] * 2
    assert [(each["cores"], each["runs"]) for each in report["measured"]] == [(each, 2) for each in cores]
    assert report["measured"][0]["speedup"] == 1


def test_the_first_failure_gives_the_exit_code(measure, tmp_path):
    counter = tmp_path / "counter"
    measured = measure("sh", "-c", f"echo x >> {counter}; test $(wc -l < {counter}) -ne 2 || exit 9", options=("-n", "3"))
    assert measured.code == 9
    assert [run["exit_code"] for run in measured.report["runs"]] == [0, 9, 0]


def test_an_interruption_reports_the_runs_until_then(measure, tmp_path):
    counter = tmp_path / "counter"
    line = f"echo x >> {counter}; test $(wc -l < {counter}) -lt 3 || {{ echo third; exec sleep 1000; }}"
    process = measure.start("sh", "-c", line, options=("-n", "5"))
    assert next_line(process) == "third"
    process.send_signal(signal.SIGINT)
    measured = measure.finish(process)
    assert measured.code == -signal.SIGINT
    report = measured.report
    assert report["ended_early_because"] == "interrupted"
    assert [run["interrupted"] for run in report["runs"]] == [False, False, True]
    assert report["wall_s"] <= max(run["wall_s"] for run in report["runs"][:2])


# --- for people ---------------------------------------------------------------------------------------------------


def test_the_text_report_goes_to_stderr_and_is_plain_without_a_terminal(gilkit):
    outcome = gilkit("measure", "-n", "2", "--cores", "1", "sh", "-c", "echo out; exit 1")
    assert outcome.out == "out\n" * 4
    assert outcome.code == 1
    assert outcome.err.startswith("✗ sh -c echo out; exit 1\n  ended with exit code 1 · 4 runs\n")
    assert "\x1b" not in outcome.err
    for label in ("Parallelism", "Wall time", "CPU time", "Queue time", "Idle machine", "Time here", "GIL"):
        assert label in outcome.err
    assert all(len(line) <= 80 for line in outcome.err.splitlines())


def test_json_on_stderr_is_all_that_is_there(gilkit):
    outcome = gilkit("measure", "--format", "json", "echo", "out")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(outcome.err))
    assert outcome.out == "out\n"


def test_help_has_an_example_and_tells_the_exit_codes(gilkit):
    outcome = gilkit("measure", "--help")
    assert outcome.code == 0
    for words in ("gilkit measure -- python3", "127", "signal"):
        assert words in outcome.out
