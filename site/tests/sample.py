"""A small course as plain values, shaped like what the bindings give. Its figures are made up for the tests."""

import json
from types import SimpleNamespace
from typing import Any

TITLES = (
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
)
BROKEN = 'def f(a: int) -> str:\n    """Less < than & more."""\n    return f"{a}\\n"\n\n\nprint(f(1))\n'
FIXED = "print(2)  # <fixed>\n"


def slug(title: str) -> str:
    return "-".join(title.lower().replace("?", "").split())


def program_record(stdout: str, speedup: float) -> dict[str, Any]:
    figures = {"wall_s": 1.9, "cpu_s": 1.875, "queue_s": 0.004, "parallelism": 1.0125, "parallelism_low": 1.0}
    return {
        "stdout": stdout,
        "exit_code": 0,
        "printed": {"times": 4.02},
        **figures,
        **{f"speedup_{cores}": speedup for cores in (2, 4, 8, 16)},
    }


def record(gil: bool = True) -> dict[str, Any]:
    return {
        "recorded": "2026-11-22",
        "gilkit": "0.1.0",
        "machine": {"cores_online": 4, "cores_effective": 1.5, "kernel": "6.1.0"},
        "interpreter": {
            "implementation": "CPython",
            "version": "3.11.7" if gil else "3.14.0",
            "gil_enabled": gil,
            "switch_interval_s": 0.005,
        },
        "programs": {
            "broken": program_record("1 & <one>\n", 1.04),
            "fixed": program_record("2\n", 2.41),
        },
    }


def observed(*records: dict[str, Any]) -> str:
    return json.dumps({"schema": "gilkit.observed/1", "recordings": list(records or (record(),))})


def choice(text: str, when: str, right: bool) -> SimpleNamespace:
    return SimpleNamespace(text=text, because=f"Because of `{text}`.", when=when, right=right)


def lesson(**changes: Any) -> SimpleNamespace:
    bodies = {title: f"About *{title}*.\n" for title in TITLES}
    bodies["The Setup"] += f"\n```python\n{BROKEN}```\n"
    bodies["The Output"] += "\n```text\n1 & <one>\n```\n"
    bodies["The Fix"] += f"\n```python\n{FIXED}```\n\nThen do [the exercise](../../exercises/01-one/README.md).\n"
    values: dict[str, Any] = {
        "id": "one",
        "number": 1,
        "folder": "01-one",
        "title": "Lesson & one",
        "summary": "What it's *about*.",
        "sections": [SimpleNamespace(title=t, slug=slug(t), markdown=bodies[t]) for t in TITLES],
        "broken": SimpleNamespace(file="broken.py", source=BROKEN, prints=[]),
        "fixed": SimpleNamespace(file="fixed.py", source=FIXED, prints=[]),
        "second_fix": None,
        "prediction": SimpleNamespace(
            question="How long does `f` take?",
            choices=[
                choice("long", "broken.speedup_4 < 1.3 and broken.printed.times > 2", True),
                choice("short", "broken.speedup_4 >= 1.3", False),
                choice("not at all", "broken.wall_s == 0", False),
            ],
        ),
        "observed_json": observed(),
    }
    return SimpleNamespace(**(values | changes))


def exercise(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "id": "one",
        "number": 1,
        "folder": "01-one",
        "title": "Exercise one",
        "summary": "Repair it.",
        "kind": "cpu",
        "function": "run_jobs",
        "readme": "# Exercise one\n\nRead [the lesson](../../lessons/01-one/lesson.md).\n\n## The interface\n\nText.\n",
        "hints": ["## A nudge\n\nThink.\n", "No heading, just *text*.\n"],
        "stub": "submission.py",
        "stub_source": "def run_jobs():\n    pass\n",
        "workers": 4,
        "speedup": 2.0,
    }
    return SimpleNamespace(**(values | changes))


def unit(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {"id": "one", "aliases": ["uno"], "lesson": lesson(), "exercise": exercise()}
    return SimpleNamespace(**(values | changes))


def course(*units: SimpleNamespace) -> SimpleNamespace:
    second = unit(id="two", aliases=[], lesson=lesson(number=2, folder="02-two", title="Lesson two"), exercise=None)
    return SimpleNamespace(title="A course", root="/nowhere", units=list(units) or [unit(), second])
