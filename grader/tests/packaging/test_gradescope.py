"""`gilkit gradescope-bundle`: its zip, unpacked in a bare system where Gradescope unpacks it, with files that students hand in."""

import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bare_root import BareRoot
from conftest import ROOT

BINARY = os.environ["GILKIT_BINARY"]
EXERCISE = "why-the-gil-exists"  # graded in a moment
FOLDER = "03-why-the-gil-exists"
SOLUTION = (ROOT / "solutions" / FOLDER / "submission.py").read_text()
STUB = (ROOT / "exercises" / FOLDER / "submission.py").read_text()
SOURCE = "/autograder/source"
# What Gradescope reads in results.json, and what it allows there.
TOP = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST = {
    "score": (int, float),
    "max_score": (int, float),
    "status": str,
    "name": str,
    "name_format": str,
    "number": str,
    "output": str,
    "output_format": str,
    "tags": list,
    "visibility": str,
    "extra_data": dict,
}
CHOICES = {
    "status": {"passed", "failed"},
    "visibility": {"hidden", "after_due_date", "after_published", "visible"},
    **dict.fromkeys(
        ["output_format", "test_output_format", "test_name_format", "name_format"],
        {"text", "html", "simple_format", "md", "ansi"},
    ),
}


def bundle(file: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BINARY, "gradescope-bundle", EXERCISE, "--output", str(file), *words],
        env={**os.environ, "HOME": str(file.parent), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bundle") / "autograder.zip"
    made = bundle(file)
    assert made.returncode == 0, made.stderr
    assert str(file) in made.stdout
    return file


def check_fields(what: dict, allowed: dict) -> None:
    for name, value in what.items():
        assert name in allowed, name
        assert isinstance(value, allowed[name]) and not isinstance(value, bool), (name, value)
        assert value in CHOICES.get(name, {value}) if isinstance(value, str) else True, (name, value)


class Autograder:
    """An image at Gradescope."""

    def __init__(self, system: BareRoot):
        self.system = system
        self.submission = system.path("/autograder/submission")

    def results(self) -> dict:
        """What Gradescope would show; it must be valid."""
        found = self.system.path("/autograder/results").iterdir()
        assert [file.name for file in found] == ["results.json"]
        results = json.loads(self.system.path("/autograder/results/results.json").read_text())
        check_fields(results, TOP)
        for test in results.get("tests", []):
            check_fields(test, TEST)
        assert "score" in results or any("score" in test for test in results["tests"])
        return results

    def grade(self, files: dict[str, str], before: str = "true", after: str = "true") -> dict:
        """Of what a student hands in. `before`, `after`: lines of root's."""
        self.system.must("rm -rf /autograder/submission /autograder/results; mkdir /autograder/submission /autograder/results")
        for name, text in files.items():
            file = self.submission / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.system.must(before)
        try:
            done = self.system.run(["/autograder/run_autograder"])
        finally:
            self.system.must(after)
        assert done.returncode == 0, done.stdout + done.stderr
        return self.results()


@pytest.fixture(scope="module")
def autograder(reports: None, bare: BareRoot, archive: Path) -> Iterator[Autograder]:
    source = bare.path(SOURCE)
    source.mkdir(parents=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(source)
        for member in opened.infolist():
            (source / member.filename).chmod(member.external_attr >> 16 & 0o777)
    bare.must(["apt-get", "-qq", "update"])
    bare.must(f"cd /tmp && {SOURCE}/setup.sh")
    bare.must(f"cp {SOURCE}/run_autograder /autograder/")
    yield Autograder(bare)


def score(results: dict) -> float:
    return results["score"] if "score" in results else sum(test.get("score", 0) for test in results["tests"])


def text(results: dict) -> str:
    return results.get("output", "") + "".join(test.get("output", "") for test in results.get("tests", []))


def test_the_same_gilkit_makes_the_same_bundle(archive: Path, tmp_path: Path) -> None:
    assert bundle(tmp_path / "again.zip", TZ="Asia/Tokyo").returncode == 0
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_what_stands_in_the_bundle(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        members = {member.filename: member.external_attr >> 16 for member in opened.infolist()}
        about = {name: opened.read(f"about/{name}").decode().split() for name in ("exercise", "file", "tier", "packages")}
    programs = {name for name, mode in members.items() if mode & 0o111}
    assert programs == {"setup.sh", "run_autograder", "gilkit/bin/gilkit", "gilkit/libexec/gilkit/gilkit-init"}
    assert f"gilkit/share/gilkit/exercises/{FOLDER}/check/reference.py" in members
    assert not [name for name in members if "__pycache__" in name or "/." in name]
    assert about["exercise"] == [EXERCISE] and about["file"] == ["submission.py"] and about["tier"] == []
    assert {"bubblewrap", "python3", "libc6"} <= set(about["packages"])
    assert "g++" not in about["packages"]


def test_an_exercise_in_cpp_brings_its_compiler(tmp_path: Path) -> None:
    made = subprocess.run(
        [BINARY, "gradescope-bundle", "release-it-in-cpp", "--require-tier", "B"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(tmp_path / "gradescope-release-it-in-cpp.zip") as opened:
        assert "g++" in opened.read("about/packages").decode().split()
        assert opened.read("about/file") == b"submission.cpp\n"
        assert opened.read("about/tier") == b"B\n"


@pytest.mark.parametrize(
    ("words", "code", "fault"),
    [
        (["no-such-exercise"], 2, "there is no exercise 'no-such-exercise'"),
        ([EXERCISE, "--output", "/no/such/folder/x.zip"], 2, "can't write to /no/such/folder/x.zip"),
    ],
)
def test_what_can_not_be_made_is_said(tmp_path: Path, words: list[str], code: int, fault: str) -> None:
    made = subprocess.run([BINARY, "gradescope-bundle", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == code and fault in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_solution_gets_its_points(autograder: Autograder) -> None:
    results = autograder.grade({"submission.py": SOLUTION})
    assert score(results) > 0
    assert all(test["status"] == "passed" for test in results["tests"])


def test_a_stub_gets_fewer_and_the_reason(autograder: Autograder) -> None:
    best = score(autograder.grade({"submission.py": SOLUTION}))
    results = autograder.grade({"submission.py": STUB})
    assert score(results) < best
    assert "failed" in [test["status"] for test in results["tests"] if "status" in test]
    assert "reference" in text(results)


def test_a_file_of_another_name_is_taken_when_it_is_the_only_one(autograder: Autograder) -> None:
    results = autograder.grade({"homework/my answer.py": SOLUTION, "__MACOSX/._submission.py": "", "notes.txt": "hello"})
    assert score(results) > 0


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "You handed in no file."),
        ({"notes.txt": "hello"}, "You handed in: notes.txt."),
        ({"a.py": SOLUTION, "b.py": SOLUTION}, "You handed in: a.py, b.py."),
        ({'"},{\x1b[2J\n"score": 9.txt': ""}, '"},{?[2J'),
    ],
)
def test_who_hands_in_no_submission_is_told_what_to_hand_in(autograder: Autograder, files: dict[str, str], words: str) -> None:
    results = autograder.grade(files)
    assert score(results) == 0 and "tests" not in results
    assert words in results["output"] and "Hand in submission.py alone." in results["output"]
    assert "\x1b" not in results["output"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"mv {SOURCE}/gilkit/share {SOURCE}/away", f"mv {SOURCE}/away {SOURCE}/gilkit/share"),
        (f"mv {SOURCE}/gilkit/bin/gilkit {SOURCE}/away", f"mv {SOURCE}/away {SOURCE}/gilkit/bin/gilkit"),
        (
            f"mv {SOURCE}/gilkit/bin/gilkit {SOURCE}/away; "
            f"printf '#!/bin/sh\\nkill -9 $$\\n' > {SOURCE}/gilkit/bin/gilkit; chmod +x {SOURCE}/gilkit/bin/gilkit",
            f"mv {SOURCE}/away {SOURCE}/gilkit/bin/gilkit",
        ),
        (f"mv {SOURCE}/about/exercise {SOURCE}/away", f"mv {SOURCE}/away {SOURCE}/about/exercise"),
    ],
    ids=["no course", "no program", "killed", "no exercise"],
)
def test_a_grader_that_breaks_holds_nothing_against_the_student(autograder: Autograder, before: str, after: str) -> None:
    results = autograder.grade({"submission.py": SOLUTION}, before, after)
    assert score(results) == 0
    assert "gilkit could not grade this." in results["output"] and "not your program's fault" in results["output"]


def test_a_grading_that_is_cut_off_leaves_a_result(autograder: Autograder) -> None:
    """Whoever is killed can tell nothing more, so it is told beforehand."""
    done = autograder.grade(
        {"submission.py": SOLUTION},
        f"mv {SOURCE}/gilkit/bin/gilkit {SOURCE}/away; "
        f"printf '#!/bin/sh\\ncp /autograder/results/results.json /autograder/seen\\n' > {SOURCE}/gilkit/bin/gilkit; "
        f"chmod +x {SOURCE}/gilkit/bin/gilkit",
        f"mv {SOURCE}/away {SOURCE}/gilkit/bin/gilkit",
    )
    assert done["score"] == 0
    seen = json.loads(autograder.system.path("/autograder/seen").read_text())
    check_fields(seen, TOP)
    assert seen["score"] == 0 and "did not come to its end" in seen["output"]


def test_an_image_of_another_distribution_is_refused(autograder: Autograder) -> None:
    done = autograder.system.run(
        f"cp -r {SOURCE} /tmp/other && echo 'ubuntu 22.04' > /tmp/other/about/distribution && /tmp/other/setup.sh"
    )
    assert done.returncode == 1
    assert "this bundle was made on ubuntu 22.04, and the image is " in done.stderr
    assert "Choose an image of ubuntu 22.04" in done.stderr
