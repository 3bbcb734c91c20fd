"""The verdict and the reason of submissions whose truth is known, measured on this machine as it is."""

import contextlib
import shutil
import subprocess
import sys

import pytest
from conftest import EXERCISE, FOLDER, ROOT, solution, stub, with_body


def check_measurement(result: dict) -> None:
    measured = result["measurement"]
    roles = {run["role"] for run in measured["runs"]}
    assert roles == {"baseline", "submission"}
    assert measured["speedup"]["low"] <= measured["speedup"]["estimate"] <= measured["speedup"]["high"]
    assert [wall["cores"] for wall in measured["measured"]][0] == 1
    assert set(measured["predicted"]) == {"2", "4", "8", "16"}
    for run in measured["runs"]:
        assert run["cpu_s"] > 0.1
        assert run["wall_s"] > 0


def test_the_untouched_stub_is_not_parallel_and_the_gil_is_named(gilkit):
    outcome = gilkit.grade(EXERCISE)
    assert (outcome.code, outcome.verdict) == (1, "not-parallel")
    assert "GIL" in " ".join(outcome.result["explanation"])
    assert outcome.result["submission"].endswith(f"exercises/{FOLDER}/submission.py")
    check_measurement(outcome.result)
    seen = outcome.result["gil"]
    if seen["available"]:
        assert any("one thread held the GIL" in line for line in outcome.result["explanation"])
        (process,) = seen["processes"]
        assert process["held_share"] > 0.5 and process["waiting_threads"] > 0.5


def test_the_solution_passes(gilkit):
    outcome = gilkit.grade(ROOT / "solutions" / FOLDER)
    assert (outcome.code, outcome.verdict, outcome.result["score"]) == (0, "passed", 1)
    check_measurement(outcome.result)
    assert outcome.result["measurement"]["speedup"]["low"] >= 2.0
    if outcome.result["gil"]["available"]:
        busy = [thread for thread in outcome.result["gil"]["threads"] if thread["held"] > 0.3]
        assert len({thread["pid"] for thread in busy}) > 1  # each worker has a GIL of its own


@pytest.mark.costly
def test_every_solution_is_graded(quick):
    """Of a short course: that those of the whole one pass is what `gilkit verify` sees to."""
    kept = {"03-why-the-gil-exists", "06-plus-equals"}
    for part in ("lessons", "exercises", "solutions"):
        for folder in quick.root.glob(f"{part}/*-*"):
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder)
    course = quick.root / "lessons/course.toml"
    head, *units = course.read_text().split("[[unit]]")
    course.write_text("[[unit]]".join([head, *(unit for unit in units if any(name in unit for name in kept))]))
    outcome = quick.grade("--solutions")
    assert outcome.code == 0, outcome.err
    assert [result["verdict"] for result in outcome.report["results"]] == ["passed", "passed"]


# Four fresh interpreters cost as much as a second of the work itself on some machines.
FRESH = {
    "executor, forkserver": """
with concurrent.futures.ProcessPoolExecutor(workers, multiprocessing.get_context("forkserver")) as pool:
    return list(pool.map(job, sizes))
""",
    "pool, spawn": """
with multiprocessing.get_context("spawn").Pool(workers) as pool:
    return pool.map(job, sizes, chunksize=1)
""",
}


@pytest.mark.parametrize("body", FRESH.values(), ids=FRESH.keys())
@pytest.mark.costly
def test_workers_that_are_slow_to_start_are_no_waste(gilkit, submission, body):
    outcome = gilkit.grade(submission(with_body(body, "import concurrent.futures\nimport multiprocessing\n")))
    assert outcome.verdict == "passed", outcome.result["message"]


def test_a_plain_loop_is_not_parallel_and_is_told_so_without_blaming_the_gil_for_it(gilkit, submission):
    outcome = gilkit.grade(submission(with_body("return [job(n) for n in sizes]")))
    assert (outcome.code, outcome.verdict) == (1, "not-parallel")
    assert outcome.result["score"] == 0
    assert any("One thread of one process" in paragraph for paragraph in outcome.result["explanation"])


@contextlib.contextmanager
def busy_loops(count, **options):
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"], **options) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


@pytest.mark.costly
def test_verdicts_hold_beside_two_busy_loops(gilkit, submission):
    with busy_loops(2):
        assert gilkit.grade(submission(stub())).verdict == "not-parallel"
        assert gilkit.grade(submission(solution())).verdict == "passed"


# They queue for a core whenever they wake up, which looks like demand: only the GIL tells that it is none.
@pytest.mark.costly
def test_threads_that_sleep_between_their_turns_are_not_parallel(gilkit, submission):
    old = "        checksum = (31 * checksum + i) % PRIME\n"
    assert old in stub()
    sleepy = stub().replace(old, old + "        if i % 4000 == 3999:\n            time.sleep(0.002)\n")
    sleepy = sleepy.replace("import math\n", "import math\nimport time\n")
    pinned = {"preexec_fn": pin_to_one_core}
    with busy_loops(4, **pinned):
        outcome = gilkit.grade(submission(sleepy), **pinned)
    if not outcome.result["gil"]["available"]:
        pytest.skip(f"no GIL to be seen here: {outcome.result['gil']['why']}")
    assert outcome.verdict == "not-parallel"
    looked_at = [run["gil_ceiling"] for run in outcome.result["measurement"]["runs"] if run["diagnosis"]]
    assert all(ceiling < 1.25 for ceiling in looked_at if ceiling is not None)


@pytest.mark.costly
def test_verdicts_hold_on_one_core(gilkit, submission):
    pinned = {"preexec_fn": pin_to_one_core}
    assert gilkit.grade(submission(stub()), **pinned).verdict == "not-parallel"
    outcome = gilkit.grade(submission(solution()), **pinned)
    assert outcome.verdict == "passed"
    assert outcome.report["machine"]["cores_effective"] == 1.0
    assert [wall["cores"] for wall in outcome.result["measurement"]["measured"]] == [1]


def pin_to_one_core():
    import os

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@pytest.mark.parametrize(
    "body",
    [
        "return [job(n) + 1 for n in sizes]",
        "return [job(n) for n in sizes][::-1]",
        "return tuple(job(n) for n in sizes)",
        "return [float(job(n)) for n in sizes]",
        "return None",
        "return (job(n) for n in sizes)",
        "class Sly(int):\n    __eq__ = lambda self, other: True\nreturn [Sly() for n in sizes]",
        "return [job(n) for n in sizes] if len(sizes) < 12 else [0] * len(sizes)",
    ],
)
def test_wrong_answers_are_told_as_such(gilkit, submission, body):
    outcome = gilkit.grade(submission(with_body(body)))
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")


def test_a_wrong_answer_shows_expected_and_actual(gilkit, submission):
    outcome = gilkit.grade(submission(with_body("return [1 for n in sizes]")))
    (check,) = [check for check in outcome.result["checks"] if check["name"] == "answers"]
    assert check["status"] == "failed"
    assert check["actual"].startswith("[1")
    assert check["expected"].startswith("[") and check["expected"] != check["actual"]
    assert "run_jobs(" in " ".join(outcome.result["explanation"])


def test_several_submissions_in_one_call(gilkit, submission):
    wrong = submission(with_body("return None"), "wrong.py")
    broken = submission("def run_jobs(:\n", "broken.py")
    outcome = gilkit.grade(wrong, broken)
    assert outcome.code == 1
    assert [result["reason"] for result in outcome.report["results"]] == ["wrong-answer", "invalid-submission"]
