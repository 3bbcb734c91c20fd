"""`ctest --preset grade`: the exercises as tests, in a fork of the kit that was configured and built by that preset.

The fork is real but for one thing: what the build would make, the grader, is the one that is being tested.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(os.environ["GILKIT_ROOT"])
BINARY = Path(os.environ["GILKIT_BINARY"])
GRADED = ROOT / "exercises/03-why-the-gil-exists"  # of the kind `output`: told in a moment, on any machine
COURSE = """\
format = 1
title = "Two exercises"

[[unit]]
id = "solved"
exercise = "01-solved"

[[unit]]
id = "stub"
exercise = "02-stub"
"""


class Fork:
    def __init__(self, root: Path, home: Path):
        self.root = root
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}

    def run(self, *words: object) -> subprocess.CompletedProcess:
        line = list(map(str, words))
        return subprocess.run(line, cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=900)

    def ctest(self, *words: object) -> subprocess.CompletedProcess:
        return self.run("ctest", "--preset", "grade", *words)

    def configure(self) -> None:
        done = self.run("cmake", "--preset", "grade")
        assert done.returncode == 0, done.stderr
        for program in (BINARY, BINARY.with_name("gilkit-init")):
            (self.root / "build/grade/bin").mkdir(exist_ok=True)
            shutil.copy2(program, self.root / "build/grade/bin")


@pytest.fixture(scope="module")
def fork(tmp_path_factory) -> Fork:
    """With two exercises, of which one is solved; without the folders that only gilkit's own tests need."""
    root = tmp_path_factory.mktemp("fork") / "kit"
    for folder in ("cmake", "site"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    shutil.copytree(ROOT / "grader", root / "grader", ignore=shutil.ignore_patterns("tests", "bench", "__pycache__"))
    for name in ("CMakeLists.txt", "CMakePresets.json"):
        shutil.copy2(ROOT / name, root)
    (root / "lessons").mkdir()
    (root / "lessons/course.toml").write_text(COURSE)
    for name in ("01-solved", "02-stub"):
        shutil.copytree(GRADED, root / "exercises" / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "solutions" / GRADED.name, root / "solutions" / name)
    shutil.copy2(root / "solutions/01-solved/submission.py", root / "exercises/01-solved")
    fork = Fork(root, tmp_path_factory.mktemp("home"))
    fork.configure()
    return fork


def told(fork: Fork) -> list[dict]:
    done = fork.ctest("--show-only=json-v1")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["tests"]


def property_of(test: dict, name: str):
    return {each["name"]: each["value"] for each in test["properties"]}.get(name)


def test_a_fork_needs_none_of_the_tests_packages(fork):
    cache = (fork.root / "build/grade/CMakeCache.txt").read_text()
    assert "doctest" not in cache and "pybind11" not in cache


def test_the_exercises_are_the_only_tests(fork):
    tests = told(fork)
    assert [test["name"] for test in tests] == ["exercise.01-solved", "exercise.02-stub"]
    for test in tests:
        assert property_of(test, "LABELS") == ["exercise"]
        assert property_of(test, "SKIP_RETURN_CODE") == 4


def test_what_the_learner_has_written_is_graded(fork, tmp_path):
    report = tmp_path / "junit.xml"
    done = fork.ctest("--output-junit", report)
    assert done.returncode == 8, done.stdout  # ctest's way to say that a test failed
    suite = ElementTree.parse(report).getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "0")
    status = {case.get("name"): case.get("status") for case in suite.iter("testcase")}
    assert status == {"exercise.01-solved": "run", "exercise.02-stub": "fail"}
    (failed,) = [case for case in suite.iter("testcase") if case.get("status") == "fail"]
    assert "failed: wrong-answer" in failed.findtext("system-out")
    assert "failed: wrong-answer" in done.stdout  # and in the log, as it is no secret
    assert fork.ctest("-R", "solved").returncode == 0


def test_what_can_not_be_told_is_skipped(fork, tmp_path):
    """A box of tier C can't have the network that an exercise about waiting needs."""
    course = fork.root / "lessons/course.toml"
    waiting = ROOT / "exercises/02-threads-do-help-io"
    shutil.copytree(waiting, fork.root / "exercises/03-waiting", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "solutions" / waiting.name, fork.root / "solutions/03-waiting")
    course.write_text(COURSE + '\n[[unit]]\nid = "waiting"\nexercise = "03-waiting"\n')
    fork.configure()
    fork.environment["GILKIT_TIER"] = "C"
    try:
        done = fork.ctest("-R", "waiting", "--output-junit", tmp_path / "junit.xml")
    finally:
        del fork.environment["GILKIT_TIER"]
        course.write_text(COURSE)
        for folder in ("exercises", "solutions"):
            shutil.rmtree(fork.root / folder / "03-waiting")
        fork.configure()
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    if "sandbox tier D" in suite.findtext("testcase/system-out"):
        pytest.skip("this kernel has no Landlock, so there is no tier C")
    assert (done.returncode, suite.get("failures"), suite.get("skipped")) == (0, "0", "1"), done.stdout


def test_a_course_that_names_what_is_not_there_is_not_configured(fork):
    course = fork.root / "lessons/course.toml"
    course.write_text(COURSE.replace("02-stub", "02-stubb"))
    try:
        done = fork.run("cmake", "--preset", "grade")
    finally:
        course.write_text(COURSE)
    assert done.returncode != 0
    assert "names the exercise 02-stubb" in " ".join(done.stderr.split())


def test_servers_take_turns_and_gilkits_own_tests_have_no_exercise(tmp_path):
    """As the whole course is registered."""
    for preset, exercises in (("grade", True), ("release", False)):
        done = subprocess.run(
            ["cmake", "--preset", preset, "-B", tmp_path / preset], cwd=ROOT, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, done.stderr
        shown = subprocess.run(
            ["ctest", "--test-dir", tmp_path / preset, "--show-only=json-v1"], capture_output=True, text=True, timeout=900
        )
        tests = {test["name"]: test for test in json.loads(shown.stdout)["tests"]}
        assert bool([name for name in tests if name.startswith("exercise.")]) == exercises
        if exercises:
            folders = {path.parent.name for path in ROOT.glob("exercises/*/exercise.toml")}
            assert tests.keys() == {f"exercise.{folder}" for folder in folders}
            alone = {name for name, test in tests.items() if property_of(test, "RUN_SERIAL")}
            assert alone == {f"exercise.{folder}" for folder in folders if is_responsive(folder)} != set()
        else:
            assert "integration.exercises_as_tests" in tests


def is_responsive(folder: str) -> bool:
    return 'kind = "responsive"' in (ROOT / "exercises" / folder / "exercise.toml").read_text()
