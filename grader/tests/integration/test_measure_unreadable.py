"""gilkit measure where /proc tells little or nothing: the command runs, and the report says what is missing."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import jsonschema
import pytest
from measuring import BINARY, SCHEMA, program


def in_own_mounts(line: str) -> tuple:
    """A prefix that runs what follows after `line`, in a mount namespace of its own."""
    prefix = ("unshare", "-m", "--propagation", "private", "sh", "-c", line + ' && exec "$@"', "sh")
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mounts can be made here")
    return prefix


def test_without_proc_the_command_runs_and_the_report_says_what_is_missing(measure, gilkit, tmp_path):
    if b"__asan_init" in Path(BINARY).read_bytes() or b"__tsan_init" in Path(BINARY).read_bytes():
        pytest.skip("built with a sanitizer, which itself can't do without /proc")
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
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o777)
    shutil.copy(BINARY, folder / "gilkit")
    yield folder
    shutil.rmtree(folder)


def observe_a_setuid_program(gilkit, folder: Path, prefix: tuple, *options: str) -> dict:
    """The report of an ordinary user's gilkit on a program that runs as root."""
    other = folder / "sleep"
    other.write_bytes(Path("/bin/sleep").read_bytes())
    other.chmod(0o4755)
    become = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    report = folder / "report"
    line = [*prefix, *become, folder / "gilkit", "measure", *options]
    line += ["--format", "json", "--output", report, other, "0.5"]
    ran = subprocess.run([str(word) for word in line], env=gilkit.environment, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    measured = json.loads(report.read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(measured)
    return measured


def test_a_setuid_program_that_proc_hides_is_said_to_be_hidden(gilkit, public_folder):
    prefix = in_own_mounts("mount -t proc -o hidepid=2 proc /proc")
    measured = observe_a_setuid_program(gilkit, public_folder, prefix)
    assert "another user" in measured["no_demand_because"]
    assert measured["parallelism"] is None


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to make a setuid program and to be somebody else")
def test_of_a_setuid_program_the_timeline_says_that_it_may_not_be_read(gilkit, public_folder):
    measured = observe_a_setuid_program(gilkit, public_folder, (), "--timeline")
    (process,) = measured["gil"]["processes"]
    assert process["words"] == "GIL unknown: its memory may not be read; be its user, or root"
    assert process["held_share"] is None
