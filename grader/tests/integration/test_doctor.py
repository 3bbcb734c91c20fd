"""`gilkit doctor`: facts that the kernel can be asked for by other means as well, and a machine made worse on purpose."""

import json
import os
import pty
import shutil
import signal
import stat
import subprocess
from pathlib import Path

import jsonschema
import pytest
from conftest import BINARY, ROOT
from waiting import wait_for

SCHEMA = json.loads((ROOT / "grader/schema/doctor.schema.json").read_text())
PYTHON = "/usr/bin/python3"
CORES = sorted(os.sched_getaffinity(0))


@pytest.fixture
def doctor(gilkit, tmp_path):
    """The report of `gilkit doctor --format json`, with a private cache and no version managers' Pythons."""
    gilkit.environment |= {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"}

    def run(*words, code: int = 0, **options) -> dict:
        outcome = gilkit("doctor", "--python", PYTHON, "--format", "json", *words, **options)
        assert outcome.code == code, outcome.err
        report = json.loads(outcome.out)
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        return report

    run.cache = tmp_path / "cache/gilkit/calibration.json"
    run.gilkit = gilkit
    return run


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text + "\n")
    path.chmod(0o755)
    return path


def test_help(gilkit):
    outcome = gilkit("doctor", "--help")
    assert outcome.code == 0 and "Example:" in outcome.out


def test_it_reports_what_the_kernel_says(doctor):
    report = doctor()
    cores = report["machine"]["cores"]
    assert cores["online"] == os.sysconf("SC_NPROCESSORS_ONLN")
    assert cores["allowed"] == CORES
    assert 0 < cores["effective"] <= len(CORES)
    assert report["machine"]["kernel"] == os.uname().release
    assert report["ready"] and report["sandbox_tier"] in "ABCD"
    facilities = {facility["name"]: facility for facility in report["facilities"]}
    assert facilities["run-queue-delay"]["needed"] and facilities["run-queue-delay"]["available"]
    assert facilities["cpu-pressure"]["available"] == os.access("/proc/pressure/cpu", os.R_OK)
    # Without an installed bubblewrap there is no sandbox of its kind; with one, that it works is its own say.
    if not shutil.which("bwrap"):
        assert "not installed" in facilities["bubblewrap"]["found"]
    for core in cores["physical"] or []:
        # CPUs of one physical core have the same list of siblings.
        topology = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"
        assert len({Path(topology.format(cpu)).read_text() for cpu in core}) == 1


def test_one_core_is_not_calibrated(doctor):
    report = doctor(preexec_fn=lambda: os.sched_setaffinity(0, {CORES[0]}))
    assert report["machine"]["cores"]["allowed"] == [CORES[0]]
    assert report["machine"]["cores"]["effective"] <= 1
    assert report["calibration"]["available"] is False
    assert "one core" in report["calibration"]["why"]
    assert not doctor.cache.exists()


needs_two_cores = pytest.mark.skipif(len(CORES) < 2, reason="only one core is allowed here")


@needs_two_cores
def test_the_calibration_is_kept_for_the_boot(doctor):
    first = doctor()["calibration"]
    assert first["available"] and not first["cached"]
    assert first["cpus"] == CORES[:2]
    assert first["cache_file"] == str(doctor.cache) and first["cache_trouble"] is None
    second = doctor()["calibration"]
    assert second["cached"] and second["throughput"] == first["throughput"]
    before = doctor.cache.read_text()
    assert not doctor("--recalibrate")["calibration"]["cached"]
    assert doctor.cache.read_text() != before
    assert list(doctor.cache.parent.iterdir()) == [doctor.cache]  # no temporary file is left


@needs_two_cores
def test_another_boots_calibration_is_not_used(doctor):
    doctor()
    content = json.loads(doctor.cache.read_text())
    assert content["entries"][0]["boot"] == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    content["entries"][0]["boot"] = "00000000-0000-0000-0000-000000000000"
    doctor.cache.write_text(json.dumps(content))
    assert not doctor()["calibration"]["cached"]


@needs_two_cores
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b'{"schema": "gilkit.calibration/1", "entries": 5}'])
def test_a_corrupt_cache_is_measured_anew_and_told(doctor, content):
    doctor.cache.parent.mkdir(parents=True)
    doctor.cache.write_bytes(content)
    calibration = doctor()["calibration"]
    assert calibration["available"] and not calibration["cached"]
    assert "corrupt" in calibration["cache_trouble"]
    assert doctor()["calibration"]["cached"]


