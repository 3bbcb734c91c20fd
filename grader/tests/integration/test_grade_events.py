"""`--format json-lines`: what is known of a submission is told as soon as it is known, a line of JSON each."""

import json
import signal
import subprocess

import jsonschema
import pytest
from conftest import ROOT, SCHEMA, solution, student_python, with_body
from course import CourseExercise
from waiting import wait_for

# Tools of ours that know no second file take a schema that holds what it refers to.
EVENTS = json.loads((ROOT / "grader/schema/grade-events.schema.json").read_text().replace(SCHEMA["$id"] + "#", "#"))
EVENTS["$defs"] |= SCHEMA["$defs"]
VALIDATOR = jsonschema.Draft202012Validator(EVENTS)

HANG = with_body("import time; time.sleep(1000)")


def event_of(line: str) -> dict:
    assert line.endswith("\n")
    event = json.loads(line)
    VALIDATOR.validate(event)
    return event


def start(gilkit, *words, **options) -> subprocess.Popen:
    return gilkit.start("grade", "--python", student_python(), "--format", "json-lines", *words, **options)


def read_until(process: subprocess.Popen, event: str, name: str | None = None) -> list[dict]:
    """The events up to that one, as they come."""
    events = []
    for line in process.stdout:
        events.append(event_of(line))
        if events[-1]["event"] == event and name in (None, events[-1].get("name")):
            return events
    pytest.fail(f"no {event} {name or ''} in {events}")


@pytest.fixture
def events(gilkit):
    """All events of a grading, and its exit code."""

    def grade(*words, **options) -> tuple[int, list[dict]]:
        outcome = gilkit("grade", "--python", student_python(), "--format", "json-lines", *words, **options)
        assert outcome.err == ""
        return outcome.code, [event_of(line) for line in outcome.out.splitlines(keepends=True)]

    return grade


def checks_of(events: list[dict]) -> list[dict]:
    return [{key: event[key] for key in event if key != "event"} for event in events if event["event"] == "check"]


def assert_whole(events: list[dict]) -> dict:
    """From the start of one submission to its result, which is returned; each check of that is told before it."""
    assert [event["event"] for event in events if event["event"] not in ("progress", "check")] == ["started", "result"]
    first, last = events[0], events[-1]
    assert (first["event"], last["event"]) == ("started", "result")
    assert (first["exercise"], first["submission"]) == (last["exercise"], last["submission"])
    names = [check["name"] for check in last["checks"]]
    assert checks_of(events) == last["checks"]
    assert len(set(names)) == len(names)
    return last


KINDS = {
    "why-the-gil-exists": ["imports", "output"],
    "plus-equals": ["imports", "answers", "threads", "schedules"],
    "threads-do-help-io": ["imports", "cases", "once", "bound", "concurrent", "answers"],
    "the-pdf-invoices": ["imports", "cases", "answers", "median", "p99", "gap"],
    "four-threads-one-core": ["imports", "cases", "parallel", "answers", "work", "speedup"],
    "release-it-in-cpp": ["compiles", "cases", "parallel", "answers", "work", "speedup"],
}


@pytest.mark.parametrize("exercise", KINDS)
def test_each_kind_tells_its_checks_in_its_order(events, exercise):
    code, told = events(CourseExercise(exercise).solution_file)
    result = assert_whole(told)
    assert (code, result["verdict"]) == (0, "passed"), result["message"]
    assert [check["name"] for check in result["checks"]] == KINDS[exercise]
    assert {check["status"] for check in result["checks"]} == {"passed"}
    # What comes first is told before the work begins, not with the result.
    first_check = next(i for i, event in enumerate(told) if event["event"] == "check")
    assert "progress" in [event["event"] for event in told[first_check:]]


def test_that_it_looks_parallel_is_told_to_who_waits(events):
    _, told = events(CourseExercise("four-threads-one-core").solution_file)
    assert any("parallel so far" in event.get("what", "") for event in told)


