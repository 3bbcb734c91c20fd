"""results.json: all that was recorded, as it was recorded, in the format that is described."""

import json
import os
from pathlib import Path
from typing import Any

import gilkit
import jsonschema  # type: ignore[import]
import pytest
from sample import course, lesson, observed, record, unit
from sitegen.course import Course
from sitegen.gather import gather
from sitegen.offers import results
from sitegen.routes import BaseUrl

ROOT = Path(os.environ["GILKIT_ROOT"])
SCHEMA = json.loads(results.SCHEMA_FILE.read_text())
STATES = {"holds": 0.5, "waits": 0.25, "native": 0.0, "starved": 0.0, "lock": 0.0, "io": 0.0, "sleeps": 0.0}
PROCESS = {
    "pid": 7,
    "program": "python3.11",
    "gil": "seen",
    "unseen_because": None,
    "version": "3.11.7",
    "free_threaded": False,
    "gils": 1,
    "gil_switches": 3,
}
LANE = {"process": 0, "tid": 7, "name": "python3", "python_name": "MainThread", "gil": 0, "spent_s": STATES}


def timeline() -> dict[str, Any]:
    lanes = [{**LANE, "spans": [["holds", 0.0, 0.5], ["waits", 0.5, 0.75]]}]
    numbers = {"length_s": 0.75, "rate_hz": 1000.0, "looks": 750, "missed_looks": 0, "grain_s": 0.0, "other_threads": 0}
    return {**numbers, "other_threads_spent_s": STATES, "processes": [PROCESS], "lanes": lanes}


def whole_record() -> dict[str, Any]:
    made = record()
    made["programs"]["broken"]["timeline"] = timeline()
    made["programs"]["broken"]["measured"] = [{"cores": 1, "wall_s": 1.2}, {"cores": 2, "wall_s": 0.7000000000000001}]
    return made


def files(made: object, base: str = "") -> dict[str, bytes]:
    return results.files(made, "0.1.0", BaseUrl(base))  # type: ignore[arg-type]


def document(made: object, base: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(made, base)["results.json"])
    return found


def errors(value: object) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(value)]


@pytest.fixture(scope="module")
def real() -> Course:
    return gilkit.load_course(str(ROOT))


def test_the_schema_is_one_and_describes_everything() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for name, about in SCHEMA["$defs"].items():
        if about.get("type") == "object" and name != "seconds_by_state":
            assert about["additionalProperties"] is False, name


def test_the_real_results_are_as_described(real: Course) -> None:
    assert errors(document(real)) == []
    assert len(document(real)["lessons"]) == sum(unit.lesson is not None for unit in real.units)


def test_the_real_results_are_figure_for_figure_those_of_the_lessons(real: Course) -> None:
    found = {each["id"]: each for each in document(real)["lessons"]}
    for each in real.units:
        if each.lesson:
            recorded = json.loads(each.lesson.observed_json)["recordings"]
            for recording in recorded:
                for program in recording["programs"].values():
                    for lane in program.get("timeline", {}).get("lanes", []):
                        del lane["spans"]
            assert found[each.id]["recordings"] == recorded


def test_a_record_with_all_that_there_can_be() -> None:
    made = course(unit(lesson=lesson(observed_json=observed(whole_record()))))
    found = document(made)
    assert errors(found) == []
    program = found["lessons"][0]["recordings"][0]["programs"]["broken"]
    assert program["measured"][1]["wall_s"] == 0.7000000000000001
    assert program["timeline"]["lanes"] == [LANE]


def test_the_whole_record_lies_beside_it_as_it_is() -> None:
    text = observed(whole_record())
    made = course(unit(lesson=lesson(observed_json=text)))
    address = document(made)["lessons"][0]["record"]
    assert files(made)[address].decode() == text
    assert "spans" in text and b"spans" not in files(made)["results.json"]


def test_addresses_are_absolute_where_the_sites_own_is_known() -> None:
    made = course()
    for base, begin in (("", ""), ("https://example.org/gil/", "https://example.org/gil/")):
        found = document(made, base)
        assert found["described_by"] == f"{begin}schema/results.schema.json"
        assert found["lessons"][0]["page"] == f"{begin}lessons/one.html"
        assert found["lessons"][0]["record"] == f"{begin}results/one.json"
        assert found["described_by"].removeprefix(begin) in files(made, base)


def test_a_lesson_that_was_not_recorded_is_left_out() -> None:
    made = course(unit(lesson=lesson(observed_json="")), unit(id="two", aliases=[]))
    assert [each["id"] for each in document(made)["lessons"]] == ["two"]


def test_it_is_on_the_site() -> None:
    site, _ = gather(course(), "0.1.0", BaseUrl())  # type: ignore[arg-type]
    assert {"results.json", "schema/results.schema.json", "results/one.json"} <= site.files.keys()
    assert site.files["schema/results.schema.json"] == results.SCHEMA_FILE.read_bytes()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda found: found.pop("gilkit"),
        lambda found: found.update(more=1),
        lambda found: found["lessons"][0].update(recordings=[]),
        lambda found: found["lessons"][0]["recordings"][0].update(recorded="yesterday"),
        lambda found: found["lessons"][0]["recordings"][0]["programs"].pop("fixed"),
        lambda found: found["lessons"][0]["recordings"][0]["programs"]["broken"].update(wall_s="1 s"),
        lambda found: found["lessons"][0]["recordings"][0]["programs"]["broken"].update(wall_s=-1),
    ],
)
def test_the_schema_can_say_no(break_it: Any) -> None:
    found = document(course())
    assert errors(found) == []
    break_it(found)
    assert errors(found) != []