@needs_two_cores
def test_a_cache_that_cannot_be_written_is_no_error(doctor, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    calibration = doctor()["calibration"]
    assert calibration["available"] and str(tmp_path / "cache") in calibration["cache_trouble"]
    outcome = doctor.gilkit("doctor", "--python", PYTHON)
    assert outcome.code == 0 and "? cache" in outcome.out


class Quota:
    """A control group of v1, made for real, whose parent has half a core."""

    def __init__(self, parent: Path):
        self.parent = parent
        self.group = parent / "inner"

    def enter(self) -> None:
        (self.group / "cgroup.procs").write_text(str(os.getpid()))

    def periods_throttled(self) -> int:
        return int(dict(line.split() for line in (self.parent / "cpu.stat").read_text().splitlines())["nr_throttled"])


@pytest.fixture
def half_a_core():
    root = Path("/sys/fs/cgroup/cpu")
    if os.geteuid() != 0 or not (root / "cpu.cfs_quota_us").exists():
        pytest.skip("needs root and a cgroup v1 hierarchy of the cpu controller at /sys/fs/cgroup/cpu")
    groups = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    (own,) = [path for _, controllers, path in groups if "cpu" in controllers.split(",")]
    quota = Quota(root / own.lstrip("/") / f"gilkit-test-{os.getpid()}")
    quota.group.mkdir(parents=True)
    try:
        (quota.parent / "cpu.cfs_period_us").write_text("100000")
        (quota.parent / "cpu.cfs_quota_us").write_text("50000")
        yield quota
    finally:
        quota.group.rmdir()
        quota.parent.rmdir()


def test_a_quota_makes_a_fraction_of_a_core(doctor, half_a_core):
    report = doctor(preexec_fn=half_a_core.enter)
    assert report["machine"]["cores"]["quota"] == 0.5
    assert report["machine"]["cores"]["effective"] == 0.5
    # The group is new, so the kernel's count is the doctor's, but for its last moments. (On a busy machine the group
    # may get less than its quota and never be stopped.)
    kernels = half_a_core.periods_throttled()
    counted = report["meanwhile"]["throttled_periods"]
    assert counted <= kernels
    if kernels > 5:
        assert counted > 0 and report["meanwhile"]["throttled_cpu_s"] > 0


def test_the_interpreters_of_the_path_are_asked(doctor, tmp_path):
    fake = script(tmp_path / "bin/python3.10", "echo 'libpython3.10.so.1.0: cannot open' >&2; exit 127")
    script(tmp_path / "bin/python3.12", f'exec {PYTHON} "$@"')  # leads to one that is listed already
    report = doctor(env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"})
    student, *others = report["interpreters"]
    assert student["student"] and student["usable"]
    assert student["interpreter"]["implementation"] == "CPython"
    real = [Path(each["interpreter"]["path"]).resolve() for each in report["interpreters"] if each["interpreter"]]
    assert len(real) == len(set(real)) and Path(PYTHON).resolve() in real
    (broken,) = [each for each in others if each["found_as"] == str(fake)]
    assert not broken["usable"] and broken["interpreter"] is None
    assert "cannot open" in broken["fault"]
    assert f"{tmp_path}/bin/python3.12" not in [each["found_as"] for each in others]


def test_the_first_python3_is_the_students(gilkit, tmp_path):
    script(tmp_path / "bin/python3", f'exec {PYTHON} "$@"')
    outcome = gilkit("doctor", "--format", "json", env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"})
    student = json.loads(outcome.out)["interpreters"][0]
    assert student["found_as"] == "python3"
    assert Path(student["interpreter"]["path"]).resolve() == Path(PYTHON).resolve()


@pytest.mark.parametrize("python", ["/no/such/python", "/bin/true"])
def test_without_a_working_interpreter_grading_cannot_work(gilkit, python):
    outcome = gilkit("doctor", "--python", python, "--format", "json")
    report = json.loads(outcome.out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert outcome.code == 4
    assert not report["ready"] and report["missing"] == ["interpreter"]
    text = gilkit("doctor", "--python", python)
    assert text.code == 4 and text.out.startswith("✗ Grading can't work here. Missing: interpreter")
    assert "--python PATH" in text.out


def test_plain_text(gilkit):
    outcome = gilkit("doctor", "--python", PYTHON)
    assert outcome.code == 0 and outcome.out.startswith("✓ Grading works here.")
    assert "\x1b" not in outcome.out + outcome.err and outcome.err == ""
    assert all(len(line) <= 80 for line in outcome.out.splitlines())
    for heading in ("Machine", "Measuring", "Interpreters", "Sandbox: tier "):
        assert f"\n{heading}" in outcome.out
    assert gilkit("doctor", "--python", PYTHON, env={"LANG": "C"}).out.isascii()


@pytest.mark.parametrize("no_color", [False, True])
def test_colours_on_a_terminal_unless_unwanted(gilkit, no_color):
    ours, theirs = pty.openpty()
    environment = {**gilkit.environment, "TERM": "xterm", **({"NO_COLOR": "1"} if no_color else {})}
    process = subprocess.Popen(
        [BINARY, "doctor", "--python", PYTHON], stdout=theirs, stderr=subprocess.DEVNULL, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # how Linux says that the other end of a terminal is closed
        pass
    os.close(ours)
    assert process.wait() == 0 and "Grading works here".encode() in shown
    assert (b"\x1b[" in shown) != no_color


def test_output_goes_to_the_file(gilkit, tmp_path):
    report = tmp_path / "report.json"
    outcome = gilkit("doctor", "--python", PYTHON, "--format", "json", "--output", report)
    assert outcome.code == 0 and outcome.out == ""
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(report.read_text()))
    assert stat.S_IMODE(report.stat().st_mode) & 0o444
    outcome = gilkit("doctor", "--python", PYTHON, "--output", "/dev/full")
    assert outcome.code == 3 and "can't write the result" in outcome.err


@pytest.mark.parametrize("words", [["--format", "yaml"], ["--frobnicate"], ["stray"]])
def test_wrong_usage(gilkit, words):
    outcome = gilkit("doctor", *words)
    assert outcome.code == 2 and outcome.out == "" and words[-1] in outcome.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing(gilkit, tmp_path, number):
    endless = script(tmp_path / "bin/python3", "sleep 1000 & wait")
    process = gilkit.start("doctor", "--python", endless)
    wait_for(lambda: len(gilkit.processes()) >= 2)  # the made-up Python and its sleeping child
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err and out == ""
    gilkit.assert_nothing_left()
