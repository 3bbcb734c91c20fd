"""The Python module `gilkit`: what the site gets to see of a course, and of a wrong one."""

import gc
import json
import re
import threading

import gilkit
import pytest

TITLES = [
    "Mental Model",
    "Rule",
    "The Setup",
    "What Does This Print?",
    "The Output",
    "Why Python Does This",
    "The Fix",
    "How This Fails in Real Systems",
    "Key Takeaway",
    "Common Mistake",
]

COURSE_TOML = """\
format = 1
title = "A small course"

[[unit]]
id = "one"
aliases = ["first"]
lesson = "01-one"

[[unit]]
id = "two"
exercise = "01-two"
"""

LESSON_TOML = """\
format = 1
title = "Lesson one"
summary = "It shows one thing."
[broken]
prints = ["took {took_s} s"]
[fixed]
prints = ["done"]
[prediction]
question = "How long?"
[[prediction.choice]]
text = "Short"
because = "It is small."
when = "broken.printed.took_s < 1"
[[prediction.choice]]
text = "Long"
because = "It is big."
when = "broken.printed.took_s >= 1 and broken.printed.took_s < 9"
[[prediction.choice]]
text = "For ever"
because = "It is endless."
when = "broken.printed.took_s >= 9"
"""

EXERCISE_TOML = """\
format = 1
title = "Exercise two"
summary = "Do it in parallel."
kind = "cpu"
function = "run_jobs"
stub_fails_with = "not-parallel"
[cpu]
workers = 4
speedup = 2.5
[[mistake]]
file = "wrong.py"
reason = "wrong-answer"
summary = "Forgets the last job."
"""

STUB = "def run_jobs(jobs, workers):\n    return [job() for job in jobs]  # 🐍\n"


def run(stdout, printed):
    return {"stdout": stdout, "exit_code": 0, "printed": printed, "wall_s": 1.25}


OBSERVED = {
    "schema": "gilkit.observed/1",
    "recordings": [
        {
            "recorded": "2026-11-22",
            "machine": {"cores_online": 2},
            "interpreter": {"implementation": "CPython", "version": "3.11.7"},
            "programs": {"broken": run("took 2.50 s\n", {"took_s": 2.5}), "fixed": run("done\n", {})},
        }
    ],
}