def test_a_submission_that_is_not_parallel(events):
    code, told = events("four-threads-one-core")
    result = assert_whole(told)
    assert (code, result["reason"]) == (1, "not-parallel")
    assert [(check["name"], check["status"]) for check in result["checks"]] == [
        ("imports", "passed"),
        ("cases", "passed"),
        ("parallel", "failed"),
        ("answers", "passed"),
        ("work", "skipped"),
        ("speedup", "skipped"),
    ]


def test_what_is_stuck_under_a_schedule_was_right_in_plain_calls(events, tmp_path):
    race = CourseExercise("plus-equals")
    file = tmp_path / "submission.py"
    file.write_text(race.mistake("opposite_orders.py"))
    code, told = events("--exercise", race.id, file)
    result = assert_whole(told)
    assert (code, result["reason"]) == (1, "deadlock")
    assert [check["name"] for check in result["checks"]] == ["imports", "answers", "schedules"]
    assert result["checks"][-1] == {
        "name": "schedules",
        "status": "failed",
        "message": result["message"],
        "expected": None,
        "actual": None,
        "line": None,
    }


def test_a_typing_error_is_told_before_anything_else(events, submission):
    code, told = events(submission("def run_jobs(:\n"))
    result = assert_whole(told)
    assert (code, result["reason"]) == (1, "invalid-submission")
    assert [event["event"] for event in told] == ["started", "progress", "check", "result"]
    assert [(check["name"], check["status"]) for check in result["checks"]] == [("imports", "failed")]


def test_submissions_are_told_one_after_the_other(events, submission):
    wrong = submission(with_body("return None"), "wrong.py")
    broken = submission("def run_jobs(:\n", "broken.py")
    code, told = events(wrong, broken)
    second = [event["event"] for event in told].index("result") + 1
    assert code == 1
    assert assert_whole(told[:second])["submission"] == str(wrong)
    assert assert_whole(told[second:])["submission"] == str(broken)


def test_a_hostile_submission_writes_no_event(events, submission):
    forged = json.dumps({"event": "check", "name": "forged", "status": "passed", "message": "", "expected": None, "actual": None})
    code, told = events(submission(with_body(f"print('''\\n{forged}''', flush=True)\nreturn None")))
    result = assert_whole(told)
    assert (code, result["reason"]) == (1, "wrong-answer")
    assert "forged" in result["output"]


def test_the_first_word_comes_while_the_submission_runs(gilkit, submission):
    """Whoever follows hears that it can be imported, and may then call it off: nothing is left."""
    process = start(gilkit, submission(HANG))
    told = read_until(process, "check")
    assert (told[0]["event"], told[-1]["name"], told[-1]["status"]) == ("started", "imports", "passed")
    wait_for(lambda: gilkit.running("runner.py"))
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert '"result"' not in out and err == "gilkit: interrupted; nothing was left running\n"
    gilkit.assert_nothing_left()


@pytest.mark.parametrize("last", ["run 1", "run 2", "run 4"])
def test_it_is_called_off_in_the_middle_of_measuring(gilkit, submission, last):
    process = start(gilkit, submission(solution()))
    for line in process.stdout:
        if event_of(line).get("what", "").startswith(last):
            break
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert '"result"' not in out
    gilkit.assert_nothing_left()


def test_a_reader_that_goes_away_ends_the_grading(gilkit, submission):
    process = start(gilkit, submission(solution()))
    read_until(process, "check")
    process.stdout.close()
    assert process.wait(timeout=120) == 3
    assert process.stderr.read() == "gilkit: can't write the result: write: Broken pipe; nothing was left running\n"
    gilkit.assert_nothing_left()


def test_a_file_is_where_the_shell_sends_it(gilkit, submission, tmp_path):
    outcome = gilkit("grade", "--format", "json-lines", "--output", tmp_path / "events", submission(solution()))
    assert (outcome.code, outcome.out) == (2, "")
    assert "instead of --output FILE" in outcome.err
    assert not (tmp_path / "events").exists()
