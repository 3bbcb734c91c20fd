"""`gilkit batch` under what befalls machines: kill -9, Ctrl-C, a full disk, a journal that is not its own. Nothing that was
graded is lost, and nothing is graded twice."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import contextmanager, suppress

import pytest
from batching import Batch, WRONG
from waiting import wait_for

# Whoever starts a program sits in the kernel until it runs, and before that it opens a pipe here that nobody writes to. As
# far as gilkit can see, the machine has no time for it.
IN_THE_KERNEL = """import os


def count_down(start):
    os.mkfifo("fifo")
    os.posix_spawn("/bin/true", ["true"], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, "fifo", os.O_RDONLY, 0)])
"""
SLEEPS = "import subprocess\n\n\ndef count_down(start):\n    subprocess.run(['sleep', '1000'])\n"


def recorded(batch: Batch) -> int:
    try:
        return batch.ask("SELECT count(*) FROM grading")[0][0]
    except sqlite3.OperationalError:  # not made yet
        return 0


def test_kill_9_loses_nothing_and_grades_nothing_twice(batch):
    expected = batch.hand_in_different(24)
    graded = 0
    for _ in range(3):
        process = batch.gilkit.start(*batch.words("--jobs", 2))
        more = random.randrange(1, 5)
        wait_for(lambda: recorded(batch) >= graded + more or process.poll() is not None, patience_s=300)
        assert process.poll() is None
        time.sleep(random.random() / 10)  # anywhere in the middle of it
        process.kill()
        process.communicate()
        kept = dict(batch.ask("SELECT key, attempt FROM grading"))
        assert len(kept) >= graded + more
        wait_for(lambda: not batch.gilkit.processes())  # what it had started ends with it
        graded = len(kept)
    # Killed just before it published a file.
    (batch.out / "students/s00").mkdir(exist_ok=True, parents=True)
    (batch.out / "students/s00/result.json.aB3xYz").write_text("{")
    (batch.out / "students/s00/notes.aB3xYz").write_text("a teacher's own")
    outcome = batch()
    assert outcome.code == 1
    assert "cut short the last time" in outcome.err
    assert sorted(file.name for file in (batch.out / "students/s00").iterdir()) == ["notes.aB3xYz", "result.json"]
    assert f"{len(expected) - graded} of {len(expected) - graded} graded" in outcome.err
    assert batch.verdicts() == expected
    # The attempts that were recorded before the last start are those that count.
    assert dict(batch.ask("SELECT key, attempt FROM grading")).items() >= kept.items()
    assert list(batch.attempts().values()) == [1] * len(expected)
    assert batch.ask("SELECT count(*) FROM attempt WHERE end IS NULL") == [(0,)]
    assert len(outcome.report["results"]) == len(expected)


def test_ctrl_c_stops_and_the_same_command_goes_on(batch):
    expected = batch.hand_in_different(4)
    batch.hand_in("t", SLEEPS)
    process = batch.gilkit.start(*batch.words("--jobs", 1))
    wait_for(lambda: batch.gilkit.running("sleep 1000"), patience_s=120)
    status = batch.gilkit.start("batch", "--status", "--out", batch.out)
    out, _ = status.communicate(timeout=60)
    assert "4 of 5 submissions done" in out and f"Process {process.pid} works on it." in out
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130 and out == ""
    assert "4 of 5 submissions are done, and the same command goes on" in err
    batch.gilkit.assert_nothing_left()
    assert batch.ask("SELECT end, count(*) FROM attempt GROUP BY end ORDER BY end") == [("interrupted", 1), ("recorded", 4)]
    batch.hand_in("t", WRONG)
    assert batch().code == 1
    assert batch.verdicts() == {**expected, "t": ("failed", "wrong-answer")}
    assert list(batch.attempts().values()) == [1] * 5


def test_a_worker_that_dies_is_tried_once_more_and_then_an_error(batch):
    batch.hand_in("anna", SLEEPS)
    process = batch.gilkit.start(*batch.words("--jobs", 1))
    wait_for(lambda: batch.gilkit.running("sleep 1000"), patience_s=120)
    killed = set()
    for _ in range(2):
        worker = wait_for(lambda: set(copies_of(process.pid)) - killed, patience_s=120).pop()
        os.kill(worker, signal.SIGKILL)
        killed.add(worker)
    process.communicate(timeout=300)
    assert process.returncode == 3
    assert batch.verdicts() == {"anna": ("error", None)}
    assert "was killed, twice" in batch.message_of("anna")
    assert batch.ask("SELECT end FROM attempt ORDER BY begun") == [("died",), ("recorded",)]
    batch.gilkit.assert_nothing_left()
    # The next call does not take that for a verdict.
    batch.hand_in("anna", WRONG)
    batch()
    assert batch.verdicts()["anna"] == ("failed", "wrong-answer")


def test_who_met_a_machine_that_was_too_busy_gets_it_for_itself_in_the_end(batch):
    exercise = batch.gilkit.root / "exercises/02-countdown/exercise.toml"
    exercise.write_text(exercise.read_text() + "\n[limits]\ntime_s = 0.5\n")
    batch.hand_in("anna", IN_THE_KERNEL)
    expected = batch.hand_in_different(6)
    assert batch("--jobs", 2).code == 1
    assert batch.verdicts() == {"anna": ("inconclusive", "too-noisy"), **expected}
    ends = [end for (end,) in batch.ask("SELECT end FROM attempt ORDER BY begun")]
    assert sorted(ends) == ["recorded"] * 7 + ["undecided"] and ends[-1] == "recorded"
    # Nothing else went on meanwhile.
    ((begun,),) = batch.ask("SELECT max(begun) FROM attempt")
    ((ended,),) = batch.ask(f"SELECT max(ended) FROM attempt WHERE begun < {begun!r}")
    assert ended <= begun
    # That is a result like any other.
    assert batch("--jobs", 2).code == 1
    assert len(batch.ask("SELECT attempt FROM attempt")) == 8


def copies_of(pid: int) -> list[int]:
    """The forked copies just below it."""
    line = open(f"/proc/{pid}/cmdline", "rb").read()
    children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    found = []
    for child in map(int, children):
        try:
            if open(f"/proc/{child}/cmdline", "rb").read() == line:
                found.append(child)
        except FileNotFoundError:
            pass
    return found


def test_a_second_batch_in_the_same_folder_is_refused(batch):
    batch.hand_in("anna", SLEEPS)
    process = batch.gilkit.start(*batch.words())
    wait_for(lambda: batch.gilkit.running("sleep 1000"), patience_s=120)
    second = batch.gilkit.start(*batch.words())
    _, err = second.communicate(timeout=60)
    assert second.returncode == 2
    assert f"another gilkit batch (process {process.pid}) works in {batch.out}" in err
    # Its lock dies with it, however it ends.
    process.kill()
    process.communicate()
    batch.hand_in("anna", WRONG)
    assert batch().code == 1


def test_a_journal_of_a_newer_gilkit_is_refused_and_left_alone(batch):
    batch.hand_in("anna")
    batch()
    with sqlite3.connect(batch.out / "journal.sqlite3") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    for words in (batch.words(), ["batch", "--status", "--out", batch.out]):
        outcome = batch.gilkit(*words)
        assert outcome.code == 2
        assert "was written by a newer gilkit (its format is 99, and this one knows 1)" in outcome.err
    assert batch.ask("SELECT count(*) FROM grading") == [(1,)]


@pytest.mark.parametrize("content", [b"hello" * 1000, None], ids=["no database", "somebody else's"])
def test_what_is_no_journal_is_not_written_to(batch, content):
    batch.hand_in("anna")
    batch.out.mkdir()
    file = batch.out / "journal.sqlite3"
    if content is None:
        with sqlite3.connect(file) as database:
            database.execute("CREATE TABLE recipes(name)")
        database.close()
    else:
        file.write_bytes(content)
    before = file.read_bytes()
    outcome = batch()
    assert outcome.code == 3
    assert "no journal of gilkit's" in outcome.err
    assert file.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_is_read_only_is_told_so(batch):
    batch.hand_in("anna")
    batch.out.mkdir()
    batch.out.chmod(0o555)
    outcome = batch()
    batch.out.chmod(0o755)
    assert outcome.code == 3 and "--out" in outcome.err


@contextmanager
def small_disk(batch: Batch, size: str):
    """For the results."""
    batch.out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", batch.out]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        batch.gilkit.end()
        subprocess.run(["umount", batch.out], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_stops_it_and_loses_nothing(batch):
    expected = batch.hand_in_different(6)
    with small_disk(batch, "16m"):
        first = batch.gilkit.start(*batch.words("--jobs", 1))
        with open(batch.out / "ballast", "wb", buffering=0) as ballast:
            wait_for(lambda: recorded(batch) >= 2 or first.poll() is not None, patience_s=120)
            with suppress(OSError):
                while True:
                    ballast.write(bytes(4096))
        _, err = first.communicate(timeout=300)
        assert first.returncode == 3, err
        assert "disk is full" in err or "No space left" in err
        assert "goes on" in err
        batch.gilkit.assert_nothing_left()
        (batch.out / "ballast").unlink()
        kept = dict(batch.ask("SELECT key, attempt FROM grading"))
        assert len(kept) >= 2
        assert batch().code == 1
        assert batch.verdicts() == expected
        assert dict(batch.ask("SELECT key, attempt FROM grading")).items() >= kept.items()
