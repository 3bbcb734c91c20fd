"""The page about the measurements: the machines of the recordings, and the published figures of the grader's bench."""

import gzip
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from dom import Node, parse
from sample import course, lesson, observed, record, unit
from sitegen.errors import SiteError
from sitegen.evidence import published
from sitegen.evidence.published import Published, gradings
from sitegen.evidence.rates import at_most
from sitegen.gather import gather
from sitegen.render import Renderer
from sitegen.routes import BaseUrl

ROOT = Path(os.environ["GILKIT_ROOT"])
SESSION = {"kind": "session", "date": "2026-11-22", "cores": 2, "kernel": "6.1.0", "python": "CPython 3.11.7"}


def grading(verdict: str, truth: str, day: str = "2026-11-22") -> dict[str, Any]:
    return {"kind": "grading", "verdict": verdict, "truth": truth, "at": f"{day}T21:10:34+00:00"}


def packed(*records: dict[str, Any], tail: str = "") -> bytes:
    return gzip.compress(("".join(json.dumps(each) + "\n" for each in records) + tail).encode())


def page(found: Published = Published(), *units: object) -> Node:
    site, problems = gather(course(*units), "0.1.0", BaseUrl(), published=found)  # type: ignore[arg-type]
    assert problems == []
    return parse(Renderer(site, BaseUrl()).site()["measurements.html"].decode()).one("main")


def test_gradings_are_counted() -> None:
    found = gradings(
        "a/verdicts.jsonl.gz",
        packed(
            SESSION,
            grading("passed", "passed"),
            grading("failed", "not-parallel"),
            grading("failed", "passed"),
            grading("passed", "not-parallel"),
            grading("inconclusive", "passed"),
            grading("error", "passed", day="2026-11-24"),
        ),
    )
    assert found is not None
    assert (found.made, found.wrong, found.undecided, found.errors) == (6, 2, 1, 1)
    assert (found.since, found.until) == ("2026-11-22", "2026-11-24")
    assert found.machines == ("CPython 3.11.7, 2 cores, Linux 6.1.0",)


def test_a_line_without_its_end_is_not_counted() -> None:
    found = gradings("x", packed(SESSION, grading("passed", "passed"), tail='{"kind": "grad'))
    assert found is not None and found.made == 1
    assert gradings("x", packed(SESSION)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"no gzip",
        gzip.compress(b"no json\n"),
        gzip.compress(b"[]\n"),
        packed({"kind": "grading"}),
        packed(SESSION)[:-9],
    ],
)
def test_a_damaged_file_is_told_by_its_name(data: bytes) -> None:
    with pytest.raises(SiteError, match=r"results/x\.jsonl\.gz: not the results of a bench .*fetch it again"):
        gradings("results/x.jsonl.gz", data)


def test_a_course_without_a_bench_has_nothing_published(tmp_path: Path) -> None:
    assert published.read(tmp_path) == Published()
    main = page()
    assert not main.all("section", id="errors") and not main.all("section", id="instruments")
    assert main.one("section", id="machines")


def test_what_there_is_is_read(tmp_path: Path) -> None:
    folder = tmp_path / published.FOLDER
    folder.mkdir(parents=True)
    (folder / "verdicts.jsonl.gz").write_bytes(packed(SESSION, grading("passed", "passed")))
    (folder / "box.txt").write_text("tier <A>\n")
    (folder / "README").write_text("x")
    found = published.read(tmp_path)
    assert [each.made for each in found.gradings] == [1]
    assert [each.text for each in found.printed] == ["tier <A>\n"]
    (folder / "box.txt").write_bytes(b"\xff")
    with pytest.raises(SiteError, match=r"box\.txt: not the results of a bench \(not UTF-8\)"):
        published.read(tmp_path)


@pytest.mark.parametrize(("errors", "trials"), [(0, 1), (0, 100), (1, 100), (5, 50), (49, 50), (0, 1296), (30, 2000)])
def test_with_the_upper_bound_so_few_errors_have_a_probability_of_5_percent(errors: int, trials: int) -> None:
    rate = at_most(errors, trials)
    chance = sum(math.comb(trials, hits) * rate**hits * (1 - rate) ** (trials - hits) for hits in range(errors + 1))
    assert errors / trials < rate < 1 and chance == pytest.approx(0.05)


