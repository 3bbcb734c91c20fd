"""What a timeline is told to be in words, and what its scrubber reads."""

import copy
import gzip
import json
import re
from typing import Any

import gilkit
import pytest
from sitegen.pictures import drawn, moments, timeline
from sitegen.pictures.drawn import Drawn, Row
from sitegen.pictures.errors import PictureError
from sitegen.pictures.palette import palette
from sitegen.pictures.timeline import Timeline
from timelines import convoy, lane, process, threads, workers
from timelines import timeline as recorded


def both(data: dict[str, Any]) -> tuple[Timeline, Drawn]:
    picture = drawn.read(gilkit.timeline_svg(json.dumps(data), "x"), palette())
    return timeline.read(data, picture.rows), picture


def told(data: dict[str, Any]) -> str:
    made, picture = both(data)
    return timeline.text_alternative("broken.py", made, timeline.gil_words(made, picture.sentences))


def names(data: dict[str, Any]) -> list[str]:
    return [timeline.full_name(each) for each in both(data)[0].lanes]


def decoded(data: dict[str, Any]) -> dict[str, Any]:
    return json.loads(moments.moments(*both(data)))


def state_at(lane: list[str], at: int) -> str:
    begin = 0
    for state, length in re.findall("([A-Z_])([0-9a-z]+)", lane[2]):
        begin += int(length, 36)
        if at < begin:
            return str(state)
    return "_"


def test_threads_have_their_whole_names() -> None:
    assert names(threads()) == ["MainThread", "Thread-1 (work_with_a_long_name)", "Thread-2 (work_with_a_long_name)"]


def test_threads_of_several_processes_are_told_apart() -> None:
    assert names(workers()) == ["MainThread in process 7", "Feeder in process 7", "process 21", "process 31"]
    twins = recorded(lane("worker", ("holds", 0, 1), tid=1), lane("worker", ("waits", 0, 1), tid=2))
    assert names(twins) == ["worker (1)", "worker (2)"]


def test_a_thread_without_a_name_has_the_drawings() -> None:
    assert names(recorded(lane("", ("holds", 0, 1), tid=7), lane("", ("waits", 0, 1), tid=9))) == ["main", "thread 9"]


def test_only_threads_that_are_drawn_are_told_of() -> None:
    data = threads()
    data["lanes"].insert(1, lane("brief", ("holds", 0.1, 0.105), tid=99))
    made, picture = both(data)
    assert len(made.lanes) == len(picture.rows) == 3 and made.threads == 4
    crowd = recorded(*(lane(f"T{number}", ("waits", 0, 0.5 + number / 1000), tid=number) for number in range(1, 60)))
    made, picture = both(crowd)
    assert [each.name for each in made.lanes] == [row.label for row in picture.rows] == [f"T{n}" for n in range(20, 60)]


def test_a_drawing_of_other_threads_is_an_error() -> None:
    with pytest.raises(PictureError, match="shows 1 threads where 3 were expected"):
        timeline.read(threads(), [Row("MainThread", ())])
    rows = list(both(threads())[1].rows)
    with pytest.raises(PictureError, match="draws a thread 'Other-1…' where 'Thread-1"):
        timeline.read(threads(), [rows[0], Row("Other-1…", ()), rows[2]])


def test_the_text_alternative_says_who_held_the_gil() -> None:
    assert told(threads()) == (
        "Timeline of broken.py: 3 threads over 1.00 s. The GIL was held 90 % of the time, and 0.8 threads waited for "
        "it on average; it changed hands 3 times. Held most by Thread-1 (work_with_a_long_name) (40 % of the time), "
        "Thread-2 (work_with_a_long_name) (40 %), MainThread (10 %)."
    )
    most = "Thread-1 (20 % of the time), Thread-2 (20 %), Thread-3 (20 %), 2 others (40 % together)."
    assert told(convoy(threads=5)).endswith(most)


