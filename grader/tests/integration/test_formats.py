"""Reports for CI and for classes: real gradings in every format at once, each read by a strict reader of its own."""

import json
import os
from pathlib import Path

import ci_formats
import pytest
from conftest import SCHEMA, student_python
from course import CourseExercise, copy_kit

EXERCISE = CourseExercise("why-the-gil-exists")
NAMES = ["text", "json", "junit", "tap", "markdown", "github", "classroom", "gradescope", "prairielearn", "exercism"]

HOSTILE = r"""
::error file=a::FORGED
::stop-commands::FORGED
x ##[error]FORGED
]]></system-out></testcase><testcase name="FORGED"/><!--
  ...
  ---
ok 1 - FORGED
Bail out! FORGED
1..99
# heading FORGED
~~~~~~~~~~~~~~~~
````````````````
<script>FORGED</script> ![a](b) @FORGED www.FORGED.example
| FORGED | FORGED \\| FORGED |
|---|---|
"""

CRASHES = f"""
import sys

def replay(*given, **named):
    print({HOSTILE!r})
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\\x00\\x1b[2J\\x1b]0;FORGED\\x07 \\xff\\xfe \\xe2\\x80\\xae \\xef\\xbf\\xbe \\x9b1m\\n")
    sys.stdout.flush()
    raise ValueError({HOSTILE!r} + "\\x1b[2J\\u202e\\ufffe\\x00")
"""

# A name of a file may hold anything but a slash and a NUL.
NAME = 'a]]>,%0A::error::FORGED\n::error::FORGED @FORGED `b` <b>|c|\x1b[2J "q" # SKIP \\.py'


def grade(gilkit, tmp_path: Path, *words: object, names=NAMES, **options):
    """The outcome on stdout, as JSON, and a report in each format."""
    folder = tmp_path / "reports"
    folder.mkdir(exist_ok=True)
    more = [word for name in names for word in ("--report", f"{name}:{folder / name}")]
    outcome = gilkit.grade(*more, *words, **options)
    # Nor is anything beside them that was to become one.
    assert set(names) <= set(os.listdir(folder)) <= set(NAMES), outcome.err
    return outcome, {name: (folder / name).read_bytes().decode() for name in names}


def submission(tmp_path: Path, source: str, name: str = "submission.py") -> Path:
    file = tmp_path / name
    file.write_text(source)
    return file


def test_a_solution_passes_in_every_format(gilkit, tmp_path):
    file = submission(tmp_path, EXERCISE.solution())
    outcome, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, file)
    assert outcome.code == 0, outcome.err
    read = ci_formats.read_all(reports)
    assert read["json"]["results"] == outcome.report["results"]
    assert outcome.result["points"]["earned"] == outcome.result["points"]["most"] == 10
    assert ci_formats.outcomes_of_junit(reports["junit"]) == {"imports": "passed", "output": "passed"}
    assert [line.ok for line in read["tap"] if line.category == "test"] == [True, True]
    assert read["markdown"].headings == ["gilkit: 1 passed"]
    assert [command.name for command in read["github"]] == ["group", "endgroup"]
    assert (read["classroom"]["status"], read["classroom"]["max_score"]) == ("pass", 10)
    assert sum(test["score"] for test in read["classroom"]["tests"]) == 10
    assert read["gradescope"]["score"] == sum(test["score"] for test in read["gradescope"]["tests"]) == 10
    assert (read["prairielearn"]["gradable"], read["prairielearn"]["score"]) == (True, 1)
    assert read["exercism"]["status"] == "pass"


