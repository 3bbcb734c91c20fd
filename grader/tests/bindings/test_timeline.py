"""The picture of a timeline, as the site gets it."""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree

import gilkit
import pytest


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> tuple[dict, str]:
    """A report of gilkit measure, and the picture that it drew itself."""
    folder = tmp_path_factory.mktemp("measured")
    report, picture = folder / "report.json", folder / "picture.svg"
    words = ["--format", "json", "--output", report, "--svg", picture, "--", "/usr/bin/python3", "-c", "sum(range(10**7))"]
    subprocess.run([os.environ["GILKIT_BINARY"], "measure", *map(str, words)], check=True)
    return json.loads(report.read_text()), picture.read_text()


def test_it_is_the_picture_that_the_command_draws(measured):
    report, picture = measured
    assert gilkit.timeline_svg(json.dumps(report["timeline"]), " ".join(report["command"])) == picture
    ElementTree.fromstring(picture)


def test_a_fault_is_named_with_its_place(measured):
    report, _ = measured
    timeline = json.loads(json.dumps(report["timeline"]))
    timeline["lanes"][0]["spans"][0][0] = "dreams"
    with pytest.raises(ValueError, match=r'^timeline\.lanes\[0\]\.spans\[0\]\[0\]: "dreams" is no state$'):
        gilkit.timeline_svg(json.dumps(timeline), "")
    for text in ("", "{", "[]", "null", "[" * 100_000):
        with pytest.raises(ValueError, match="^timeline: "):
            gilkit.timeline_svg(text, "")
