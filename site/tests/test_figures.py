"""Recorded figures and conditions, as they are shown."""

import json

import pytest
from sample import record
from sitegen import figures
from sitegen.observed import ObservedError, Recording, read


@pytest.fixture
def recording() -> Recording:
    return Recording(record())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps({"schema": "gilkit.observed/2", "recordings": [record()]}),
        json.dumps({"schema": "gilkit.observed/1", "recordings": []}),
    ],
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ObservedError):
        read(text)


def test_paths_may_abbreviate_the_programs(recording: Recording) -> None:
    assert recording.get("broken.printed.times") == recording.get("programs.broken.printed.times") == 4.02
    assert recording.get("recorded") == "2026-11-22"


@pytest.mark.parametrize("path", ["broken.speedup_3", "machine.cores_online.x", "nothing", ""])
def test_a_missing_figure_is_named(recording: Recording, path: str) -> None:
    with pytest.raises(ObservedError, match=f"'{path}' was not recorded"):
        recording.get(path)


@pytest.mark.parametrize("path", ["recorded", "interpreter.gil_enabled", "machine"])
def test_only_numbers_are_figures(recording: Recording, path: str) -> None:
    with pytest.raises(ObservedError, match="not a number"):
        recording.number(path)


@pytest.mark.parametrize(
    ("op", "held"), [("<", False), ("<=", True), (">", False), (">=", True), ("==", True), ("!=", False)]
)
def test_comparisons(recording: Recording, op: str, held: bool) -> None:
    (part,) = recording.comparisons(f"broken.wall_s {op} 1.9")
    assert part.held is held


def test_a_condition_shows_each_part_with_its_value(recording: Recording) -> None:
    first, second = figures.conditions(recording, "broken.speedup_4 < 1.3 and fixed.printed.times>2e0")
    assert (first.code, first.recorded, first.held) == ("broken.speedup_4 < 1.3", "1.04", True)
    assert first.meaning == "broken.py’s speedup on 4 idle cores"
    assert (second.code, second.recorded, second.held) == ("fixed.printed.times > 2", "4.02", True)


def test_rounding_never_contradicts_the_outcome() -> None:
    data = record()
    data["programs"]["broken"]["speedup_4"] = 1.299999
    (part,) = figures.conditions(Recording(data), "broken.speedup_4 < 1.3")
    assert (part.recorded, part.held) == ("1.299999", True)


@pytest.mark.parametrize(("value", "text"), [(4, "4"), (4.0, "4"), (0.5, "0.5"), (1.99995, "2"), (136789.0, "136789")])
def test_numbers_have_the_digits_that_a_reader_needs(value: float, text: str) -> None:
    assert figures.plain_number(value) == text


@pytest.mark.parametrize(
    ("path", "spec", "text"),
    [
        ("broken.printed.times", None, "4.02"),
        ("broken.printed.times", ".0f", "4"),
        ("broken.printed.times", "6.1f", "   4.0"),
        ("machine.cores_online", None, "4"),
        ("machine.cores_online", ".1f", "4.0"),
        ("interpreter.gil_enabled", None, "true"),
        ("interpreter.version", None, "3.11.7"),
        ("broken.wall_s", None, "1.90"),
    ],
)
def test_a_figure_is_quoted_as_in_a_lesson(recording: Recording, path: str, spec: str | None, text: str) -> None:
    assert figures.quoted(recording, path, spec) == text


@pytest.mark.parametrize(
    ("path", "spec"),
    [
        ("broken.printed.times", ""),
        ("broken.printed.times", "s"),
        ("broken.printed.times", "d"),
        ("broken.printed.times", ".1000f"),
        ("broken.printed.times", "{x}"),
        ("interpreter.version", ".1f"),
        ("machine", None),
    ],
)
def test_a_format_that_does_not_fit_is_refused(recording: Recording, path: str, spec: str | None) -> None:
    with pytest.raises(ObservedError):
        figures.quoted(recording, path, spec)


@pytest.mark.parametrize("when", ["", "broken.wall_s", "broken.wall_s ~ 1", "broken.wall_s < 1 or broken.wall_s > 2"])
def test_what_is_no_condition_is_refused(recording: Recording, when: str) -> None:
    with pytest.raises(ObservedError):
        recording.comparisons(when)


def test_a_recording_says_where_it_was_made(recording: Recording) -> None:
    view = figures.recording_view(recording)
    assert view.interpreter == "CPython 3.11.7 with its GIL"
    assert view.switch_interval == "5 ms"
    assert view.machine == "4 cores, of which 1.5 usable, Linux 6.1.0"


def test_every_figure_has_a_unit(recording: Recording) -> None:
    cells = {row.label: (row.broken, row.fixed) for row in figures.recording_view(recording).figures}
    assert cells == {
        "Wall time": ("1.90 s", "1.90 s"),
        "CPU time": ("1.88 s", "1.88 s"),
        "Waited for a core": ("< 0.01 s", "< 0.01 s"),
        "Parallelism": ("1.01 cores", "1.01 cores"),
        **{f"Speedup on {cores} idle cores": ("1.04 ×", "2.41 ×") for cores in (2, 4, 8, 16)},
    }


def test_an_interpreter_without_a_gil_says_so() -> None:
    data = record(gil=False)
    del data["interpreter"]["switch_interval_s"]
    view = figures.recording_view(Recording(data))
    assert view.interpreter == "CPython 3.14.0 without a GIL"
    assert view.switch_interval == ""


def test_of_a_program_that_mostly_waits_no_speedup_is_shown() -> None:
    data = record()
    data["programs"]["broken"]["parallelism"] = 0.08
    rows = {row.label: row for row in figures.recording_view(Recording(data)).figures}
    row = rows["Speedup on 4 idle cores"]
    assert row.broken == "–" and row.fixed.endswith("×")
    data["programs"]["fixed"]["parallelism"] = 0.38
    labels = [row.label for row in figures.recording_view(Recording(data)).figures]
    assert labels == ["Wall time", "CPU time", "Waited for a core", "Parallelism"]
