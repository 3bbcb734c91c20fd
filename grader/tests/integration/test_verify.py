"""`gilkit verify`: what it says of a course that is sound and of one that is not, and how it ends."""

import json
import os
import re
import shutil
import signal

import jsonschema
import pytest
from conftest import ROOT, Gilkit
from processes import command_line, descendants
from terminal import Terminal
from waiting import wait_for

SCHEMA = json.loads((ROOT / "grader/schema/verify.schema.json").read_text())
PYTHON = "/usr/bin/python3"
SLEEP = "sleep 1000"  # a command line that tells its process from all others
UNIT, FOLDER = "why-the-gil-exists", "03-why-the-gil-exists"
LISTED = {"shared_copy.py": "wrong-answer", "nothing_left.py": "crashed"}


class Verified:
    def __init__(self, outcome):
        self.code, self.out, self.err = outcome.code, outcome.out, outcome.err
        assert outcome.out, outcome.err
        self.report = json.loads(outcome.out)
        jsonschema.Draft202012Validator(SCHEMA).validate(self.report)
        self.checks = self.report["checks"]
        counts = {status: 0 for status in self.report["counts"]}
        for check in self.checks:
            counts[check["status"]] += 1
        assert counts == self.report["counts"]

    def parts(self) -> list:
        return [(check["part"], check["actual"], check["status"]) for check in self.checks]

    def of(self, file: str) -> dict:
        (check,) = [check for check in self.checks if check["file"].endswith(file)]
        return check


class Course:
    """A course of one exercise with two mistakes, to be made worse."""

    def __init__(self, gilkit: Gilkit, root):
        self.gilkit, self.root = gilkit, root
        shutil.copytree(ROOT / "grader/runner", root / "grader/runner")
        for area in ("exercises", "solutions"):
            shutil.copytree(ROOT / area / FOLDER, root / area / FOLDER)
        (root / "lessons").mkdir()
        (root / "lessons/course.toml").write_text(
            f'format = 1\ntitle = "One"\n\n[[unit]]\nid = "{UNIT}"\nexercise = "{FOLDER}"\n'
        )
        self.exercise = root / "exercises" / FOLDER
        self.mistakes = self.exercise / "check/mistakes"
        self.toml = self.exercise / "exercise.toml"
        head = self.toml.read_text().split("[[mistake]]")[0]
        self.toml.write_text(head)
        for file in self.mistakes.iterdir():
            if file.name not in LISTED:
                file.unlink() if file.is_file() else shutil.rmtree(file)
        for name, reason in LISTED.items():
            self.list_mistake(name, reason)
        gilkit.root = root

    def list_mistake(self, name: str, reason: str) -> None:
        with self.toml.open("a") as file:
            file.write(f'\n[[mistake]]\nfile = "{name}"\nreason = "{reason}"\nsummary = "Some."\n')

    def add_sleeper(self, name: str = "sleeper.py") -> None:
        """A mistake whose grading does not end by itself while a test lasts."""
        source = (self.exercise / "submission.py").read_text()
        (self.mistakes / name).write_text(f"import subprocess\nsubprocess.run({SLEEP.split()})\n" + source)
        self.list_mistake(name, "time-limit")
        text = re.sub(r"\[limits\]\n(.+\n)*", "", self.toml.read_text())
        self.toml.write_text(text + "\n[limits]\ntime_s = 900.0\n")

    def verify(self, *words) -> Verified:
        return Verified(self.gilkit("verify", "--python", PYTHON, "--format", "json", *words))


@pytest.fixture
def course(gilkit, tmp_path) -> Course:
    return Course(gilkit, tmp_path / "kit")


def workers(process) -> list[int]:
    """Copies of that gilkit, just below it."""
    line = command_line(process.pid)
    return [pid for pid in descendants(pid=process.pid) if line and command_line(pid) == line]


