"""Every pair of colours that the pages use is readable, in light and in dark (WCAG 2.2 AA)."""

import re

import pytest
from sitegen.highlight import CLASSES
from sitegen.render import STATIC

PALETTE = (STATIC / "css/palette.css").read_text()
STYLES = {name: (STATIC / "css" / name).read_text() for name in ("base.css", "page.css", "print.css")}
CODE = tuple(f"code-{name}" for name in sorted(CLASSES))

# background -> what is written on it
TEXT = {
    "paper": ("ink", "soft", "link", "held", "free"),
    "sheet": ("ink", "soft", "link", "held", "free"),
    "code-paper": ("ink", *CODE),
    "held-paper": ("ink", "held"),
    "free-paper": ("ink", "free"),
    "ink": ("paper",),
}
# background -> lines and shapes that carry meaning
SHAPES = {
    "paper": ("focus", "held", "edge", "ink"),
    "sheet": ("focus", "edge"),
    "code-paper": ("focus",),
}


def scheme(name: str) -> dict[str, str]:
    light, dark = PALETTE.split("@media screen and (prefers-color-scheme: dark)")
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light if name == "light" else dark))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half(name: str) -> None:
    colours = scheme(name)
    poor = {
        f"{front} on {back}": round(contrast(colours[front], colours[back]), 2)
        for back, fronts in TEXT.items()
        for front in fronts
        if contrast(colours[front], colours[back]) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_shapes_have_a_contrast_of_three(name: str) -> None:
    colours = scheme(name)
    poor = [
        f"{front} on {back}"
        for back, fronts in SHAPES.items()
        for front in fronts
        if contrast(colours[front], colours[back]) < 3
    ]
    assert poor == []


def test_both_schemes_define_the_same_colours_and_all_are_used() -> None:
    assert scheme("light").keys() == scheme("dark").keys()
    used = set(re.findall(r"var\(--([\w-]+)\)", "".join(STYLES.values())))
    assert set(scheme("light")) <= used


def test_only_the_palette_holds_colours() -> None:
    for name in ("base.css", "page.css"):
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s)])|rgba?\(|hsla?\(", STYLES[name]), name


def test_every_kind_of_token_has_its_colour() -> None:
    for name in CLASSES:
        assert f".t-{name} {{ color: var(--code-{name})" in STYLES["base.css"]


def test_motion_is_only_for_those_who_want_it() -> None:
    css = "".join(STYLES.values())
    assert "prefers-reduced-motion: reduce" in css
    calm = re.sub(r"@media \(prefers-reduced-motion[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}", "", css)
    assert not re.search(r"animation|transition|scroll-behavior", calm)
