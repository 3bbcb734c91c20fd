"""What the README quotes of the bench is what the bench printed."""

import re

import pytest
from conftest import BENCH
from lib import kinds_report, verdict_report
from lib.results import load

RESULTS = BENCH / "results"
README = (BENCH.parent.parent / "README.md").read_text()
BLOCKS = re.findall(r"```console\n\$ python3 grader/bench/(\w+)\.py([^\n]*)\n(.*?)```", README, re.DOTALL)
# Of submissions without a box, and in one; of what the course holds.
VERDICTS = ["verdicts.jsonl.gz", "verdicts-boxed.jsonl.gz"]
KINDS = "kinds.jsonl.gz"
ROUNDS = "rounds.jsonl.gz"
REPORTS = {"verdicts": verdict_report.report, "kinds": kinds_report.report}


def printed(name: str, options: str) -> list[str]:
    if name in REPORTS:
        return REPORTS[name](load(RESULTS / options.split("/")[-1])).splitlines()
    return (RESULTS / f"{name}.txt").read_text().splitlines()


def test_each_bench_is_quoted_once():
    benches = [
        "accuracy", "agreement", "batch", "box", "kinds", "learner", "overhead",
        "sampler", "soak", "verdicts", "verdicts", "website",
    ]  # fmt: skip
    assert sorted(name for name, _, _ in BLOCKS) == benches
    assert [options for name, options, _ in BLOCKS if name == "verdicts"] == [
        f" --report grader/bench/results/{file}" for file in VERDICTS
    ]


@pytest.mark.parametrize(("name", "options", "quoted"), BLOCKS, ids=[name for name, _, _ in BLOCKS])
def test_what_is_quoted_was_printed(name, options, quoted):
    lines = iter(printed(name, options))  # so that their order counts, too
    for line in quoted.splitlines():
        assert line == "…" or line in lines, line


@pytest.mark.parametrize("file", [*VERDICTS, KINDS, ROUNDS])
def test_nothing_published_names_a_machine(file):
    sessions = [record for record in load(RESULTS / file) if record["kind"] == "session"]
    assert sessions
    for session in sessions:
        assert re.fullmatch(r"[\d.]+", session["kernel"])


@pytest.mark.parametrize("file", [*VERDICTS, KINDS, ROUNDS])
def test_nothing_published_names_a_place(file):
    for record in load(RESULTS / file):
        assert not re.search(r"/(root|home|tmp)/", f"{record.get('message')} {record.get('odd')}"), record