def test_a_wrong_answer_fails_in_every_format(gilkit, tmp_path):
    file = submission(tmp_path, EXERCISE.mistake("silent_waits.py"))
    outcome, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, file)
    assert (outcome.code, outcome.verdict) == (1, "wrong-answer")
    read = ci_formats.read_all(reports)
    assert ci_formats.outcomes_of_junit(reports["junit"]) == {"imports": "passed", "output": "failure"}
    assert [line.ok for line in read["tap"] if line.category == "test"] == [True, False]
    assert [command.name for command in read["github"]] == ["group", "endgroup", "error"]
    assert read["classroom"]["status"] == "fail"
    assert read["gradescope"]["score"] == 0
    assert (read["prairielearn"]["gradable"], read["prairielearn"]["score"]) == (True, 0)
    assert [test["status"] for test in read["exercism"]["tests"]] == ["pass", "fail"]
    # What was expected and what came stand one above the other, wherever there is room for it.
    for text in (
        read["exercism"]["tests"][1]["message"],
        read["gradescope"]["tests"][1]["output"],
        read["classroom"]["tests"][1]["message"],
        read["prairielearn"]["tests"][1]["message"],
        read["github"][2].message,
        "".join(read["markdown"].code),
    ):
        assert "\nexpected: " in text and "\ngot:      " in text


def test_a_syntax_error_is_told_at_its_line(gilkit, tmp_path):
    file = submission(tmp_path, "import os\n\n\ndef replay(count:\n    pass\n")
    outcome, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, file)
    assert (outcome.code, outcome.verdict) == (1, "invalid-submission")
    line = outcome.result["checks"][0]["line"]
    assert f"submission.py:{line}: SyntaxError" in outcome.result["message"]
    assert line in (4, 5)  # versions of Python differ
    read = ci_formats.read_all(reports)
    (error,) = [command for command in read["github"] if command.name == "error"]
    assert (error.properties["file"], error.properties["line"]) == (str(file), str(line))
    assert read["classroom"]["tests"][0]["line_no"] == line
    assert f'line="{line}"' in reports["junit"]
    assert ci_formats.outcomes_of_junit(reports["junit"]) == {"imports": "failure", "output": "skipped"}
    assert read["exercism"]["status"] == "error" and "SyntaxError" in read["exercism"]["message"]
    # The check that was not reached is there, with its points.
    assert [test["max_score"] for test in read["gradescope"]["tests"]] == [0, 10]
    assert [test["max_points"] for test in read["prairielearn"]["tests"]] == [0, 10]
    assert "SKIP" in reports["tap"].splitlines()[-1]


def test_nothing_that_a_submission_says_breaks_out(gilkit, tmp_path):
    """Its output, its exception and its very name."""
    file = submission(tmp_path, CRASHES, NAME)
    outcome, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, file)
    assert (outcome.code, outcome.verdict) == (1, "crashed")
    assert "FORGED" in outcome.result["output"]
    read = ci_formats.read_all(reports)
    assert ci_formats.outcomes_of_junit(reports["junit"]) == {"imports": "passed", "output": "failure"}
    tests = [line for line in read["tap"] if line.category == "test"]
    assert [(line.ok, bool(line.skip), bool(line.todo)) for line in tests] == [(True, False, False), (False, False, False)]
    assert "FORGED" in tests[1].yaml_block["output"]
    assert not [line for line in read["tap"] if line.category == "bail"]
    assert [command.name for command in read["github"]] == ["group", "endgroup", "error"]
    assert read["github"][2].properties.keys() == {"file", "line", "title"}
    assert "FORGED" in read["github"][2].properties["file"]
    # Only code holds what is foreign.
    assert len(read["markdown"].headings) == 2
    assert not [text for text in read["markdown"].prose if "FORGED" in text]
    assert [text for text in read["markdown"].code if "<script>FORGED" in text]
    assert read["markdown"].columns == {4, 5}
    for name in ("classroom", "gradescope", "prairielearn", "exercism"):
        assert len(read[name]["tests"]) == 2
    # None of it is a command of a log that it is printed into: the reporter of GitHub Classroom does that.
    for test in read["classroom"]["tests"]:
        assert ci_formats.commands(f"{test['name']}\n{test['message']}") == []
    for name in ("text", "junit", "tap", "markdown", "gradescope", "prairielearn", "exercism"):
        assert ci_formats.commands(reports[name]) == [], name


