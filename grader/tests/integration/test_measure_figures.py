"""gilkit measure: what its report says, of all the processes of a command and of several runs."""

import json
import os
import signal
import subprocess

import jsonschema
import pytest
from measuring import PYTHON, SCHEMA, next_line, program, sole, stolen_cores
from waiting import wait_for

def test_a_daemon_is_counted_and_left_alone(measure, gilkit):
    line = "setsid sleep 1000 </dev/null >/dev/null 2>&1 & exit 3"
    measured = measure.finish(measure.start("sh", "-c", line))
    # It may just be becoming another program.
    os.kill(sole(wait_for(gilkit.processes)), signal.SIGKILL)
    assert measured.code == 3
    assert measured.report["left_running"] == 1
    text = gilkit.start("measure", "-n", "2", "sh", "-c", line)
    _, err = text.communicate(timeout=300)
    daemons = wait_for(lambda: found if len(found := gilkit.processes()) == 2 else None)
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
    os.kill(sole(wait_for(gilkit.processes)), signal.SIGKILL)
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


WORK = "def work(s):\n    import time\n    while time.thread_time() < s: pass\n"


def test_four_busy_processes_are_parallel(measure, tmp_path):
    source = WORK + "import os\nfor _ in range(4):\n    if os.fork() == 0:\n        work(0.7)\n        os._exit(0)\nfor _ in range(4): os.wait()"
    report = measure(*program(tmp_path, source)).report
    assert report["parallelism"] + stolen_cores(report) > 2.5
    assert report["replay"]["4"] < 0.6 * report["one_core_s"]
    assert report["replay_high"]["4"] >= report["replay"]["4"]
    assert 1 <= report["speedup_low"]["4"] <= report["speedup"]["4"] + 0.01
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
