"""What the README quotes of the bench is what the bench printed."""

import re

import pytest
from conftest import BENCH
from lib.results import load
from lib.verdict_report import report

RESULTS = BENCH / "results"
README = (BENCH.parent.parent / "README.md").read_text()
BLOCKS = re.findall(r"```console\n\$ python3 grader/bench/(\w+)\.py([^\n]*)\n(.*?)```", README, re.DOTALL)
# Of submissions without a box, and in one.
VERDICTS = ["verdicts.jsonl.gz", "verdicts-boxed.jsonl.gz"]


def printed(name: str, options: str) -> list[str]:
    if name == "verdicts":
        return report(load(RESULTS / options.split("/")[-1])).splitlines()
    return (RESULTS / f"{name}.txt").read_text().splitlines()


def test_each_bench_is_quoted_once():
    benches = ["accuracy", "agreement", "box", "overhead", "sampler", "soak", "verdicts", "verdicts"]
    assert sorted(name for name, _, _ in BLOCKS) == benches
    assert [options for name, options, _ in BLOCKS if name == "verdicts"] == [
        f" --report grader/bench/results/{file}" for file in VERDICTS
    ]


@pytest.mark.parametrize(("name", "options", "quoted"), BLOCKS, ids=[name for name, _, _ in BLOCKS])
def test_what_is_quoted_was_printed(name, options, quoted):
    lines = iter(printed(name, options))  # so that their order counts, too
    for line in quoted.splitlines():
        assert line == "…" or line in lines, line


@pytest.mark.parametrize("file", VERDICTS)
def test_nothing_published_names_a_machine(file):
    sessions = [record for record in load(RESULTS / file) if record["kind"] == "session"]
    assert sessions
    for session in sessions:
        assert re.fullmatch(r"[\d.]+", session["kernel"])