@pytest.fixture
def root(tmp_path):
    """A course without fault."""
    body = {"The Setup": "{{code broken}}", "The Output": "{{output broken}}\n\nIt took {{broken.wall_s:.1f}} s."}
    files = {
        "lessons/course.toml": COURSE_TOML,
        "lessons/01-one/lesson.toml": LESSON_TOML,
        "lessons/01-one/lesson.md": "".join(f"## {title}\n\n{body.get(title, 'Text.')}\n\n" for title in TITLES),
        "lessons/01-one/broken.py": "print('took', 2.5, 's')\n",
        "lessons/01-one/fixed.py": "print('done')\n",
        "lessons/01-one/observed.json": json.dumps(OBSERVED),
        "exercises/01-two/exercise.toml": EXERCISE_TOML,
        "exercises/01-two/README.md": "# Exercise two\n",
        "exercises/01-two/hints.md": "## Look\n\nAt the threads.\n\n## Use\n\nProcesses.\n",
        "exercises/01-two/submission.py": STUB,
        "exercises/01-two/check/reference.py": STUB,
        "exercises/01-two/check/inputs.py": "def cases(seed):\n    return []\n",
        "exercises/01-two/check/mistakes/wrong.py": STUB,
        "solutions/01-two/submission.py": STUB,
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def attributes(value):
    return [name for name in dir(value) if not name.startswith("_")]


def test_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", gilkit.__version__)


def test_course(root):
    course = gilkit.load_course(str(root))
    assert course.title == "A small course"
    assert course.root == str(root)
    assert [unit.id for unit in course.units] == ["one", "two"]
    assert course.units[0].aliases == ["first"]
    assert course.units[0].exercise is None
    assert course.units[1].lesson is None


def test_a_path_object_is_a_root_too(root):
    assert gilkit.load_course(root).title == gilkit.load_course(root=str(root)).title


def test_lesson(root):
    lesson = gilkit.load_course(str(root)).units[0].lesson
    assert (lesson.id, lesson.number, lesson.folder) == ("one", 1, "01-one")
    assert (lesson.title, lesson.summary) == ("Lesson one", "It shows one thing.")
    assert [section.title for section in lesson.sections] == TITLES
    assert lesson.sections[3].slug == "what-does-this-print"
    assert lesson.sections[2].markdown == "```python\nprint('took', 2.5, 's')\n```\n"
    assert lesson.sections[4].markdown == "```text\ntook 2.50 s\n```\n\nIt took 1.2 s.\n"
    assert (lesson.broken.file, lesson.fixed.file) == ("broken.py", "fixed.py")
    assert lesson.broken.source == "print('took', 2.5, 's')\n"
    assert lesson.broken.prints == ["took {took_s} s"]
    assert json.loads(lesson.observed_json) == OBSERVED


def test_prediction(root):
    prediction = gilkit.load_course(str(root)).units[0].lesson.prediction
    assert prediction.question == "How long?"
    assert [choice.right for choice in prediction.choices] == [False, True, False]
    choice = prediction.choices[0]
    assert (choice.text, choice.because, choice.when) == ("Short", "It is small.", "broken.printed.took_s < 1")


def test_exercise(root):
    exercise = gilkit.load_course(str(root)).units[1].exercise
    assert (exercise.id, exercise.number, exercise.folder) == ("two", 1, "01-two")
    assert (exercise.title, exercise.summary) == ("Exercise two", "Do it in parallel.")
    assert (exercise.kind, exercise.function) == ("cpu", "run_jobs")
    assert exercise.readme == "# Exercise two\n"
    assert exercise.hints == ["## Look\n\nAt the threads.\n", "## Use\n\nProcesses.\n"]
    assert exercise.stub_source == STUB
    assert (exercise.workers, exercise.speedup) == (4, 2.5)


def test_everything_is_read_only(root):
    course = gilkit.load_course(str(root))
    lesson = course.units[0].lesson
    values = [course, course.units[0], lesson, lesson.sections[0], lesson.broken, lesson.prediction]
    values += [lesson.prediction.choices[0], course.units[1].exercise]
    for value in values:
        assert attributes(value)
        for name in attributes(value):
            with pytest.raises(AttributeError):
                setattr(value, name, getattr(value, name))
        with pytest.raises(AttributeError):
            value.something_new = 1
        with pytest.raises(TypeError):
            type(value)()
    course.units.clear()  # a list of the caller's own
    assert len(course.units) == 2


def test_parts_outlive_the_name_of_their_course(root):
    choice = gilkit.load_course(str(root)).units[0].lesson.prediction.choices[1]
    gc.collect()
    assert (choice.text, choice.right) == ("Long", True)


def test_everything_is_documented():
    for name in ["load_course", "ContentError", "Course", "Unit", "Lesson", "Section", "Program", "Prediction"]:
        assert getattr(gilkit, name).__doc__
    assert gilkit.__doc__


def test_a_wrong_course_names_every_fault(root):
    (root / "lessons/course.toml").write_text(COURSE_TOML.replace("lesson =", "lessson ="))
    (root / "exercises/01-two/README.md").unlink()
    with pytest.raises(gilkit.ContentError) as caught:
        gilkit.load_course(str(root))
    faults = caught.value.diagnostics
    assert faults == [
        "lessons/course.toml:7: unknown key 'lessson'; did you mean 'lesson'?",
        "exercises/01-two/README.md: this file is missing; create it",
    ]
    assert str(caught.value) == "\n".join(faults)
    assert isinstance(caught.value, Exception)


def test_a_folder_without_a_course(tmp_path):
    with pytest.raises(gilkit.ContentError) as caught:
        gilkit.load_course(str(tmp_path))
    assert len(caught.value.diagnostics) == 1
    assert "there is no course" in caught.value.diagnostics[0]


def test_a_root_that_is_no_path():
    with pytest.raises(TypeError):
        gilkit.load_course(7)


def test_threads_load_at_the_same_time(root):
    titles = []
    threads = [threading.Thread(target=lambda: titles.append(gilkit.load_course(str(root)).title)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles == ["A small course"] * 4
