"""What a submission may be: links, devices, archives and odd encodings; and honest ones, which must not notice the box."""

import io
import os
import shutil
import tarfile
import zipfile

import pytest
from arena import EXERCISE, Arena, Form
from conftest import form_params, skip_without

BEST = form_params("ABC")


@pytest.fixture(scope="module")
def arena():
    arena = Arena()
    yield arena
    arena.close()


@pytest.fixture
def refused(arena):
    """Grades what lies at a path, which must not come to a grading."""

    def grade(make) -> str:
        folder = arena.place() / EXERCISE
        folder.mkdir()
        file = folder / "submission.py"
        make(file)
        done = arena.run(Form("D", os.geteuid() == 0), file.parent.parent, file)
        assert done.code == 2 and done.out == "" and done.left == []
        return done.err

    return grade


def test_a_link_to_the_solution(arena, refused):
    solution = next(arena.kit.glob(f"solutions/*-{EXERCISE}/submission.py"))
    assert "symbolic link" in refused(lambda file: file.symlink_to("/etc/passwd"))
    assert "symbolic link" in refused(lambda file: file.symlink_to(solution))
    assert "link to a file of the kit's" in refused(lambda file: file.hardlink_to(solution))


def test_no_regular_file(refused):
    assert "not a regular file" in refused(os.mkfifo)
    assert "symbolic link" in refused(lambda file: file.symlink_to("/dev/zero"))
    assert "larger than" in refused(lambda file: file.write_bytes(b"#" * (2 << 20)))


def archive(kind: str) -> bytes:
    """With names that lead elsewhere, and a bomb."""
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("../../escaped.py", "x = 1")
            made.writestr("/tmp/escaped.py", "x = 1")
            made.writestr("bomb", b"\0" * (100 << 20))
    else:
        with tarfile.open(fileobj=out, mode="w:gz") as made:
            entry = tarfile.TarInfo("../../escaped.py")
            made.addfile(entry, io.BytesIO())
    return out.getvalue()


BYTES = {
    "empty": (b"", "invalid-submission", "run_jobs()"),
    "syntax error": (b"def run_jobs(sizes, workers):\n    return [\n", "invalid-submission", "submission.py:2"),
    "latin-1": ("name = 'Jos\u00e9'\n".encode("latin-1"), "invalid-submission", "submission.py"),
    "declared latin-1": ("# coding: latin-1\nname = '\u00e9'\ndef run_jobs(s, w): pass\n".encode("latin-1"), "wrong-answer", ""),
    "byte order mark": (b"\xef\xbb\xbfdef run_jobs(sizes, workers):\n    pass\n", "wrong-answer", ""),
    "UTF-16": ("def run_jobs(sizes, workers): pass".encode("utf-16"), "invalid-submission", "submission.py"),
    "NUL": (b"x = 1\0\n", "invalid-submission", "submission.py"),
    "zip": (archive("zip"), "invalid-submission", "submission.py"),
    "tar": (archive("tar"), "invalid-submission", "submission.py"),
    "no function": (b"run_jobs = 5\n", "invalid-submission", "no function"),
    "other parameters": (b"def run_jobs(): pass\n", "invalid-submission", "run_jobs()"),
}


@pytest.mark.parametrize("form", BEST)
@pytest.mark.parametrize("name", BYTES)
def test_odd_bytes(arena, form, name):
    source, verdict, said = BYTES[name]
    graded = arena.grade(form, source)
    assert graded.verdict == verdict
    assert said in graded.result["message"]
    assert graded.left == graded.files == []


@pytest.mark.parametrize("form", BEST)
def test_honest_programs_are_graded_as_they_deserve(arena, form):
    solution = next(arena.kit.glob(f"solutions/*-{EXERCISE}/submission.py")).read_text()
    assert arena.grade(form, solution).verdict == "passed"
    stub = next(arena.kit.glob(f"exercises/*-{EXERCISE}/submission.py")).read_text()
    assert arena.grade(form, stub).verdict == "not-parallel"
    one_core = ("taskset", "-c", str(min(os.sched_getaffinity(0))))
    assert arena.grade(form, solution, prefix=one_core).verdict == "passed"


@pytest.mark.parametrize("form", BEST)
def test_no_command_of_a_ci_service_begins_a_line_of_the_report(arena, form):
    for body in ("raise ValueError('\\n::error::forged\\n  ::stop-commands::x')", "print('::error::forged')", "return '\\n::error::forged'"):
        graded = arena.grade(form, f"def run_jobs(sizes, workers):\n    {body}\n", format="text")
        assert graded.code == 1 and "forged" in graded.out or "print" in body
        assert not [line for line in (graded.out + graded.err).splitlines() if line.strip().startswith(("::", "##"))]


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to make such folders for another user")
def test_an_interpreter_under_a_closed_home(arena):
    """Version managers put interpreters into home folders, which only their owner may enter."""
    skip_without(Form("B", as_root=True))
    home = arena.folder / "home"
    python = home / "python"
    shutil.copytree("/usr/lib/python3.11", python / "lib" / "python3.11", symlinks=True, ignore=shutil.ignore_patterns("dist-packages", "test", "config-*"))
    (python / "bin").mkdir()
    shutil.copy(os.path.realpath("/usr/bin/python3.11"), python / "bin" / "python3.11")
    home.chmod(0o700)
    solution = next(arena.kit.glob(f"solutions/*-{EXERCISE}/submission.py")).read_text()
    graded = arena.grade(Form("B", True), solution, python=str(python / "bin" / "python3.11"))
    assert graded.result["interpreter"]["path"] == str(python / "bin" / "python3.11")
    assert graded.verdict == "passed"