def test_a_sound_course_passes_in_its_order(course):
    verified = course.verify("--jobs", 3)
    assert verified.code == 0
    assert verified.parts() == [
        ("files", "passed", "passed"),
        ("solution", "passed", "passed"),
        ("stub", "wrong-answer", "passed"),
        ("mistake", "wrong-answer", "passed"),
        ("mistake", "crashed", "passed"),
    ]
    assert [check["file"] for check in verified.checks] == [
        "lessons/course.toml",
        f"solutions/{FOLDER}/submission.py",
        f"exercises/{FOLDER}/submission.py",
        *(f"exercises/{FOLDER}/check/mistakes/{name}" for name in LISTED),
    ]
    (interpreter,) = verified.report["interpreters"]
    assert {check["interpreter"] for check in verified.checks} == {None, interpreter["path"]}
    assert [check["unit"] for check in verified.checks] == [None, *[UNIT] * 4]


def test_text_has_a_line_a_check_and_a_sum(course):
    outcome = course.gilkit("verify", "--python", PYTHON, "--jobs", "2", UNIT)
    assert outcome.code == 0 and outcome.err == ""
    lines = outcome.out.splitlines()
    assert lines[:-1] == [
        "✓ the course: its ids and files: passed",
        f"✓ {UNIT}: the solution: passed",
        f"✓ {UNIT}: the stub: wrong-answer",
        f"✓ {UNIT}: the mistake shared_copy.py: wrong-answer",
        f"✓ {UNIT}: the mistake nothing_left.py: crashed",
    ]
    assert re.fullmatch(r"5 checks: 5 passed, 0 failed · \d+ s", lines[-1])


def test_what_is_wrong_is_told_and_the_rest_goes_on(course):
    toml = course.toml.read_text()
    course.toml.write_text(toml.replace('reason = "crashed"', 'reason = "race"'))
    (course.exercise / "notes.txt").write_text("to do\n")
    (course.root / "solutions" / FOLDER / "submision.py").write_text("")
    verified = course.verify()
    assert verified.code == 1
    assert [status for *_, status in verified.parts()] == ["failed", "passed", "passed", "passed", "failed"]
    strays = verified.checks[0]["message"].splitlines()
    assert strays[0].startswith(f"exercises/{FOLDER}/notes.txt: this is no part of the exercise; ")
    assert strays[1].startswith(f"solutions/{FOLDER}/submision.py: ")
    wrong = verified.of("nothing_left.py")
    assert (wrong["expected"], wrong["actual"]) == ("race", "crashed") and wrong["message"]
    outcome = course.gilkit("verify", "--python", PYTHON, "--output", course.root / "report.txt")
    assert (outcome.code, outcome.out) == (1, "")
    text = (course.root / "report.txt").read_text()
    assert f"✗ {UNIT}: the mistake nothing_left.py: crashed instead of race\n    " in text
    assert "5 checks: 3 passed, 2 failed" in text


def test_a_stub_that_passes_and_a_solution_that_fails(course):
    stub, solution = course.exercise / "submission.py", course.root / "solutions" / FOLDER / "submission.py"
    texts = stub.read_text(), solution.read_text()
    stub.write_text(texts[1])
    solution.write_text(texts[0])
    verified = course.verify()
    assert verified.code == 1
    assert verified.parts()[1:3] == [("solution", "wrong-answer", "failed"), ("stub", "passed", "failed")]


def test_a_mistake_that_nobody_lists_is_wrong_content(course):
    (course.mistakes / "forgotten.py").write_text("x = 1\n")
    outcome = course.gilkit("verify", "--python", PYTHON)
    assert outcome.code == 2 and "forgotten.py: this file is not listed in exercise.toml" in outcome.err


def test_what_gilkit_cannot_do_is_no_fault_of_a_submission(course):
    (course.exercise / "check/reference.py").write_text("def nothing():\n    pass\n")
    verified = course.verify()
    assert verified.code == 3
    assert {status for part, _, status in verified.parts() if part != "files"} == {"error"}
    assert "reference.py" in verified.of("shared_copy.py")["message"]


def test_only_narrows_it_and_adds_to_the_words(gilkit):
    outcome = gilkit("verify", "--python", PYTHON, "--only", UNIT, "--format", "json", UNIT)
    assert {check["unit"] for check in Verified(outcome).checks} == {None, UNIT}


