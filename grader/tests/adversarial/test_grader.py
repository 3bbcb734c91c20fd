"""What happens to the grader itself: killed at any moment, without what boxes are made with."""

import os
import random
import signal
import subprocess
from pathlib import Path

import pytest
from arena import Arena, Form, best_form, forms
from conftest import form_params
from processes import descendants, is_alive

HONEST = "import time\n\ndef run_jobs(sizes, workers):\n    time.sleep(0.2)\n    return None\n"
DAEMONS = """
import os, time

def run_jobs(sizes, workers):
    for _ in range(8):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(100_000)
            os._exit(0)
    time.sleep(100_000)
"""


@pytest.fixture(scope="module")
def arena():
    arena = Arena()
    yield arena
    arena.close()


@pytest.mark.parametrize("form", form_params())
def test_killed_at_any_moment_it_leaves_no_process_and_no_mount(arena, form):
    moments = random.Random(7)
    for latest in 6 * [0.25, 0.8]:  # while a box is tried, and later
        moment = f"{moments.uniform(0.01, latest):.3f}"
        graded = arena.grade(form, DAEMONS, keeper=("--kill-after", moment, "--grace", "10"))
        # Tier D can do no more than have its child killed with it: what had detached itself by then stays.
        assert graded.left == [] or form.tier == "D"
    # A group that was made at that very moment is removed by the next grader.
    assert arena.grade(form, HONEST).verdict == "wrong-answer"
    assert arena.left_behind() == []


@pytest.mark.parametrize("form", form_params("ABC"))
def test_a_stopped_grader_is_continued(arena, form):
    graded = arena.grade(form, HONEST, keeper=("--stop-after", "0.4"))
    assert graded.verdict == "wrong-answer" and graded.left == []


PERL_BESIDE = r"""
import subprocess

CODE = '$P = 1000003; for $n (@ARGV) { $c = 1; for ($i = 2; $i <= $n; $i++) { $c = $c * $i % $P; } \
for ($i = 0; $i < 10 * $n; $i++) { $c = (31 * $c + $i) % $P; } print "$c\n"; }'

def run_jobs(sizes, workers):
    others = [subprocess.Popen(OTHERS) for _ in range(3)]
    out = subprocess.run(["perl", "-e", CODE, *map(str, sizes)], capture_output=True, text=True).stdout
    for other in others:
        other.kill()
        other.wait()
    return [int(line) for line in out.split()]
"""

YIELD = "import os\nwhile True: os.sched_yield()"
# So long that each time it gets the core looks like work, and not much longer.
WORK_A_LITTLE = (
    "import os, time\n"
    "while True:\n"
    "    end = time.perf_counter() + 0.0002\n"
    "    while time.perf_counter() < end: pass\n"
    "    os.sched_yield()"
)

# Processes that have a GIL each, and wait for each other all the same.
TURNS = """
import math, mmap, os

def job(n):
    checksum = math.factorial(n) % 1_000_003
    for i in range(10 * n):
        checksum = (31 * checksum + i) % 1_000_003
    return checksum

def run_jobs(sizes, workers):
    turn = mmap.mmap(-1, 4096)
    results = mmap.mmap(-1, 8 * (len(sizes) + 1))
    children = []
    for worker in range(4):
        child = os.fork()
        if child == 0:
            for i in range(worker, len(sizes), 4):
                while turn[0] != i:
                    os.sched_yield()
                results[8 * i : 8 * i + 8] = job(sizes[i]).to_bytes(8, "little")
                turn[0] = i + 1
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    return [int.from_bytes(results[8 * i : 8 * i + 8], "little") for i in range(len(sizes))]
"""

AT_LOWEST_PRIORITY = f"OTHERS = {['nice', '-n', '19', 'sh', '-c', 'while :; do :; done']!r}" + PERL_BESIDE
GIVING_WAY = {
    "at once": f"OTHERS = {['/usr/bin/python3', '-c', YIELD]!r}" + PERL_BESIDE,
    "soon": f"OTHERS = {['/usr/bin/python3', '-c', WORK_A_LITTLE]!r}" + PERL_BESIDE,
    "until it is their turn": TURNS,
}