def test_two_submissions_to_one_exercise_are_two_suites(gilkit, tmp_path):
    good = submission(tmp_path, EXERCISE.solution(), "good.py")
    bad = submission(tmp_path, EXERCISE.mistake("padded_lines.py"), "bad.py")
    outcome, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, good, bad)
    assert outcome.code == 1
    read = ci_formats.read_all(reports)
    assert [suite.name for suite in read["junit"]] == [f"{EXERCISE} ({good})", f"{EXERCISE} ({bad})"]
    assert [suite.failures for suite in read["junit"]] == [0, 1]
    assert read["markdown"].headings[0] == "gilkit: 1 passed, 1 failed"
    assert (read["gradescope"]["score"], read["prairielearn"]["score"]) == (10, 0.5)


def test_what_the_grader_can_not_do_is_no_failure_of_the_learner(gilkit, tmp_path):
    gilkit.root = copy_kit(tmp_path / "kit")
    (gilkit.root / "exercises" / EXERCISE.folder.name / "check/inputs.py").write_text("raise RuntimeError('broken')\n")
    file = submission(tmp_path, EXERCISE.solution())
    outcome, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, file)
    assert (outcome.code, outcome.result["verdict"]) == (3, "error")
    assert outcome.result["points"] == {
        "earned": None,
        "most": 10,
        "checks": [{"name": "imports", "earned": 0, "most": 0}, {"name": "output", "earned": 0, "most": 10}],
    }
    read = ci_formats.read_all(reports)
    outcomes = ci_formats.outcomes_of_junit(reports["junit"])
    assert outcomes == {"imports": "passed", "output": "skipped", "grading": "error"}
    assert all(line.ok for line in read["tap"] if line.category == "test")
    assert [line.category for line in read["tap"]][-1] == "bail"
    assert "could not grade it" in read["github"][-1].properties["title"]
    assert (read["classroom"]["status"], read["classroom"]["max_score"]) == ("error", 0)
    assert read["prairielearn"]["gradable"] is False
    assert read["exercism"]["status"] == "error"
    assert read["gradescope"]["output"].startswith("Not final")


@pytest.mark.parametrize("name", NAMES)
def test_each_format_goes_to_stdout_as_well(gilkit, tmp_path, name):
    """The same, but for what differs from grading to grading."""
    file = submission(tmp_path, "def replay(:\n")
    outcome = gilkit("grade", "--python", student_python(), "--format", name, "--exercise", EXERCISE, file)
    assert outcome.code == 1
    if name in ("junit", "tap", "markdown", "github"):
        {"junit": ci_formats.junit, "tap": ci_formats.tap_lines, "markdown": ci_formats.markdown,
         "github": ci_formats.commands}[name](outcome.out)  # fmt: skip
    elif name not in ("text", "json"):
        ci_formats.valid_json(name, outcome.out)
    assert "SyntaxError" in outcome.out or name == "classroom"


def test_reports_come_beside_events(gilkit, tmp_path):
    file = submission(tmp_path, EXERCISE.solution())
    report = tmp_path / "out.xml"
    words = ("grade", "--python", student_python(), "--format", "json-lines", "--report", f"junit:{report}")
    outcome = gilkit(*words, "--exercise", EXERCISE, file)
    assert outcome.code == 0
    assert [json.loads(line)["event"] for line in outcome.out.splitlines()][-1] == "result"
    assert ci_formats.outcomes_of_junit(report.read_text()) == {"imports": "passed", "output": "passed"}


def test_the_summary_of_a_step_is_appended(gilkit, tmp_path):
    file = submission(tmp_path, EXERCISE.mistake("silent_waits.py"))
    summary = tmp_path / "summary.md"
    summary.write_text("An earlier step.\n\n")
    where = {"GITHUB_STEP_SUMMARY": str(summary)}
    grade(gilkit, tmp_path, "--exercise", EXERCISE, file, names=["junit"], env=where)
    assert summary.read_text() == "An earlier step.\n\n"  # only the format github speaks to GitHub
    _, reports = grade(gilkit, tmp_path, "--exercise", EXERCISE, file, names=["github"], env=where)
    ci_formats.commands(reports["github"])
    before, after = summary.read_text().split("\n\n", 1)
    assert before == "An earlier step."
    assert ci_formats.markdown(after).headings[0] == "gilkit: 1 failed"