@pytest.mark.parametrize("words", [["plus-equal"], ["--only", "plus-equal"], ["--only", UNIT, "--only", "plus-equal"]])
def test_an_unknown_id_is_told_with_what_was_meant(gilkit, words):
    outcome = gilkit("verify", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no lesson or exercise 'plus-equal'; did you mean 'plus-equals'?" in outcome.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--jobs", "0"], "--jobs"),
        (["--jobs", "2", "--record"], "--record"),
        (["--record", "--python", "python3", "--python", "/usr/bin/python3"], "one --python at a time"),
        (["--format", "yaml"], "yaml"),
    ],
)
def test_wrong_words(gilkit, words, said):
    outcome = gilkit("verify", *words)
    assert outcome.code == 2 and said in outcome.err + outcome.out


def test_several_interpreters_run_everything(course, tmp_path):
    """The second one is the first under a name of its own, as a virtual environment has it."""
    other = tmp_path / "venv/bin/python3"
    other.parent.mkdir(parents=True)
    other.symlink_to(PYTHON)
    (tmp_path / "venv/pyvenv.cfg").write_text("home = /usr/bin\n")
    verified = course.verify("--python", other, "--python", PYTHON)
    paths = [interpreter["path"] for interpreter in verified.report["interpreters"]]
    assert verified.code == 0
    assert len(paths) == len(set(paths))  # the same one twice is one
    assert len(verified.checks) == 1 + 4 * len(paths)
    for path in paths:
        assert sum(check["interpreter"] == path for check in verified.checks) == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("all_of_them", [False, True], ids=["gilkit alone", "its whole group, as Ctrl-C"])
def test_an_interruption_ends_all_workers(course, number, all_of_them):
    course.add_sleeper("one.py")
    course.add_sleeper("two.py")
    process = course.gilkit.start("verify", "--python", PYTHON, "--jobs", "2", start_new_session=True)
    wait_for(lambda: course.gilkit.running("runner.py") >= 2 and len(workers(process)) == 2)
    (os.killpg if all_of_them else os.kill)(process.pid, number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; nothing was left running" in err
    course.gilkit.assert_nothing_left()


def test_a_worker_that_is_killed_is_no_fault_of_the_content(course):
    course.add_sleeper()
    process = course.gilkit.start("verify", "--python", PYTHON, "--format", "json", "--jobs", "4")

    def asleep() -> list[int]:
        """Whose submission sleeps."""
        return [worker for worker in workers(process) if any(command_line(pid).strip() == SLEEP for pid in descendants(pid=worker))]

    (worker,) = wait_for(asleep)
    os.kill(worker, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    report = json.loads(out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    (broken,) = [check for check in report["checks"] if check["status"] != "passed"]
    assert (broken["status"], broken["actual"]) == ("error", "error")
    assert "was killed" in broken["message"]
    course.gilkit.assert_nothing_left()


def test_on_a_terminal_a_line_tells_how_far_it_is(course):
    course.add_sleeper()
    terminal = Terminal({**course.gilkit.environment, "GILKIT_ROOT": str(course.root)}, columns=120)
    try:
        terminal.run(f"{os.environ['GILKIT_BINARY']} verify --python {PYTHON} --jobs 2")
        terminal.wait_for(rf"5 of 6 done; running: {UNIT}: the mistake sleeper\.py")
        assert any(f"{UNIT}: the stub: wrong-answer" in row for row in terminal.screen())
        terminal.type("\x03")
        terminal.wait_for("interrupted; nothing was left running")
        assert not any("of 6 done" in row for row in terminal.screen())
    finally:
        terminal.close()


def test_a_killed_gilkit_leaves_no_worker(course):
    course.add_sleeper()
    process = course.gilkit.start("verify", "--python", PYTHON, "--jobs", "2")
    wait_for(lambda: course.gilkit.running("runner.py"))
    process.kill()
    process.communicate()
    wait_for(lambda: not course.gilkit.processes())