def verdict_on_one_core(arena: Arena, form: Form, program: str) -> str:
    """There, what is serial and has no GIL could look as if it could use four."""
    return arena.grade(form, program, prefix=("taskset", "-c", str(min(os.sched_getaffinity(0))))).verdict


NOT_PARALLEL = {"wasted-work", "not-parallel", "too-slow"}


@pytest.mark.parametrize("form", form_params("ABC"))
def test_nobody_steps_back_behind_others(arena, form):
    assert verdict_on_one_core(arena, form, AT_LOWEST_PRIORITY) in NOT_PARALLEL


@pytest.mark.parametrize("program", GIVING_WAY.values(), ids=GIVING_WAY.keys())
@pytest.mark.parametrize("form", form_params()[:1])
def test_who_queues_and_hardly_works_is_no_parallel_work(arena, form, program):
    assert verdict_on_one_core(arena, form, program) in NOT_PARALLEL


def test_more_are_swept_than_fit_into_one_look(tmp_path):
    """Hundreds of daemons, in sessions of their own; their parent is killed with the lifeline."""
    program = tmp_path / "daemons.py"
    program.write_text(
        "import os, signal\n"
        "for _ in range(1000):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        signal.pause()\n"
        "print('ready', flush=True)\n"
        "signal.pause()\n"
    )
    ours, theirs = os.pipe()
    init = Path(os.environ["GILKIT_BINARY"]).parent / "gilkit-init"
    line = [init, "--keep", str(ours), "/usr/bin/python3", program]
    keeper = subprocess.Popen(line, pass_fds=[ours], stdout=subprocess.PIPE, text=True)
    os.close(ours)
    assert keeper.stdout.readline() == "ready\n"
    below = descendants(pid=keeper.pid)
    assert len(below) == 1001
    os.close(theirs)
    assert keeper.wait(timeout=60) == 0
    assert not [pid for pid in below if is_alive(pid)]


def run(*words, **environment):
    line = [os.environ["GILKIT_BINARY"], "grade", "--python", "/usr/bin/python3", *words]
    environment = {"GILKIT_ROOT": os.environ["GILKIT_ROOT"], "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}
    return subprocess.run(line, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_without_bubblewrap_nothing_is_graded_that_asks_for_a_box():
    done = run("--require-tier", "B", "four-threads-one-core", PATH="/nowhere")
    assert done.returncode == 3 and done.stdout == ""
    assert "--require-tier asks for B" in done.stderr and "install the package bubblewrap" in done.stderr


def test_a_bubblewrap_that_makes_no_boxes(tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    done = run("--require-tier", "B", "four-threads-one-core", PATH=str(tmp_path))
    assert done.returncode == 3
    assert "No permissions to create new namespace" in done.stderr


def test_a_tier_that_there_is_not():
    assert run("--require-tier", "E", "four-threads-one-core").returncode == 2


def test_an_interruption_while_the_box_is_made(tmp_path):
    fake, begun = tmp_path / "bwrap", tmp_path / "begun"
    os.mkfifo(begun)
    fake.write_text(f"#!/bin/sh\necho now > {begun}\nexec sleep 1000\n")
    fake.chmod(0o755)
    process = subprocess.Popen(
        [os.environ["GILKIT_BINARY"], "grade", "--python", "/usr/bin/python3", "four-threads-one-core"],
        env={"GILKIT_ROOT": os.environ["GILKIT_ROOT"], "PATH": f"{tmp_path}:/usr/bin:/bin"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    assert begun.read_text() == "now\n"  # waits for it
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted" in err


def test_forms_cover_who_we_are():
    assert Form("B", False) in forms() and best_form() in forms()
