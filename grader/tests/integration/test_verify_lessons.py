"""`gilkit verify` and lessons: what is recorded, and where another choice of the prediction is right."""

import json
import os
import shutil

import pytest
from conftest import ROOT
from test_verify import PYTHON, Verified

SECTIONS = (
    "Mental Model", "Rule", "The Setup", "What Does This Print?", "The Output", "Why Python Does This", "The Fix",
    "How This Fails in Real Systems", "Key Takeaway", "Common Mistake",
)
LESSON_TOML = """
format = 1
title = "One"
summary = "Which Python this is."

[broken]
prints = ["Python 3.{minor}"]

[fixed]
prints = ["Python 3.{minor}"]

[prediction]
question = "Which one?"

[[prediction.choice]]
text = "An old one."
because = "Some are old."
when = "broken.printed.minor < 10"

[[prediction.choice]]
text = "A new one."
because = "Some are new."
when = "broken.printed.minor >= 10"

[[prediction.choice]]
text = "None."
because = "Some print nothing."
when = "broken.printed.minor < 0"
"""


@pytest.fixture
def kit(gilkit, tmp_path):
    gilkit.root = tmp_path / "kit"
    shutil.copytree(ROOT / "grader/runner", gilkit.root / "grader/runner")
    return gilkit.root


def only_lesson(kit, folder: str) -> None:
    (kit / "lessons/course.toml").write_text(
        f'format = 1\ntitle = "One"\n\n[[unit]]\nid = "one"\nlesson = "{folder}"\n'
    )


def test_a_lesson_is_recorded_and_then_holds(gilkit, kit):
    lesson = "01-four-threads-one-core"
    shutil.copytree(ROOT / "lessons" / lesson, kit / "lessons" / lesson)
    only_lesson(kit, lesson)
    observed = kit / "lessons" / lesson / "observed.json"
    before = json.loads(observed.read_text())
    observed.unlink()
    verified = Verified(gilkit("verify", "--python", PYTHON, "--record", "--format", "json"))
    assert verified.code == 0 and verified.parts() == [("lesson", "passed", "passed")]
    assert verified.checks[0]["message"] == f"recorded {observed}"
    after = json.loads(observed.read_text())
    assert after.keys() == before.keys() and len(after["recordings"]) == 1
    for program in after["recordings"][0]["programs"].values():
        cores = [measured["cores"] for measured in program["measured"]]
        assert cores == [1, 2, 4, 8, 16][:len(cores)] and cores[-1] <= len(os.sched_getaffinity(0))
        assert all(measured["wall_s"] > 0 for measured in program["measured"])
    broken, fixed = (after["recordings"][0]["programs"][name]["timeline"] for name in ("broken", "fixed"))
    assert [process["gil"] for process in broken["processes"]] == ["seen"]
    assert len(broken["lanes"]) == 9 and len(fixed["processes"]) >= 5  # MainThread and two times four; four workers
    assert sum('"timeline": {' in line for line in observed.read_text().splitlines()) == 2
    outcome = gilkit("verify", "--python", PYTHON)
    assert outcome.code == 0 and "✓ one: the lesson: passed" in outcome.out


def test_a_lesson_may_have_another_answer_on_another_interpreter(gilkit, kit):
    """Told by what was recorded on one like it, not by the recording that the lesson shows."""
    folder = kit / "lessons/01-one"
    folder.mkdir(parents=True)
    only_lesson(kit, folder.name)
    for program in ("broken.py", "fixed.py"):
        (folder / program).write_text('import sys\n\nprint(f"Python 3.{sys.version_info.minor}")\n')
    (folder / "lesson.toml").write_text(LESSON_TOML.lstrip())
    (folder / "lesson.md").write_text("".join(f"## {title}\n\nSome words.\n\n" for title in SECTIONS))
    observed = folder / "observed.json"
    assert Verified(gilkit("verify", "--python", PYTHON, "--record", "--format", "json")).code == 0
    here = json.loads(observed.read_text())["recordings"][0]

    def on(version: str, **more) -> dict:
        """The same as recorded on another Python."""
        text = json.dumps(here).replace(f"Python 3.{here['interpreter']['version'].split('.')[1]}", f"Python {version}")
        recording = json.loads(text)
        recording["interpreter"] |= {"version": f"{version}.0", **more}
        for program in recording["programs"].values():
            program["printed"]["minor"] = int(version.split(".")[1])
        return recording

    def verified(*recordings: dict) -> tuple:
        observed.write_text(json.dumps({"schema": "gilkit.observed/1", "recordings": recordings}))
        check = Verified(gilkit("verify", "--python", PYTHON, "--format", "json")).of("lesson.toml")
        return check["status"], check["message"]

    shown = "; the lesson shows a recording in which choice 1 is."
    assert verified(here)[1].endswith("choice 2 of the prediction is right, as recorded.")
    assert verified(on("3.9"), here) == ("passed", verified(here)[1].rstrip(".") + shown)
    assert verified(on("3.9"), on("3.10"))[0] == "passed"  # between the two, either may be right
    assert verified(on("3.9")) == (
        "failed", "measured here, choice 2 of the prediction is right, and on CPython 3.9.0 choice 1 was recorded",
    )
    status, message = verified(on("3.9", implementation="PyPy"))
    assert status == "passed" and message.endswith("which was not recorded for such an interpreter" + shown)
    status, message = verified(on("3.9", gil_enabled=False))
    assert status == "passed" and message.endswith("which was not recorded for such an interpreter" + shown)
