"""What happens to the grader itself: killed at any moment, without what boxes are made with."""

import os
import random
import signal
import subprocess
import time

import pytest
from arena import Arena, Form, forms
from conftest import form_params

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
    mounts = open("/proc/self/mounts").read()
    for _ in range(12):
        place = arena.place()
        (place / "killer.sh").write_text(f'"$@" & sleep {moments.uniform(0, 0.8):.3f}; kill -9 $!; wait; sleep 1\n')
        graded = arena.grade(form, DAEMONS, prefix=("sh", str(place / "killer.sh")))
        # Tier D can do no more than have its child killed with it: what had detached itself by then stays.
        assert graded.left == [] or form.tier == "D"
    assert open("/proc/self/mounts").read() == mounts


@pytest.mark.parametrize("form", form_params("BC"))
def test_a_stopped_grader_is_continued(arena, form):
    place = arena.place()
    (place / "stopper.sh").write_text('"$@" & pid=$!; sleep 0.4; kill -STOP $pid; sleep 0.5; kill -CONT $pid; wait $pid\n')
    assert arena.grade(form, HONEST, prefix=("sh", str(place / "stopper.sh"))).verdict == "wrong-answer"


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
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\nsleep 1000\n")
    fake.chmod(0o755)
    process = subprocess.Popen(
        [os.environ["GILKIT_BINARY"], "grade", "--python", "/usr/bin/python3", "four-threads-one-core"],
        env={"GILKIT_ROOT": os.environ["GILKIT_ROOT"], "PATH": f"{tmp_path}:/usr/bin:/bin"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted" in err


def test_forms_cover_who_we_are():
    assert Form("B", os.geteuid() == 0) in forms()
