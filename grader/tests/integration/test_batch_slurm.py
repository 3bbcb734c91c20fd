"""`gilkit batch --engine slurm` on a real Slurm of three nodes: the same verdicts as on one machine, whatever happens to the
cluster. Nothing is lost, nothing has two results, and nothing is left in the queue."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from batching import COUNTDOWN, SERVING, Batch, called_serving
from conftest import BINARY, ROOT, ValidOutcome
from course import CourseExercise
from processes import command_line, pids_called
from slurm.cluster import PATIENCE_S, Cluster, why_not
from waiting import wait_for

PR_SET_PDEATHSIG = 1

# Is graded for as long as its exercise allows: whatever is done to the cluster meanwhile is done in mid-run.
SLEEPS = "import subprocess\n\n\ndef count_down(start):\n    subprocess.run(['sleep', '1000'])  # {}\n"


def die_with_us() -> None:
    """Without its cluster it would wait for ever: so it does not outlive a test that is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


class OnCluster:
    """A class that is graded there, and what was said meanwhile."""

    def __init__(self, batch: Batch, cluster: Cluster, tmp_path: Path):
        self.batch, self.cluster = batch, cluster
        self.said = tmp_path / "stderr"
        self.told = tmp_path / "stdout"
        self.environment = {**batch.gilkit.environment, **cluster.environment, "GILKIT_ROOT": str(batch.gilkit.root)}
        self.process: subprocess.Popen | None = None

    def words(self, *more: object) -> list[str]:
        # What a node that dies leaves behind is its own.
        wishes = f"--slurm-options=--export=ALL,TMPDIR={self.cluster.folder}/tmp"
        others = [] if any(str(word).startswith("--slurm-options") for word in more) else [wishes]
        exercise = None if "--exercise" in more else COUNTDOWN
        words = self.batch.words("--engine", "slurm", "--jobs", 1, "--format", "json", *others, *more, exercise=exercise)
        return [BINARY, *map(str, words)]

    def start(self, *more: object, before: tuple = (), env: dict | None = None) -> subprocess.Popen:
        with self.said.open("w") as said, self.told.open("w") as told:
            self.process = self.batch.gilkit.spawn(
                [*before, *self.words(*more)], stdin=subprocess.DEVNULL, stdout=told, stderr=said,
                env={**self.environment, **(env or {})}, preexec_fn=die_with_us,
            )  # fmt: skip
        return self.process

    def status(self) -> str:
        words = [BINARY, "batch", "--status", "--out", str(self.batch.out)]
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, check=True).stdout

    def err(self) -> str:
        return self.said.read_text()

    def end(self) -> ValidOutcome:
        code = self.process.wait(timeout=4 * PATIENCE_S)
        self.batch.gilkit.assert_nothing_left()
        return ValidOutcome(code, self.told.read_text(), self.err())

    def __call__(self, *more: object, **options) -> ValidOutcome:
        self.start(*more, **options)
        return self.end()

    def hand_in(self, count: int, sleeping: int) -> dict:
        """And what each must get."""
        expected = self.batch.hand_in_different(count)
        for number in range(sleeping):
            self.batch.hand_in(f"t{number:02}", SLEEPS.format(number))
            expected[f"t{number:02}"] = ("failed", "time-limit")
        return expected

    def handed_in(self) -> int:
        return len(list((self.batch.out / "slurm/results").glob("*.json")))

    def node_in_mid_run(self) -> str | None:
        """One where a submission is being graded, once results have come from somewhere."""
        for node in self.cluster.nodes if self.handed_in() > 0 else ():
            if any("sleep 1000" in command_line(pid) for pid in self.cluster.processes_on(node)):
                return node
        return None

    def plan(self) -> int | None:
        """Whose start it is of: each start writes it anew."""
        with suppress(FileNotFoundError):
            return (self.batch.out / "slurm/plan.json").stat().st_ino
        return None

    def wait_for_mid_run(self, since: int | None = None) -> str:
        """Once the process has got to its jobs, which those of an earlier start, with that plan, may have begun."""
        wait_for(lambda: self.plan() not in (None, since) or self.ended(), PATIENCE_S)
        return wait_for(lambda: self.node_in_mid_run() or self.ended(), PATIENCE_S)

    def ended(self) -> bool:
        assert self.process.poll() is None, self.err()
        return False

    def assert_whole(self, outcome: ValidOutcome, expected: dict) -> None:
        assert outcome.code == 1, outcome.err
        assert self.batch.verdicts() == expected
        assert len(outcome.report["results"]) == len(expected)
        assert list(self.batch.attempts().values()) == [1] * len(expected)
        assert self.batch.ask("SELECT count(*) FROM attempt WHERE end IS NULL OR end <> 'recorded'") == [(0,)]
        self.assert_nothing_left()

    def assert_nothing_left(self) -> None:
        assert not (self.batch.out / "slurm").exists()
        assert [task for task in self.cluster.queue() if task[1] != "COMPLETING"] == []
        for node in self.cluster.nodes:
            wait_for(lambda: not self.cluster.processes_on(node), PATIENCE_S)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """One for each test: what happens to it is no other test's concern."""
    reason = why_not()
    if reason and os.environ.get("GILKIT_REQUIRE_SLURM", "") not in ("", "0"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    cluster = Cluster()
    try:
        cluster.up()
        yield cluster
    finally:
        cluster.down()


@pytest.fixture
def on_cluster(batch, cluster, tmp_path) -> OnCluster:
    return OnCluster(batch, cluster, tmp_path)


def test_a_class_gets_the_same_verdicts_as_on_one_machine(on_cluster, tmp_path):
    batch = on_cluster.batch
    expected = on_cluster.hand_in(12, sleeping=0)
    outcome = on_cluster()
    on_cluster.assert_whole(outcome, expected)
    assert "12 of 12 graded" in outcome.err
    there = {result["submission"]: result["verdict"] for result in outcome.report["results"]}
    assert {worker.split(":")[0] for (worker,) in batch.ask("SELECT worker FROM attempt")} == {"slurm"}
    # Nothing is left to do, for either engine.
    before = dict(batch.ask("SELECT key, attempt FROM grading"))
    assert on_cluster().code == 1
    assert batch().code == 1
    assert dict(batch.ask("SELECT key, attempt FROM grading")) == before
    batch.out = tmp_path / "local"
    locally = batch()
    assert {result["submission"]: result["verdict"] for result in locally.report["results"]} == there


@pytest.mark.costly
def test_a_node_that_dies_loses_nothing(on_cluster):
    expected = on_cluster.hand_in(12, sleeping=4)
    on_cluster.start()
    node = on_cluster.wait_for_mid_run()
    on_cluster.cluster.kill_node(node)
    on_cluster.assert_whole(on_cluster.end(), expected)
    assert on_cluster.cluster.states()[node].startswith("down")


@pytest.mark.costly
def test_a_job_that_somebody_cancels_is_submitted_again(on_cluster):
    expected = on_cluster.hand_in(12, sleeping=4)
    on_cluster.start()
    on_cluster.wait_for_mid_run()
    jobs = {task.split("_")[0] for task, _, _ in on_cluster.cluster.queue()}
    assert on_cluster.cluster.ask("scancel", *jobs).returncode == 0
    outcome = on_cluster.end()
    on_cluster.assert_whole(outcome, expected)
    assert "CANCELLED" in outcome.err and "early" in outcome.err


@pytest.mark.costly
def test_who_is_cancelled_again_and_again_gets_an_error(on_cluster):
    batch = on_cluster.batch
    on_cluster.hand_in(0, sleeping=1)
    process = on_cluster.start()
    cancelled = set()
    while process.poll() is None:
        for task, state, _ in on_cluster.cluster.queue():
            if state == "RUNNING" and task not in cancelled:
                on_cluster.cluster.ask("scancel", task)
                cancelled.add(task)
    outcome = on_cluster.end()
    assert outcome.code == 3 and len(cancelled) == 3, outcome.err
    assert batch.verdicts() == {"t00": ("error", None)}
    assert "three tasks of Slurm ended without a result, the last one as CANCELLED" in batch.message_of("t00")
    on_cluster.assert_nothing_left()
    # The next call does not take that for a verdict.
    assert on_cluster().code == 1
    assert batch.verdicts() == {"t00": ("failed", "time-limit")}


@pytest.mark.costly
def test_slurms_controller_may_be_away(on_cluster):
    expected = on_cluster.hand_in(12, sleeping=4)
    on_cluster.start()
    on_cluster.wait_for_mid_run()
    on_cluster.cluster.kill("slurmctld")
    wait_for(lambda: "Slurm does not answer" in on_cluster.err() or on_cluster.ended(), PATIENCE_S)
    assert "Slurm does not answer" in on_cluster.status()
    on_cluster.cluster.start_controller()
    outcome = on_cluster.end()
    on_cluster.assert_whole(outcome, expected)
    assert "Slurm answers again" in outcome.err


def test_the_same_command_goes_on_after_kill_9(on_cluster):
    batch = on_cluster.batch
    expected = on_cluster.hand_in(12, sleeping=4)
    process = on_cluster.start()
    on_cluster.wait_for_mid_run()
    process.kill()
    process.wait()
    status = on_cluster.status()
    assert "Nobody works on it" in status and "On the cluster: " in status and " handed in." in status
    # Nobody grades beside jobs that go on.
    refused = batch()
    assert refused.code == 2 and "--engine slurm" in refused.err and "scancel" in refused.err
    jobs = {task.split("_")[0] for task, _, _ in on_cluster.cluster.queue()}
    on_cluster.start()
    wait_for(lambda: on_cluster.node_in_mid_run() or on_cluster.process.poll() is not None, PATIENCE_S)
    assert {task.split("_")[0] for task, _, _ in on_cluster.cluster.queue()} <= jobs  # nothing was submitted twice
    on_cluster.assert_whole(on_cluster.end(), expected)


@pytest.mark.costly
def test_ctrl_c_takes_the_jobs_back_and_the_end_of_a_session_does_not(on_cluster):
    batch = on_cluster.batch
    expected = on_cluster.hand_in(4, sleeping=4)
    process = on_cluster.start()
    on_cluster.wait_for_mid_run()
    process.send_signal(signal.SIGHUP)
    ended = on_cluster.end()
    assert ended.code == 130 and "jobs are left to go on" in ended.err
    before = on_cluster.plan()
    process = on_cluster.start()
    on_cluster.wait_for_mid_run(since=before)
    process.send_signal(signal.SIGINT)
    ended = on_cluster.end()
    assert ended.code == 130 and "nothing was left running" in ended.err
    on_cluster.assert_nothing_left()
    # What had been handed in is kept.
    kept = dict(batch.ask("SELECT key, attempt FROM grading"))
    assert kept
    assert batch().code == 1
    assert dict(batch.ask("SELECT key, attempt FROM grading")).items() >= kept.items()
    assert batch.verdicts() == expected


@pytest.mark.costly
def test_latencies_are_measured_by_turns_on_each_node(on_cluster):
    batch, tasks = on_cluster.batch, on_cluster.cluster
    batch.gilkit.root = ROOT
    on_cluster.environment["GILKIT_ROOT"] = str(ROOT)
    convoy = CourseExercise("five-millisecond-convoy")
    for student in ("anna", "ben"):
        batch.hand_in(student, called_serving(convoy.stub(), student))
    words = f"--slurm-options=--nodelist=n1 --cpus-per-task=1 --export=ALL,TMPDIR={tasks.folder}/tmp"
    process = on_cluster.start("--exercise", convoy.id, words)
    both_had_begun, serving, at_once = False, set(), 0
    while process.poll() is None:
        # A task, and the copy of it that grades.
        copies = {pid: copies_in(pid) for pid in tasks.processes_on("n1")}
        graders = [pid for pid, below in copies.items() if below and not any(pid in each for each in copies.values())]
        both_had_begun |= len(graders) == 2
        now = pids_called(SERVING, below=tasks.keeper.pid)
        serving.update(now)
        at_once = max(at_once, len(now))
    outcome = on_cluster.end()
    assert set(batch.verdicts().values()) == {("failed", "unresponsive")}, outcome.err
    assert both_had_begun and len(serving) >= 4 and at_once == 1  # who is late is asked twice
    on_cluster.assert_nothing_left()


def copies_in(task: int) -> list[int]:
    """Forked ones, which grade; these fork, too."""
    if "batch-task" not in (line := command_line(task)):
        return []
    with suppress(OSError):
        children = Path(f"/proc/{task}/task/{task}/children").read_text().split()
        return [int(child) for child in children if command_line(int(child)) == line]
    return []


def test_what_nodes_lack_is_told_with_their_names(on_cluster, tmp_path):
    batch, nodes = on_cluster.batch, on_cluster.cluster.nodes
    on_cluster.hand_in(3, sleeping=0)
    # Boxes that are too weak.
    outcome = on_cluster("--require-tier", "B", env={"GILKIT_TIER": "D"})
    assert outcome.code == 3
    for node in nodes:
        assert f"node {node} can't grade and is left out: boxes are of tier D here" in outcome.err
    on_cluster.assert_nothing_left()
    # A folder that only the login node has, and another course than there.
    other = tmp_path / "other-kit"
    shutil.copytree(batch.gilkit.root, other)
    inputs = other / "exercises/02-countdown/check/inputs.py"
    inputs.write_text(inputs.read_text() + "# harder\n")
    batch.out.mkdir(exist_ok=True)
    for mount, words in (
        (f"mount -t tmpfs none {batch.out}", f"it has no {batch.out}/slurm; name a folder that all nodes share"),
        (f"mount --bind {other} {batch.gilkit.root}", f"the exercise {COUNTDOWN} is another one here"),
    ):
        apart = ("unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh")
        if subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], check=False).returncode != 0:
            pytest.skip("mounts can't be made here")
        outcome = on_cluster(before=apart)
        assert outcome.code == 3
        for node in nodes:
            assert f"node {node} can't grade and is left out: {words}" in outcome.err
        assert "Slurm does not take the job" in outcome.err
        on_cluster.assert_nothing_left()


def test_what_slurm_refuses_is_told_at_once(on_cluster):
    on_cluster.hand_in(1, sleeping=0)
    outcome = on_cluster("--slurm-options=--partition=nope")
    assert outcome.code == 3
    assert "Slurm does not take the job: invalid partition specified: nope" in outcome.err
    assert "sinfo lists the partitions" in outcome.err
    on_cluster.assert_nothing_left()


def test_without_slurm_it_says_where_to_go(batch, tmp_path):
    batch.hand_in("anna")
    programs = tmp_path / "bin"
    programs.mkdir()
    os.symlink(shutil.which("bwrap") or sys.executable, programs / "bwrap")
    outcome = batch("--engine", "slurm", env={"PATH": str(programs)})
    assert outcome.code == 3
    assert "there is no sbatch here: call this" in outcome.err and "login node" in outcome.err
    assert not (batch.out / "slurm").exists()
