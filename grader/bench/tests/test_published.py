"""What the README quotes of the bench is what the bench printed."""

import re

import pytest
from conftest import BENCH
from lib.results import load
from lib.verdict_report import report

RESULTS = BENCH / "results"
README = (BENCH.parent.parent / "README.md").read_text()
BLOCKS = re.findall(r"```console\n\$ python3 grader/bench/(\w+)\.py.*?\n(.*?)```", README, re.DOTALL)


def printed(name: str) -> list[str]:
    if name == "verdicts":
        return report(load(RESULTS / "verdicts.jsonl.gz")).splitlines()
    return (RESULTS / f"{name}.txt").read_text().splitlines()


def test_each_bench_is_quoted_once():
    benches = ["accuracy", "agreement", "box", "overhead", "sampler", "soak", "verdicts"]
    assert sorted(name for name, _ in BLOCKS) == benches


@pytest.mark.parametrize(("name", "quoted"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_what_is_quoted_was_printed(name, quoted):
    lines = iter(printed(name))  # so that their order counts, too
    for line in quoted.splitlines():
        assert line == "…" or line in lines, line


def test_nothing_published_names_a_machine():
    sessions = [record for record in load(RESULTS / "verdicts.jsonl.gz") if record["kind"] == "session"]
    assert sessions
    for session in sessions:
        assert re.fullmatch(r"[\d.]+", session["kernel"])
