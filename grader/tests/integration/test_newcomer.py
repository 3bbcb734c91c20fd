"""A newcomer's session at a real terminal: predict, read, fail, take a hint, pass, go on; quit and resume; another id after
an update. What a person would see is asked of a terminal emulator."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import BINARY
from course import CourseExercise, copy_kit
from processes import command_line, descendants
from terminal import Terminal
from waiting import wait_for

ENTER, DOWN, END, CTRL_C = "\r", "\033[B", "\033[F", "\003"
FIRST = "why-the-gil-exists"
EXERCISE = CourseExercise(FIRST)
SECOND = "plus-equals"

# Two lessons of the course whose programs and exercises take a moment only.
COURSE = f"""format = 1
title = "Two lessons"

[[unit]]
id = "{FIRST}"
lesson = "03-{FIRST}"
exercise = "03-{FIRST}"

[[unit]]
id = "{SECOND}"
lesson = "06-{SECOND}"
exercise = "06-{SECOND}"
"""


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


@pytest.fixture
def origin(tmp_path):
    """Where gilkit comes from: a repository with two lessons."""
    root = copy_kit(tmp_path / "origin")
    (root / "lessons/course.toml").write_text(COURSE)
    for area in ("lessons", "exercises", "solutions"):
        for folder in (root / area).iterdir():
            if folder.is_dir() and not folder.name.endswith((FIRST, SECOND)):
                shutil.rmtree(folder)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=Two lessons")
    return root


@pytest.fixture
def kit(gilkit, origin, tmp_path):
    """A learner's clone of it."""
    git(tmp_path, "clone", "--quiet", str(origin), str(tmp_path / "kit"))
    gilkit.root = tmp_path / "kit"
    return gilkit.root


class Learner:
    """A person at a terminal in a workspace."""

    def __init__(self, gilkit, kit, folder, **terminal):
        environment = {**gilkit.environment, "GILKIT_ROOT": str(kit)}
        self.terminal = Terminal(environment, **{"rows": 40, "columns": 100, "kind": "xterm", **terminal})
        self.folder = folder
        assert gilkit("init", folder).code == 0
        self.terminal.run(f"cd '{folder}'; PATH={BINARY.rsplit('/', 1)[0]}:$PATH")
        self.file = folder / EXERCISE.folder.name / "submission.py"

    def press(self, keys: str) -> None:
        self.terminal.type(keys)

    def sees(self, pattern: str) -> re.Match:
        return self.terminal.wait_for(pattern)

    def reads_until(self, pattern: str) -> None:
        """Goes on, screen by screen."""
        while not re.match(pattern, self.sees(rf"{pattern}|Enter: go on")[0]):
            self.press(ENTER)

    @property
    def kept(self) -> dict:
        return json.loads((self.folder / ".gilkit/progress.json").read_text())

    def screen(self) -> str:
        return "\n".join(self.terminal.screen())


@pytest.fixture
def learner(gilkit, kit, tmp_path):
    someone = Learner(gilkit, kit, tmp_path / "my course")
    yield someone
    if someone.terminal.shell.poll() is None:
        someone.terminal.close()


def predict(learner, choice: str = "1", sure: str = "g", why: str = "because") -> None:
    learner.reads_until(r"Your prediction\?")
    learner.press(choice)
    learner.sees(r"How sure\?")
    learner.press(sure)
    learner.sees("And why")
    learner.press(why + ENTER)


