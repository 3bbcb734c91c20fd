"""`gilkit batch`: a whole class, what it is told in, and what is graded again."""

import json
import re
import shutil
import threading

import pytest
from batching import (
    COUNTDOWN,
    CRASHES,
    EXPECTED,
    NO_FUNCTION,
    PARALLEL,
    PARALLEL_FOLDER,
    RIGHT,
    SERVING,
    STUB,
    WRONG,
    called_serving,
)
from conftest import ROOT
from course import CourseExercise
from processes import pids_called


def test_a_class_is_graded_and_told_in_every_way(batch):
    expected = batch.hand_in_different(8)
    outcome = batch("--format", "text")
    assert outcome.code == 1, outcome.err
    report = outcome.report  # valid by its schema
    assert len(report["results"]) == 8
    assert [result["submission"] for result in report["results"]] == [
        str(batch.folder / student / "submission.py") for student in sorted(expected)
    ]
    assert batch.verdicts() == expected
    assert {result["verdict"] for result in report["results"]} == {"passed", "failed"}
    for student, (verdict, reason) in expected.items():
        (result,) = batch.report_of(student)["results"]
        assert (result["verdict"], result["reason"]) == (verdict, reason)
        assert result["submission"] == str(batch.folder / student / "submission.py")
        text = (batch.out / "students" / student / "text.txt").read_text()
        assert verdict in text and "\x1b" not in text
    assert "8 of 8 graded" in outcome.err
    page = (batch.out / "index.html").read_text()
    assert "8 submissions of 8 students" in page and "<script" not in page


def test_the_summary_is_short(batch):
    batch.hand_in("anna")
    batch.hand_in("ben", WRONG)
    outcome = batch.gilkit(*batch.words())
    assert outcome.code == 1
    assert "2 submissions of 2 students:" in outcome.out
    assert re.search(r"passed +1 +50 %", outcome.out)
    assert "Most common reasons: wrong-answer 1." in outcome.out
    assert str(batch.out) in outcome.out


def test_all_passed_is_0(batch):
    batch.hand_in("anna")
    assert batch().code == 0


def test_only_what_changed_is_graded_again(batch):
    for student, source in zip("abcd", EXPECTED):
        batch.hand_in(student, source)
    batch()
    before = dict(batch.ask("SELECT key, attempt FROM grading"))
    assert len(before) == 4
    # Nothing changed; one changed; one came, and has what another one has.
    batch()
    assert dict(batch.ask("SELECT key, attempt FROM grading")) == before
    batch.hand_in("a", WRONG + "# again\n")
    batch.hand_in("e", CRASHES)
    outcome = batch()
    after = dict(batch.ask("SELECT key, attempt FROM grading"))
    assert len(after) == 5 and after.items() >= before.items()
    assert "1 of 1 graded, 0 running, 4 done before" in outcome.err
    assert batch.verdicts()["a"] == ("failed", "wrong-answer")
    assert batch.verdicts()["e"] == ("failed", "crashed")
    # What is asked has changed for all of them.
    inputs = batch.gilkit.root / "exercises/02-countdown/check/inputs.py"
    inputs.write_text(inputs.read_text() + "# harder\n")
    batch()
    assert len(batch.ask("SELECT * FROM grading")) == 5 + 4
    # Asked for.
    batch("--anew")
    assert not {attempt for (attempt,) in batch.ask("SELECT attempt FROM grading")} & set(after.values())


def test_the_same_bytes_are_graded_once_and_told_to_each(batch):
    for student in ("anna", "ben", "carla"):
        batch.hand_in(student, WRONG)
    outcome = batch()
    assert [result["seed"] for result in outcome.report["results"]] == [outcome.report["results"][0]["seed"]] * 3
    assert list(batch.attempts().values()) == [1]
    assert batch.report_of("ben")["results"][0]["submission"] == str(batch.folder / "ben/submission.py")


def test_students_may_hand_in_several_exercises(batch):
    solution = (ROOT / "solutions" / PARALLEL_FOLDER / "submission.py").read_text()
    batch.hand_in("anna", RIGHT, "02-countdown/submission.py")
    batch.hand_in("anna", solution, f"work/{PARALLEL}/submission.py")
    batch.hand_in("ben", WRONG, "countdown/submission.py")
    outcome = batch(exercise=None)
    assert outcome.code == 1
    results = {(row["student"], row["exercise"]): row["verdict"] for row in batch.rows()}
    assert results.pop(("anna", PARALLEL)) in ("passed", "inconclusive")  # a machine can be too busy for it
    assert results == {("anna", COUNTDOWN): "passed", ("ben", COUNTDOWN): "failed"}
    assert [result["exercise"] for result in batch.report_of("anna")["results"]] == [PARALLEL, COUNTDOWN]


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no-locks"])
def test_latencies_are_measured_in_turn(batch, locks):
    batch.gilkit.root = ROOT
    if not locks:
        (batch.out / "turn.lock").mkdir(parents=True)  # nobody can lock that
    convoy = CourseExercise("five-millisecond-convoy")
    for student in "abc":
        batch.hand_in(student, called_serving(convoy.stub(), student))
    serving, at_once, over = set(), 0, threading.Event()

    def watch():
        nonlocal at_once
        while not over.wait(0.05):
            now = pids_called(SERVING)
            serving.update(now)
            at_once = max(at_once, len(now))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        batch("--jobs", "4", exercise=convoy.id)
    finally:
        over.set()
        watcher.join()
    assert set(batch.verdicts().values()) == {("failed", "unresponsive")}
    assert len(serving) >= 6 and at_once == 1  # who is late is asked twice


