"""Wrong usage, wrong files, wrong interpreters, wrong content: a clear message, the right exit code."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from conftest import BINARY, EXERCISE, FOLDER, ROOT, solution, with_body
from measuring import managed_pythons


def test_help_and_version(gilkit):
    for command in ([], ["grade"], ["list"], ["verify"], ["site"], ["site", "build"], ["site", "check"], ["site", "serve"]):
        outcome = gilkit(*command, "--help")
        assert outcome.code == 0 and "Example:" in outcome.out
    assert re.fullmatch(r"gilkit \d+\.\d+\.\d+\n", gilkit("--version").out)


def test_list_names_every_unit(gilkit):
    outcome = gilkit("list")
    assert outcome.code == 0 and EXERCISE in outcome.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade"], "nothing to grade"),
        (["grade", "no-such-exercise"], "no exercise 'no-such-exercise'; the exercises are: four-threads-one-core"),
        (["grade", "missing/submission.py"], "missing/submission.py: "),
        (["grade", "--exercise", "nope", "/dev/null"], "no exercise 'nope'"),
        (["grade", "--format", "yaml", EXERCISE], "yaml"),
        (["grade", "--frobnicate"], "--frobnicate"),
        (["frobnicate"], "frobnicate"),
        (["grade", "--exercise", EXERCISE, "/dev/zero"], "not a regular file"),
        (["grade", "/"], "no submission.py in the folder /"),
        (["grade", "/etc/hostname"], "--exercise"),
        (["verify", "no-such-lesson"], "no-such-lesson"),
    ],
)
def test_wrong_usage_is_2_and_says_what_to_do(gilkit, words, said):
    outcome = gilkit(*words)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_a_fifo_is_refused_without_waiting(gilkit, tmp_path):
    fifo = tmp_path / "pipe.py"
    os.mkfifo(fifo)
    outcome = gilkit("grade", "--exercise", EXERCISE, fifo)
    assert outcome.code == 2 and "not a regular file" in outcome.err


def test_an_unreadable_submission():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "submission.py"
        file.write_text(solution())
        file.chmod(0)
        command = [BINARY, "grade", "--exercise", EXERCISE, str(file)]
        if os.geteuid() == 0:  # root reads everything: ask as somebody else
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        environment = {**os.environ, "GILKIT_ROOT": str(ROOT)}
        outcome = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert outcome.returncode == 2 and "Permission denied" in outcome.stderr


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "there is no function run_jobs()"),
        ("def other(): pass\n", "the file defines other"),
        ("run_jobs = 3\n", "there is no function run_jobs()"),
        ("x = 1\ndef run_jobs(sizes, workers:\n    pass\n", ":2: SyntaxError"),
        ("def run_jobs(sizes, workers):\n\treturn 1\n        return 2\n", "TabError"),
        ("import no_such_module\n", ":1: importing it raised ModuleNotFoundError"),
        ("def run_jobs(sizes): return []\n", "is called with (sizes, workers)"),
        ("# -*- coding: utf-8 -*-\nname = '\u00e9'\n".encode("latin-1"), "submission.py"),
        (b"x = 1\x00\n", "submission.py"),
    ],
)
def test_files_that_cannot_be_imported_or_called(gilkit, submission, source, said):
    file = submission(source)
    outcome = gilkit.grade(file)
    assert (outcome.code, outcome.verdict) == (1, "invalid-submission")
    assert said in outcome.result["message"] and str(file) in outcome.result["message"]


def test_a_byte_order_mark_is_fine(gilkit, submission):
    body = with_body("return None")
    assert gilkit.grade(submission(b"\xef\xbb\xbf" + body.encode())).verdict == "wrong-answer"


def test_an_interpreter_that_is_missing_or_none(gilkit):
    outcome = gilkit("grade", "--python", "/no/such/python", EXERCISE)
    assert outcome.code == 2 and "there is no Python interpreter '/no/such/python'" in outcome.err
    outcome = gilkit("grade", "--python", "/bin/true", EXERCISE)
    assert outcome.code == 2 and "does not answer like a Python interpreter" in outcome.err


def test_an_interpreter_that_is_too_old(gilkit, tmp_path):
    # The real thing where a version manager has one, else a program that answers as Python 3.8 does.
    real = managed_pythons("3.[0-8].*/bin/python3", "2.7.*/bin/python")
    fake = tmp_path / "python3.8"
    fake.write_text(
        "#!/bin/sh\n"
        """echo '{"executable": "/usr/bin/python3.8", "implementation": "CPython", "version": "3.8.18", "number": [3, 8], "gil": true}'\n"""
    )
    fake.chmod(0o755)
    for old in real or [fake]:
        outcome = gilkit("grade", "--python", old, EXERCISE)
        assert outcome.code == 2
        assert re.search(r"is CPython [23]\.\d+\.\d+, and gilkit needs Python 3\.9 or newer", outcome.err)


def test_a_version_managers_shim_is_resolved(gilkit, submission, tmp_path):
    shim = tmp_path / "python3"
    shim.write_text('#!/bin/sh\nexec /usr/bin/python3 "$@"\n')
    shim.chmod(0o755)
    outcome = gilkit("grade", "--python", shim, "--format", "json", submission(with_body("return None")))
    assert outcome.result["interpreter"]["path"].startswith("/usr/bin/python3")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (f"exercises/{FOLDER}/exercise.toml", "workers = 4", "wrokers = 4", "exercise.toml:9: "),
        (f"exercises/{FOLDER}/exercise.toml", "speedup = 2.0", "speedup = 'fast'", "exercise.toml:10: "),
        (f"lessons/{FOLDER}/lesson.md", "## Rule", "## Rules", "lesson.md:"),
        ("lessons/course.toml", "[[unit]]", "[[unit]", "course.toml:"),
    ],
)
def test_faulty_content_is_2_with_file_and_line(quick, file, old, new, said):
    path = quick.root / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    outcome = quick("grade", EXERCISE)
    assert outcome.code == 2 and said in outcome.err and outcome.out == ""


def test_a_missing_file_of_the_course(quick):
    (quick.root / "solutions" / FOLDER / "submission.py").unlink()
    outcome = quick("list")
    assert outcome.code == 2 and "submission.py" in outcome.err


def test_a_broken_reference_is_the_graders_fault_not_the_learners(quick, submission):
    reference = quick.root / "exercises" / FOLDER / "check/reference.py"
    reference.write_text(reference.read_text().replace("return [job", "return [nonsense"))
    outcome = quick.grade(submission(solution()))
    assert outcome.code == 3
    assert (outcome.result["verdict"], outcome.result["reason"]) == ("error", None)
    assert "reference.py" in outcome.result["message"]


def test_no_kit_anywhere(tmp_path):
    environment = {"PATH": os.environ["PATH"], "GILKIT_ROOT": str(tmp_path)}
    outcome = subprocess.run([BINARY, "list"], capture_output=True, text=True, env=environment)
    assert outcome.returncode == 2 and "lessons/course.toml" in outcome.stderr


def test_a_result_that_cannot_be_written_is_3(gilkit, submission, tmp_path):
    file = submission("")
    outcome = gilkit.grade("--output", "/dev/full", file)
    assert outcome.code == 3 and "can't write the result" in outcome.err
    outcome = gilkit.grade("--output", tmp_path / "no/such/folder.json", file)
    assert outcome.code == 3 and "No such file or directory; name a file in a folder" in outcome.err


def test_output_goes_to_the_file_and_nothing_else(gilkit, submission, tmp_path):
    report = tmp_path / "report.json"
    outcome = gilkit.grade("--output", report, submission(""))
    assert outcome.code == 1 and outcome.out == "" and '"invalid-submission"' in report.read_text()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("report")) == ["report.json"]


def test_no_temporary_folder(gilkit, submission, tmp_path):
    # Only the weakest box has its files there.
    gone = {"TMPDIR": str(tmp_path / "gone"), "GILKIT_TIER": "D"}
    outcome = gilkit.grade(submission(solution()), env=gone)
    assert outcome.code == 3 and outcome.out == ""
    assert f"temporary folder in {tmp_path}/gone" in outcome.err and "set TMPDIR" in outcome.err


def test_plain_text_without_a_terminal(gilkit, submission):
    outcome = gilkit("grade", "--python", "/usr/bin/python3", submission(with_body("return None")))
    assert "\x1b" not in outcome.out + outcome.err
    assert "wrong-answer" in outcome.out
    ascii_only = gilkit("grade", "--python", "/usr/bin/python3", submission(""), env={"LANG": "C"})
    assert ascii_only.out.isascii()


def test_the_environment_of_the_caller_does_not_reach_the_submission(gilkit, submission):
    body = "import os\nreturn dict(os.environ)"
    result = gilkit.grade(submission(with_body(body)), env={"SECRET_TOKEN": "s3cret", "CI": "true"}).result
    assert "s3cret" not in str(result) and "'CI'" not in str(result)