def test_from_the_first_prediction_to_the_second_lesson(origin, kit, learner):
    learner.terminal.run("gilkit")
    learner.sees("your place is kept")  # the welcome
    learner.sees("Mental Model")
    predict(learner, why="a count of names")
    learner.sees(r"Run here, by \S+ 3\.\d+\.\d+ on \d+ core")
    assert learner.kept["units"][FIRST]["prediction"]["why"] == "a count of names"
    learner.sees("You predicted:")
    learner.sees("Measured here, and recorded")
    learner.reads_until("And where it was recorded")
    learner.reads_until("The exercise:")
    assert "right" in learner.kept["units"][FIRST]["prediction"]
    learner.press(ENTER)

    # The stub fails, by itself, on the screen.
    learner.sees("failed: wrong-answer")
    learner.press("h")
    learner.sees("Hint 1 of")
    assert learner.kept["units"][FIRST]["hints"] == 1
    # Half an answer, which Python doesn't even read; then the whole.
    learner.file.write_text("def (\n")
    learner.sees("invalid-submission")
    learner.file.write_text(EXERCISE.solution())
    learner.sees("passed")
    learner.sees("Press n for what comes next")
    assert learner.kept["units"][FIRST]["passed_at"]
    assert learner.kept["units"][FIRST]["attempts"] == 3
    learner.press("n")
    learner.sees("Lesson 2")
    learner.press("q")
    learner.sees("gilkit goes on from here")
    learner.sees("prompt> ")

    # Another day: another gilkit, in which the second exercise has another id, and the first another stub.
    (origin / "lessons/course.toml").write_text(
        COURSE.replace(f'id = "{SECOND}"', f'id = "lost-updates"\naliases = ["{SECOND}"]')
    )
    stub = origin / "exercises" / EXERCISE.folder.name / "submission.py"
    stub.write_text(stub.read_text() + "\n# Something new.\n")
    git(origin, "commit", "--quiet", "--all", "--message=Another id, another stub")
    learner.terminal.run(f"git -C '{kit}' pull --quiet; gilkit update")
    learner.sees("yours was left as it is")
    assert learner.file.read_text() == EXERCISE.solution()
    learner.terminal.run("gilkit")
    learner.sees("Lesson 2")
    predict(learner, "2", "c")
    learner.sees("You predicted:")
    learner.press("q")
    learner.sees("prompt> ")
    assert learner.kept["units"]["lost-updates"]["prediction"]["confidence"] == "certain"
    learner.terminal.run("gilkit list --only done")
    learner.sees(FIRST)
    learner.sees("1 of 2 done")


def test_a_save_calls_off_the_grading_under_way(learner):
    learner.terminal.run(f"gilkit watch {FIRST}")
    learner.sees("wrong-answer")
    learner.file.write_text("import time\ntime.sleep(600)\n")
    learner.sees("grading")
    learner.file.write_text(EXERCISE.solution())
    learner.sees("Press n for what comes next")
    assert learner.kept["units"][FIRST]["attempts"] == 2  # the one that was called off is none
    learner.press("q")
    learner.sees("prompt> ")


def test_the_solution_is_there_after_a_pass_and_not_before(learner):
    learner.terminal.run(f"gilkit watch {FIRST}")
    learner.sees("wrong-answer")
    learner.press("s?")
    learner.sees("  h +hint")  # the list of keys, and nothing of the other one
    assert "A solution" not in learner.terminal.shown
    learner.file.write_text(EXERCISE.solution() + "\n# Mine.\n")
    learner.sees("Press n for what comes next")
    learner.press("s")
    learner.sees("A solution")
    learner.press(END)  # below it, what is different
    learner.sees("# Mine.")
    learner.press("q")
    learner.sees("prompt> ")


def test_progress_that_cannot_be_kept_is_told_on_the_screen(learner):
    (learner.folder / ".gilkit/progress.json").mkdir()
    learner.terminal.run(f"gilkit watch {FIRST}")
    learner.sees("wrong-answer")
    learner.sees("was not kept")
    told = learner.terminal.shown
    assert "gilkit: " not in told[told.index("\033[?1049h") :]  # printed across it
    learner.press("q")
    learner.sees("prompt> ")


def test_who_leaves_a_lesson_that_was_predicted_before_is_not_kept_waiting(learner):
    for _ in range(2):
        learner.terminal.run(f"gilkit lesson {FIRST}")
        learner.sees("Mental Model")
        if not (learner.folder / ".gilkit/progress.json").exists():
            predict(learner)
            learner.sees("You predicted:")
        learner.press("q")
        learner.sees("prompt> ")
    assert learner.terminal.shown.count("Run here") == 1


def test_who_reads_no_more_ends_it(gilkit, kit):
    watching = gilkit.start("watch", FIRST)
    while "wrong-answer" not in watching.stdout.readline():
        pass
    watching.stdout.close()
    file = kit / "exercises" / EXERCISE.folder.name / "submission.py"
    file.write_text(EXERCISE.solution())
    assert watching.wait(timeout=60) == 3
    watching.stderr.close()