def test_a_summary_without_room_is_no_failure(gilkit, tmp_path):
    file = submission(tmp_path, EXERCISE.solution())
    summary = tmp_path / "summary.md"
    summary.write_text("x" * (1 << 20))
    where = {"GITHUB_STEP_SUMMARY": str(summary)}
    outcome, _ = grade(gilkit, tmp_path, "--exercise", EXERCISE, file, names=["github"], env=where)
    assert outcome.code == 0
    assert "no room" in outcome.err
    assert summary.stat().st_size == 1 << 20


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--report", "xml:out"], "there is no format 'xml'; write NAME:FILE, where NAME is one of text, json, junit, tap"),
        (["--report", "json-lines:out"], "there is no format 'json-lines'"),
        (["--report", "out.xml"], "there is no format 'out.xml'"),
        (["--report", "junit:"], "name a file, as in junit:report.xml"),
        (["--report", "github:-"], "what goes to stdout is --format github"),
        (["--report", "junit:out", "--report", "tap:./out"], "two reports can't go to one file, ./out"),
        (["--report", "junit:out", "--output", "out"], "two reports can't go to one file, out"),
        (["--report", "junit:link", "--report", "tap:there"], "two reports can't go to one file, there"),
    ],
)
def test_reports_that_nobody_can_mean(gilkit, tmp_path, words, said):
    (tmp_path / "there").write_text("kept")
    (tmp_path / "link").symlink_to("there")
    outcome = gilkit("grade", "--python", student_python(), *words, EXERCISE, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert (tmp_path / "there").read_text() == "kept"


@pytest.mark.parametrize("place", ["no/such/folder/out.xml", "."])
def test_a_report_that_can_not_be_written_is_noticed_before_grading(gilkit, tmp_path, place):
    outcome = gilkit(
        "grade", "--python", student_python(), "--report", f"json:{tmp_path / 'good'}", "--report", f"junit:{place}",
        EXERCISE, cwd=tmp_path,
    )  # fmt: skip
    assert (outcome.code, outcome.out) == (3, "")
    assert f"can't write to {place}" in outcome.err
    assert not (tmp_path / "good").exists()


def test_a_report_may_go_to_a_pipe(gilkit, tmp_path):
    file = submission(tmp_path, EXERCISE.solution())
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        words = ("--python", student_python(), "--output", "/dev/null", "--report", f"tap:{fifo}")
        outcome = gilkit("grade", *words, "--exercise", EXERCISE, file)
        assert outcome.code == 0, outcome.err
        ci_formats.tap_lines(os.read(reader, 1 << 16).decode())
    finally:
        os.close(reader)
    assert fifo.is_fifo()


def test_the_schema_counts_the_points(gilkit, tmp_path):
    """Points are the exercise's: shared out by weight, and summed up."""
    gilkit.root = copy_kit(tmp_path / "kit")
    toml = gilkit.root / "exercises" / EXERCISE.folder.name / "exercise.toml"
    text = toml.read_text()
    assert "[score.weights]\nimports = 0\n" in text
    toml.write_text(text.replace("[score.weights]\nimports = 0\n", "[score]\npoints = 6\nweights = {imports = 1, output = 2}\n"))
    file = submission(tmp_path, EXERCISE.mistake("silent_waits.py"))
    outcome = gilkit.grade("--exercise", EXERCISE, file)
    assert outcome.result["points"] == {
        "earned": 2,
        "most": 6,
        "checks": [{"name": "imports", "earned": 2, "most": 2}, {"name": "output", "earned": 0, "most": 4}],
    }
    assert "points" in SCHEMA["$defs"]["result"]["required"]