def test_one_exercise_is_found_in_a_whole_workspace(batch):
    batch.hand_in("anna", RIGHT, "02-countdown/submission.py")
    batch.hand_in("anna", NO_FUNCTION, f"{PARALLEL_FOLDER}/submission.py")
    batch()
    assert batch.verdicts() == {"anna": ("passed", None)}


def test_the_overview_points_out_who_to_look_at_together(batch):
    body = """
    numbers = list(range(1, start + 1))
    position = len(numbers) - 1
    while position >= 0:
        if numbers[position] > 0:
            print(numbers[position])
        else:
            print('never', numbers, position)
        position = position - 1
    for rest in [value * 2 for value in numbers if value < 0]:
        print(rest, sum(numbers) + max(numbers), end=str(len(numbers)))
"""
    renamed = re.sub(r"\bnumbers\b", "xs", body).replace("position", "where").replace("    while", "    # Mine!\n    while")
    batch.hand_in("anna", STUB + body)
    batch.hand_in("ben", STUB + renamed)
    batch.hand_in("carla", STUB + "\n\n    for n in range(start, 0, -1):\n        print(n)\n")
    batch.hand_in("dora", STUB + "    # nothing yet\n    pass\n")
    batch.hand_in("emil", STUB + "    pass\n")  # the stub, as dora's is: that makes nobody alike
    batch()
    page = (batch.out / "index.html").read_text()
    together = page.split("Look at these together")[1].split("<h2>")[0]
    assert "anna" in together and "ben" in together
    assert not any(student in together for student in ("carla", "dora", "emil"))


def test_formulas_and_markup_in_names_stay_text(batch):
    names = ["=HYPERLINK(1)", "@cmd", "-1+1", "<img src=x onerror=alert(1)>", 'quo"te,comma', "{{{total}}}"]
    for name in names:
        batch.hand_in(name)
    batch()
    cells = [row["student"] for row in batch.rows()]
    assert sorted(cell.lstrip("'") for cell in cells) == sorted(names)
    assert not any(cell[0] in "=+-@" for cell in cells)
    page = (batch.out / "index.html").read_text()
    assert "<img" not in page and "&lt;img src=x" in page and "{{{total}}}" in page


def test_the_status_is_told_without_a_change(batch):
    batch.hand_in("anna")
    batch.hand_in("ben", WRONG)
    assert batch.gilkit("batch", "--status", "--out", batch.out).code == 2  # nothing there yet
    batch()
    before = (batch.out / "results.csv").read_bytes()
    outcome = batch.gilkit("batch", "--status", "--out", batch.out)
    assert outcome.code == 0
    assert "2 of 2 submissions done" in outcome.out
    assert re.search(r"failed +1\n", outcome.out) and re.search(r"passed +1\n", outcome.out)
    assert (batch.out / "results.csv").read_bytes() == before


def test_the_results_lie_beside_the_folder_unless_told_otherwise(batch):
    batch.hand_in("anna")
    words = ["batch", batch.folder, "--python", "/usr/bin/python3", "--exercise", COUNTDOWN]
    assert batch.gilkit(*words).code == 0
    beside = batch.folder.with_name("class-graded")
    assert json.loads((beside / "students/anna/result.json").read_text())["results"]
    assert "1 of 1 submission" in batch.gilkit("batch", "--status", batch.folder).out
    shutil.rmtree(beside)


def test_results_in_the_folder_are_nobodys_submission(batch):
    batch.hand_in("anna")
    batch.out = batch.folder / "results"
    batch()
    batch()
    assert list(batch.verdicts()) == ["anna"]


def test_wrong_usage_is_2(batch):
    assert batch.gilkit("batch").code == 2
    assert "is no folder" in batch.gilkit("batch", batch.folder / "none").err
    assert "there is nothing in" in batch().err
    assert batch().code == 2
    outcome = batch(exercise="countdwn")
    assert outcome.code == 2 and "did you mean 'countdown'" in outcome.err
