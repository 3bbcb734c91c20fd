"""gilkit measure: the command runs as it would alone, and ends gilkit as it ended."""

import json
import os
import signal
import subprocess

import pytest
from measuring import BINARY, PYTHON, program

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