def test_only_threads_that_did_something_are_named() -> None:
    data = recorded(*(lane(f"T{at}", ("holds", 0, 0.9 if at == 2 else 0.001), ("io", 0.9, 1)) for at in range(5)))
    assert told(data).endswith("Held most by T2 (90 % of the time), 4 others (0 % together).")


def test_of_several_processes_it_says_how_many_gils_were_held() -> None:
    words = told(workers())
    assert "3 processes, each with a GIL of its own; 1.5 were held at a time on average." in words
    assert "Held most by process 21 (60 % of the time)" in words


@pytest.mark.parametrize(
    ("gil", "words"),
    [
        ("none", "There is no GIL; 1.5 threads ran at a time on average. Those that ran most: process 21 (60 % of"),
        ("unknown", "Of its GIL nothing is known; 1.5 threads ran at a time on average."),
    ],
)
def test_where_no_gil_is_seen_it_says_who_ran(gil: str, words: str) -> None:
    assert words in told(workers(gil))
    assert "held" not in told(workers(gil)) and "waited" not in told(workers(gil))


def test_what_was_not_kept_is_told() -> None:
    assert timeline.caption(both(threads())[0], "There is one.") == "There is one."
    coarse = both({**threads(), "grain_s": 0.0189})[0]
    assert "Within 19 ms the order of what happened was not kept" in timeline.caption(coarse, "There is one.")


def test_the_scrubbers_moments_are_those_of_the_recording() -> None:
    data = threads()
    content = decoded(data)
    assert (content["length"], content["one_gil"], content["one_process"]) == (10_000, True, True)
    letters = {**timeline.LETTERS, None: "_"}
    for at_s in (0.0, 0.05, 0.1001, 0.3, 0.5, 0.7, 0.95, 0.9999):
        for recorded_lane, encoded in zip(data["lanes"], content["lanes"]):
            state = next((state for state, begin, end in recorded_lane["spans"] if begin <= at_s < end), None)
            assert state_at(encoded, round(at_s / content["unit_s"])) == letters[state].upper(), (at_s, encoded[0])


def test_a_gap_is_no_state_and_slivers_keep_the_time() -> None:
    slivers = (("holds", 0.2, 0.20004), ("waits", 0.20004, 0.3), ("holds", 0.30003, 0.30004), ("io", 0.5, 1))
    data = recorded(lane("a", *slivers))
    (encoded,) = decoded(data)["lanes"]
    assert encoded[2] == "_1jkWrs_1jkI3uw"
    assert [state_at(encoded, at) for at in (0, 2500, 4000, 9999)] == ["_", "W", "_", "I"]


def test_each_process_is_a_group() -> None:
    content = decoded(workers())
    assert [each[:2] for each in content["lanes"]] == [
        ["MainThread", "process 7"],
        ["Feeder", "process 7"],
        ["process 21", ""],
        ["process 31", ""],
    ]
    assert not content["one_process"]
    own = copy.deepcopy(threads())
    own["processes"] = [process(7, gils=2)]
    assert not decoded(own)["one_gil"]


def test_where_no_gil_is_seen_threads_run() -> None:
    assert state_at(decoded(workers("none"))["lanes"][2], 5000) == "R"


def test_windows_are_parts_of_the_picture() -> None:
    overview, close_up = decoded(convoy())["windows"]
    assert overview[:2] == [0, 80_000] and close_up[1] - close_up[0] == 1000
    for _, _, left, right, top, bottom in (overview, close_up):
        assert 0.1 < left < 0.3 < 0.9 < right < 1 and 0 < top < bottom < 1
    assert moments.plot(both(convoy())[1]) == tuple(overview[2:4])


def test_a_picture_of_another_length_is_an_error() -> None:
    made, picture = both(threads())
    shorter = copy.deepcopy(threads())
    shorter["length_s"] = 0.9
    with pytest.raises(PictureError, match="its axis spans 0.000 to 1.000 s of 0.900 s"):
        moments.moments(timeline.read(shorter, picture.rows), picture)


def test_what_the_scrubber_fetches_is_small() -> None:
    assert len(gzip.compress(moments.moments(*both(convoy(threads=8, turns=6000))))) <= 30_000