def test_where_everything_or_nothing_was_wrong_the_bound_says_nothing() -> None:
    assert at_most(3, 3) == at_most(0, 0) == 1.0


def bench_of(file: str) -> Path:
    """That made the results: verdicts.py those in verdicts-boxed.jsonl.gz, too."""
    return ROOT / "grader/bench" / f"{Path(file).name.partition('.')[0].partition('-')[0]}.py"


def test_the_real_gradings_are_those_that_the_bench_itself_reports() -> None:
    real = published.read(ROOT)
    assert {Path(each.file).name for each in real.gradings} >= {"verdicts.jsonl.gz", "verdicts-boxed.jsonl.gz", "kinds.jsonl.gz"}
    for each, view in zip(real.gradings, page(real).one("section", id="errors").one("tbody").all("tr")):
        bench = [sys.executable, "-B", bench_of(each.file), "--report", ROOT / each.file]
        report = subprocess.run(bench, capture_output=True, text=True, timeout=300, check=False).stdout
        said = dict(re.findall(r"^(.+): (\d+ of \d+ \(.*)\)$", report, re.MULTILINE))
        assert said["wrong verdicts"].startswith(f"{each.wrong} of {each.made} ")
        assert said["undecided, all conditions"].startswith(f"{each.undecided} of {each.made} ")
        assert said["the grader itself failed"].startswith(f"{each.errors} of {each.made} ")
        cells = [cell.words for cell in view.all("td")]
        bound = said["wrong verdicts"].rpartition("at most ")[2]
        assert cells == [str(each.made), f"{each.wrong} at most {bound}", str(each.undecided), str(each.errors)]


def test_every_figure_of_the_bench_names_its_file_and_a_command() -> None:
    real = published.read(ROOT)
    main = page(real)
    sources = " ".join(node.text for node in main.one("section", id="errors").all("details", class_="source"))
    for each in real.gradings:
        assert f"python3 {bench_of(each.file).relative_to(ROOT)} --report {each.file}" in sources
    blocks = main.one("section", id="instruments").all("figure")
    assert [block.one("code").text for block in blocks] != []
    assert {block.one("code").text for block in blocks} == {each.text for each in real.printed}
    for block in blocks:
        command, file = block.one("b").text, block.one("span").text
        assert (ROOT / file).read_text() == block.one("code").text
        assert (ROOT / command.removeprefix("python3 ").split()[0]).is_file()


def test_the_machines_are_gathered_from_the_recordings() -> None:
    early = {**record(), "recorded": "2026-10-01"}
    other = {**record(gil=False), "machine": {"cores_online": 1, "cores_effective": 1.0, "kernel": "6.9.0"}}
    one = unit(lesson=lesson(observed_json=observed(record(), other)))
    two = unit(id="two", aliases=[], lesson=lesson(number=2, folder="02-two", observed_json=observed(early, other)))
    rows = page(Published(), one, two).one("table", class_="machines").one("tbody").all("tr")
    assert [[row.one("th").words, row.one("time").text, row.all("td")[1].words] for row in rows] == [
        ["CPython 3.11.7 with its GIL", "2026-10-01", "2"],
        ["CPython 3.11.7 with its GIL", "2026-11-22", "1"],
        ["CPython 3.14.0 without a GIL", "2026-11-22", "1 2"],
    ]
    assert "1 core, Linux 6.9.0, gilkit 0.1.0" in rows[2].words
    links = rows[2].all("a")
    assert [link.attrs["href"] for link in links] == [
        "lessons/one.html#how-this-was-measured",
        "lessons/two.html#how-this-was-measured",
    ]
    assert links[0].attrs["aria-label"] == "Lesson 1: Lesson & one"


def test_a_recording_of_no_day_is_a_problem() -> None:
    odd = unit(lesson=lesson(observed_json=observed({**record(), "recorded": "lately"})))
    problems = gather(course(odd), "0.1.0", BaseUrl())[1]  # type: ignore[arg-type]
    assert problems == ["lessons/one.html: it was recorded on 'lately', which is no day; run `gilkit verify --record`"]