def test_whatever_becomes_of_the_file_nothing_hangs(learner):
    learner.terminal.run(f"gilkit watch {FIRST}")
    learner.sees("wrong-answer")
    learner.file.unlink()
    learner.sees("is gone")
    learner.file.mkdir()
    learner.sees("is no file")
    learner.file.rmdir()
    new = learner.file.with_suffix(".new")
    new.write_text(EXERCISE.solution())
    new.rename(learner.file)  # as many editors save
    learner.sees("passed")
    learner.press("x")
    learner.sees("Put the stub in place")
    learner.press("n")  # no
    assert learner.file.read_text() == EXERCISE.solution()
    learner.press("x")
    learner.sees("Put the stub in place")
    learner.press("y")
    learner.sees("failed: wrong-answer")
    (copy,) = (learner.folder / ".gilkit/backups").rglob("*.py")
    assert copy.read_text() == EXERCISE.solution()
    learner.press("q")
    learner.sees("prompt> ")


def test_a_long_report_is_scrolled_and_follows_the_size(learner):
    learner.terminal.resize(12, 60)
    learner.terminal.run(f"gilkit watch {FIRST}")
    learner.sees("failed: wrong-answer")
    learner.sees("↑↓|up, down")
    top = learner.screen()
    learner.press(DOWN * 3)
    learner.sees(".")
    while learner.screen() == top:
        learner.sees("(?s).")
    learner.terminal.resize(40, 100)
    learner.sees(EXERCISE.id)
    learner.press("q")
    learner.sees("prompt> ")
    assert max(map(len, learner.terminal.screen())) <= 100


def test_ctrl_c_ends_it_and_gives_the_terminal_back(gilkit, learner):
    learner.terminal.run(f"gilkit watch {FIRST}; echo ended with $?")
    learner.sees("wrong-answer")
    learner.file.write_text("import time\ntime.sleep(600)\n")
    learner.sees("grading")
    learner.press(CTRL_C)
    learner.sees("ended with 130")
    learner.sees("prompt> ")
    learner.terminal.run("stty -a")
    learner.sees(r" icanon")
    learner.sees(r" echo ")


def test_a_terminal_that_is_closed_ends_it(gilkit, learner):
    learner.terminal.run(f"gilkit watch {FIRST}")
    learner.sees("wrong-answer")
    learner.file.write_text("import time\ntime.sleep(600)\n")
    learner.sees("grading")
    # It, the copy of it that grades, and the program in the box.
    left = lambda: [pid for pid in descendants() if re.search(r"gilkit watch|runner\.py", command_line(pid))]  # noqa: E731
    wait_for(lambda: len(left()) >= 3)
    learner.terminal.close()
    wait_for(lambda: not left())


def test_plainly_everything_is_a_line(learner):
    learner.terminal.run(f"gilkit lesson --plain {FIRST}")
    learner.sees("Type 1 to")
    learner.press("1" + ENTER)
    learner.sees("Type g to")
    learner.press("f" + ENTER)
    learner.sees("And why")
    learner.press(ENTER)
    learner.sees("You predicted:")
    learner.sees("Press Enter to go on to the explanation")
    learner.press(ENTER)
    learner.sees("prompt> ")
    told = learner.terminal.shown
    assert "\033[" not in told[told.index("gilkit lesson") :]  # nothing moves, nothing is coloured
    assert learner.kept["units"][FIRST]["read_at"]


def test_where_nobody_is_the_lesson_is_printed(gilkit, kit):
    printed = gilkit("lesson", FIRST)
    assert printed.code == 0
    for title in ("Mental Model", "What Does This Print?", "The Output", "Common Mistake"):
        assert title in printed.out
    assert "\033" not in printed.out
    assert not (gilkit.tmp.parent / ".local").exists()
    assert gilkit("lesson", "no-such").code == 2
    assert "Usage" in gilkit().out  # gilkit alone


def test_colours_are_off_where_nobody_wants_them(gilkit, kit, tmp_path):
    gilkit.environment["NO_COLOR"] = "1"
    someone = Learner(gilkit, kit, tmp_path / "work", columns=40)
    someone.terminal.run(f"gilkit watch {FIRST}")
    someone.sees("failed: wrong-answer")
    someone.press("q")
    someone.sees("prompt> ")
    told = someone.terminal.shown
    assert not re.search(r"\033\[[0-9;]*[1-9][0-9;]*m", told[told.index("gilkit watch") :])
    someone.terminal.close()

