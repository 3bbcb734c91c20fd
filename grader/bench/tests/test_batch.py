import os
import subprocess
import sys

from batch import differences, row
from conftest import BENCH
from lib.classroom import BatchRun, hand_in
from lib.course import files_of
from lib.machine import ROOT, allowed_cpus


def test_shares_are_of_all_cores_time():
    cores = len(allowed_cpus())
    run = BatchRun(2, wall_s=10, boxes_cpu_s=9.0 * cores, gilkit_cpu_s=0.5 * cores, peak_mib=20)
    assert row(run, submissions=5) == ["2", "10.0", "2.00", "90.0 %", "5.0 %", "5.0 %", "20.0"]


def test_a_verdict_that_is_lost_or_changed_is_named():
    one = {("a", "x"): ("passed", ""), ("b", "x"): ("failed", "crashed")}
    assert differences(one, dict(one), 0) == []
    assert differences(one, dict(one), 2) == ["2 submissions were graded twice"]
    assert len(differences(one, {**one, ("a", "x"): ("failed", "crashed")}, 0)) == 1
    assert "nothing after that" in differences(one, {("a", "x"): ("passed", "")}, 0)[0]
    assert "nothing undisturbed" in differences({}, {("a", "x"): ("passed", "")}, 0)[0]


def test_no_two_hand_in_the_same_bytes(tmp_path):
    files = files_of(ROOT)
    hand_in(files, len(files) + 5, tmp_path)
    handed_in = [file.read_bytes() for file in tmp_path.glob("*/*/submission.*")]
    assert len(handed_in) == len(set(handed_in)) == len(files) + 5


def test_it_measures_the_real_thing():
    command = [
        sys.executable, "-B", BENCH / "batch.py", "--gilkit", os.environ["GILKIT_BINARY"], "--submissions", "10",
        "--jobs", "1", "--exercises", "why-the-gil-exists", "--faults",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr  # 1: cores that others have, too, are not ours
    assert "10 submissions; shares are of the cores' time" in done.stdout
    assert "killed 3 times: nothing lost, nothing graded twice, the same verdicts" in done.stdout
