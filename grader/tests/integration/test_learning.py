"""The learner's commands one by one: hint, solution, reset, list, progress, init, update. No terminal is needed."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess

import jsonschema
import pytest
from conftest import ROOT
from course import CourseExercise, copy_kit

EXERCISE = CourseExercise("why-the-gil-exists")  # of the kind output: graded in a moment
STATE = ".local/state/gilkit"


def schema(name: str) -> dict:
    return json.loads((ROOT / f"grader/schema/{name}.schema.json").read_text())


class Learner:
    """In a workspace of their own."""

    def __init__(self, gilkit, folder):
        self.gilkit, self.folder = gilkit, folder
        assert gilkit("init", folder).code == 0
        self.file = folder / EXERCISE.folder.name / EXERCISE.solution_file.name

    def __call__(self, *words, **options):
        return self.gilkit(*words, cwd=self.folder, **options)

    def solve(self) -> None:
        self.file.write_text(EXERCISE.solution())

    @property
    def kept(self) -> dict:
        progress = json.loads((self.folder / ".gilkit/progress.json").read_text())
        jsonschema.Draft202012Validator(schema("progress")).validate(progress)
        return progress["units"].get(EXERCISE.id, {})


@pytest.fixture
def learner(gilkit, tmp_path):
    return Learner(gilkit, tmp_path / "my course")


def test_hints_come_one_by_one_and_are_counted(learner):
    titles = re.findall(r"^## (.*)$", (EXERCISE.folder / "hints.md").read_text(), re.MULTILINE)
    for number, title in enumerate(titles, 1):
        shown = learner("hint", EXERCISE)
        assert shown.code == 0
        assert f"Hint {number} of {len(titles)}" in shown.out
        assert title in shown.out
        assert all(other not in shown.out for other in titles if other != title)
        assert learner.kept["hints"] == number
    everything = learner("hint")  # the exercise that one is at
    assert all(title in everything.out for title in titles)
    assert "solution --give-up" in everything.out
    assert learner.kept["hints"] == len(titles)


def test_seen_hints_can_be_seen_again_without_a_new_one(learner):
    assert learner("hint", "--again", EXERCISE).code == 2
    learner("hint", EXERCISE)
    again = learner("hint", "--again", EXERCISE)
    assert again.code == 0 and "Hint 1 of" in again.out and "Hint 2 of" not in again.out
    assert learner.kept["hints"] == 1


def test_the_solution_is_shown_after_a_pass(learner):
    refused = learner("solution", EXERCISE)
    assert refused.code == 2 and "once you have passed" in refused.err
    assert learner("grade", EXERCISE).code == 1
    assert learner.kept["attempts"] == 1 and "passed_at" not in learner.kept
    assert learner("solution", EXERCISE).code == 2
    learner.solve()
    assert learner("grade", EXERCISE).code == 0
    assert learner.kept["attempts"] == 2 and learner.kept["passed_at"]
    shown = learner("solution", "--diff", EXERCISE)
    assert shown.code == 0
    assert EXERCISE.solution().splitlines()[-1].strip() in shown.out
    assert "gave_up_at" not in learner.kept


def test_who_gives_up_sees_the_solution_and_it_is_noted(learner):
    shown = learner("solution", "--give-up", "--diff", EXERCISE, env={"COLUMNS": "200"})
    assert shown.code == 0
    assert "  |" in shown.out or "  >" in shown.out or "<" in shown.out  # beside each other
    assert learner.kept["gave_up_at"]
    assert learner("solution", EXERCISE).code == 0
    assert "solution shown" in learner("list", EXERCISE).out


def test_what_is_graded_elsewhere_is_no_progress(learner, tmp_path):
    other = tmp_path / EXERCISE.solution_file.name
    other.write_text(EXERCISE.solution())
    assert learner("grade", "--exercise", EXERCISE, other).code == 0
    assert not (learner.folder / ".gilkit/progress.json").exists()
    assert learner("grade", learner.file).code == 1  # by its path it is theirs
    assert learner.kept["attempts"] == 1


def test_a_reset_brings_the_stub_and_keeps_the_work(learner):
    stub = learner.file.read_text()
    learner.file.write_text("my = 'work'\n")
    asked = learner("reset", EXERCISE)
    assert asked.code == 2 and "--yes" in asked.err
    assert learner.file.read_text() == "my = 'work'\n"
    done = learner("reset", "--yes", EXERCISE)
    assert done.code == 0
    assert learner.file.read_text() == stub
    (copy,) = (learner.folder / ".gilkit/backups").rglob("*.py")
    assert str(copy) in done.out and copy.read_text() == "my = 'work'\n"
    assert "already" in learner("reset", "--yes", EXERCISE).out


def test_a_full_disk_loses_nothing(learner):
    learner("hint", EXERCISE)
    before = learner.kept
    learner.file.write_text("my = 'work'\n" * 100)
    reset = learner("reset", "--yes", EXERCISE, preexec_fn=no_space)
    assert reset.code == 3
    assert learner.file.read_text() == "my = 'work'\n" * 100
    hint = learner("hint", EXERCISE, preexec_fn=no_space)
    assert hint.code == 0 and "Hint 2 of" in hint.out  # shown, though it can't be counted
    assert "was not kept" in hint.err
    assert learner.kept == before


def no_space() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def test_a_damaged_file_of_progress_is_set_aside_and_said_so(learner):
    learner("hint", EXERCISE)
    learner("hint", EXERCISE)
    file = learner.folder / ".gilkit/progress.json"
    file.write_text(file.read_text()[:40])
    listed = learner("list")
    assert listed.code == 0
    assert "progress.json.damaged-1" in listed.err
    assert learner.kept["hints"] == 1  # the backup
    assert learner("list").err == ""


def test_the_state_of_a_newer_gilkit_is_left_alone(learner):
    file = learner.folder / ".gilkit/progress.json"
    text = '{"schema": "gilkit.progress/7"}'
    file.write_text(text)
    shown = learner("hint", EXERCISE)
    assert shown.code == 0 and "newer gilkit" in shown.err
    assert file.read_text() == text


def test_the_list_tells_progress_and_is_filtered(learner):
    learner.solve()
    learner("grade", EXERCISE)
    listed = learner("list").out
    assert "passed, 1 attempt" in listed
    assert "0 of 14 done" in listed  # its lesson is not read
    assert EXERCISE.id in learner("list", "GIL", "exists").out
    found = learner("list", "--only", "exercises", "thumbnail")
    assert "thumbnail-scraper" in found.out and EXERCISE.id not in found.out
    assert EXERCISE.id not in learner("list", "--only", "done").out
    assert learner("list", "--only", "nothing").code == 2


def test_progress_for_programs_is_as_published(learner):
    learner("hint", EXERCISE)
    learner.solve()
    learner("grade", EXERCISE)
    summed = learner("progress", "--json")
    progress = json.loads(summed.out)
    jsonschema.Draft202012Validator(schema("course-progress")).validate(progress)
    (unit,) = [unit for unit in progress["units"] if unit["id"] == EXERCISE.id]
    assert unit["exercise"]["hints"] == 1 and unit["exercise"]["attempts"] == 1 and unit["exercise"]["passed_at"]
    assert unit["lesson"] == {"read_at": None, "prediction": None} and not unit["done"]
    assert progress["next"] == EXERCISE.id
    assert "1 of 13 passed" in learner("progress").out


def test_without_a_workspace_progress_is_kept_with_the_users_state(gilkit, tmp_path):
    shown = gilkit("hint", EXERCISE, cwd=tmp_path)
    assert shown.code == 0
    assert json.loads((tmp_path / STATE / "progress.json").read_text())["units"][EXERCISE.id]["hints"] == 1
    homeless = gilkit("hint", EXERCISE, cwd=tmp_path, env={"HOME": ""})
    assert homeless.code == 0 and homeless.err == ""


def test_a_clone_in_which_an_exercise_is_worked_on_is_no_broken_course(gilkit, tmp_path):
    gilkit.root = copy_kit(tmp_path / "kit")
    mine = gilkit.root / "exercises" / EXERCISE.folder.name / EXERCISE.solution_file.name
    for text in (b"", b"\xff\xfe", b"def ("):
        mine.write_bytes(text)
        assert gilkit("list").code == 0
        assert gilkit.grade(EXERCISE).code == 1
    mine.unlink()
    assert gilkit("hint", EXERCISE).code == 0
    gone = gilkit("grade", EXERCISE)
    assert gone.code == 2 and mine.name in gone.err
    mine.mkdir()
    assert gilkit("grade", EXERCISE).code == 2
    # For authors it still is.
    assert gilkit("verify", "--only", EXERCISE).code == 2


def test_a_workspace_follows_the_course(gilkit, tmp_path):
    gilkit.root = copy_kit(tmp_path / "kit")
    learner = Learner(gilkit, tmp_path / "work")
    learner("hint", EXERCISE)
    learner.solve()
    assert "as new as" in learner("update").out

    # A new version of the stub, of an exercise that was worked on and of one that was not.
    stubs = {name: gilkit.root / "exercises" / name / "submission.py" for name in (learner.file.parent.name, "06-plus-equals")}
    for stub in stubs.values():
        stub.write_text(stub.read_text() + "\n# Something new.\n")
    updated = learner("update")
    assert updated.code == 0
    assert f"! {learner.file.parent.name}/submission.py" in updated.out
    assert "~ 06-plus-equals/submission.py" in updated.out
    assert learner.file.read_text() == EXERCISE.solution()
    merged = learner("update", "--diff", EXERCISE)
    assert merged.code == 0 and "# Something new." in merged.out
    assert learner.file.read_text() == EXERCISE.solution()
    assert learner("update", "--merge", EXERCISE).code == 0
    assert "# Something new." in learner.file.read_text()
    assert "as new as" in learner("update").out

    # The exercise gets another id; progress and files stay with it.
    toml = gilkit.root / "lessons/course.toml"
    text = toml.read_text()
    old = f'id = "{EXERCISE.id}"\naliases = []'
    assert old in text
    toml.write_text(text.replace(old, f'id = "counting-references"\naliases = ["{EXERCISE.id}"]'))
    assert "as new as" in learner("update").out
    assert learner("hint", "counting-references").out.startswith("Hint 2 of")
    assert learner.gilkit("grade", "counting-references", cwd=learner.folder).code in (0, 1)
    kept = json.loads((learner.folder / ".gilkit/progress.json").read_text())["units"]
    assert EXERCISE.id not in kept and kept["counting-references"]["hints"] == 2


def test_a_workspace_is_not_made_where_something_is(gilkit, tmp_path):
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "thesis.tex").write_text("mine")
    refused = gilkit("init", folder)
    assert refused.code == 2 and "thesis.tex" in refused.err
    assert list(folder.iterdir()) == [folder / "thesis.tex"]
    assert gilkit("init").code == 2
    outside = gilkit("update", cwd=tmp_path)
    assert outside.code == 2 and "gilkit init" in outside.err


def test_a_damaged_workspace_is_told(learner):
    manifest = learner.folder / ".gilkit/workspace.json"
    manifest.write_text("{")
    for words in (("list",), ("hint", EXERCISE), ("grade", EXERCISE), ("update",)):
        told = learner(*words)
        assert told.code == 2 and "workspace.json" in told.err
    manifest.unlink()
    learner.solve()
    assert learner.gilkit("init", learner.folder).code == 0
    assert learner.file.read_text() == EXERCISE.solution()


def test_the_editors_problem_matcher_matches_what_is_printed(learner):
    tasks = json.loads((learner.folder / ".vscode/tasks.json").read_text())
    (matcher,) = [task["problemMatcher"] for task in tasks["tasks"] if task["problemMatcher"]]
    printed = learner("grade", EXERCISE).out.splitlines()
    first = next(i for i, line in enumerate(printed) if re.search(matcher["pattern"][0]["regexp"], line))
    file = re.search(matcher["pattern"][1]["regexp"], printed[first + 1])
    assert (learner.folder / file[1]).resolve() == learner.file.resolve()


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_in_a_clone_git_knows_the_stub(gilkit, tmp_path):
    gilkit.root = copy_kit(tmp_path / "kit")
    line = ["git", "-C", str(gilkit.root), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*line, "init", "-q"], check=True)
    subprocess.run([*line, "add", "-A"], check=True)
    subprocess.run([*line, "commit", "-q", "-m", "all"], check=True, env={**os.environ, "HOME": str(tmp_path)})
    mine = gilkit.root / "exercises" / EXERCISE.folder.name / EXERCISE.solution_file.name
    stub = mine.read_text()
    mine.write_text(EXERCISE.solution())
    assert gilkit("reset", "--yes", EXERCISE).code == 0
    assert mine.read_text() == stub
    # A workspace gets the stub, too, and not what somebody made of it in the clone.
    mine.write_text(EXERCISE.solution())
    learner = Learner(gilkit, tmp_path / "work")
    assert learner.file.read_text() == stub
