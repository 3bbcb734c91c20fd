"""The colours of the states are told apart by readers who see fewer colours. (Each state has a line style of its own,
too: colour is never all there is.)"""

import json
import math
import re
from itertools import combinations

import gilkit
import pytest
from sitegen.pictures.palette import palette
from timelines import threads

# What is left of linear red, green and blue: Machado, Oliveira and Fernandes 2009, severity 1.0.
SIGHTS = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
STATES = ("held", "waits", "free", "starved", "edge")
CLEAR = 13  # CIE76; about 2 is just noticeable side by side


def linear(colour: str) -> list[float]:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = (min(max(each, 0), 1) for each in rgb)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, sight: str) -> float:
    seen = [[sum(part * c for part, c in zip(row, linear(each))) for row in SIGHTS[sight]] for each in (one, other)]
    return math.dist(lab(seen[0]), lab(seen[1]))


def test_the_difference_is_computed_right() -> None:
    assert difference("#000000", "#ffffff", "all colours") == pytest.approx(100, abs=0.1)
    assert difference("#d01c1c", "#3b7a00", "deuteranopia") < difference("#d01c1c", "#3b7a00", "all colours") / 2


def test_pictures_at_the_terminal_have_the_same_colours() -> None:
    """Those of `gilkit measure --svg`: the light one of each state stands before the dark one."""
    picture = gilkit.timeline_svg(json.dumps(threads()), "any")
    for letter, name in zip("hwnsb", STATES):
        colours = re.findall(rf"--{letter}:(#[0-9a-f]{{6}})", picture)
        assert colours == [palette().light[name], palette().dark[name]], name


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", ["light", "dark"])
def test_states_have_colours_that_differ(name: str, sight: str) -> None:
    colours = palette().light if name == "light" else palette().dark
    alike = {
        f"{one} and {other}": round(difference(colours[one], colours[other], sight))
        for one, other in combinations(STATES, 2)
        if difference(colours[one], colours[other], sight) < CLEAR
    }
    assert alike == {}
