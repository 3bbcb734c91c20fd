"""The kind `output`: what a submission prints is compared to the letter."""

import pytest
from course import CourseExercise

EXERCISE = CourseExercise("why-the-gil-exists")


def output_check(outcome) -> dict:
    (check,) = [check for check in outcome.result["checks"] if check["name"] == "output"]
    return check


def test_the_solution_passes_and_nothing_is_measured(graded):
    outcome = graded(EXERCISE.solution())
    assert (outcome.code, outcome.verdict, outcome.result["score"]) == (0, "passed", 1)
    assert outcome.result["measurement"] is None
    assert output_check(outcome)["status"] == "passed"


def test_the_line_that_differs_is_shown(gilkit):
    outcome = gilkit.grade(EXERCISE)
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")
    check = output_check(outcome)
    assert check["expected"] != check["actual"]
    assert "line" in outcome.result["message"]
    assert "The call was replay(count=" in outcome.result["explanation"][0]


@pytest.mark.parametrize(
    "change",
    [
        ("print(f\"{name} waits\")", "print(f\"{name} waits \")"),
        ("print(f\"{name} waits\")", "print(f\"{name} waits\", end=\"\\r\\n\")"),
        ("print(f\"{name} waits\")", "print(f\"{name}\\u00a0waits\")"),
        ("    print()\n", ""),
        ("has_gil=True)\n", "has_gil=True)\n    print()\n"),
    ],
    ids=["a space at the end", "another line break", "another space", "a line too few", "a line too many"],
)
def test_white_space_counts(graded, change):
    assert change[0] in EXERCISE.solution()
    outcome = graded(EXERCISE.solution().replace(*change))
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")
    check = output_check(outcome)
    assert check["expected"] != check["actual"]
    if "waits" in change[0] and "u00a0" not in change[1]:
        assert "only the white space differs" in outcome.result["message"]


@pytest.mark.parametrize(
    "more",
    [
        # What goes to stderr is nobody's business.
        "import sys; print('a note', file=sys.stderr)",
        # What a child prints is printed.
        "import subprocess; subprocess.run(['/bin/sh', '-c', 'printf Without\\\\ a\\\\ GIL\\\\\\\\n'])",
        # What is returned does not matter, whatever it is.
        "real = replay\ndef replay(*given):\n    real(*given)\n    return object()",
    ],
    ids=["stderr", "a child", "a result"],
)
def test_only_stdout_is_compared(graded, more):
    source = EXERCISE.solution()
    if "subprocess" in more:
        source = source.replace('    print("Without a GIL")\n', f"    {more}\n")
    elif more.startswith("real"):
        source += "\n\n" + more + "\n"
    else:
        source = source.replace('    print("With a GIL")\n', f'    {more}\n    print("With a GIL")\n')
    assert source != EXERCISE.solution()
    outcome = graded(source)
    assert (outcome.code, outcome.verdict) == (0, "passed"), outcome.result["message"]


def test_what_was_printed_before_a_crash_is_shown(graded):
    outcome = graded(EXERCISE.solution().replace("    print()\n", "    1 / 0\n"))
    assert (outcome.code, outcome.verdict) == (1, "crashed")
    assert "Without a GIL" in outcome.result["output"]


def test_endless_output_is_cut_off(graded):
    outcome = graded("def replay(count, threads, schedule):\n    while True:\n        print('x' * 1000)\n")
    assert (outcome.code, outcome.verdict) == (1, "output-limit")


def test_a_seed_gives_the_same_inputs_again(gilkit):
    first = gilkit.grade(EXERCISE).result
    again = gilkit.grade("--seed", first["seed"], EXERCISE).result
    other = gilkit.grade(EXERCISE).result
    assert (again["seed"], again["explanation"]) == (first["seed"], first["explanation"])
    assert other["seed"] != first["seed"]
