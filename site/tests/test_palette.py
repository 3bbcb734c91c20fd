"""Every pair of colours that the pages use is readable, in light and in dark (WCAG 2.2 AA)."""

import re

import pytest
from sitegen.highlight import CLASSES
from sitegen.render import STATIC

PALETTE = (STATIC / "css/palette.css").read_text()
STYLES = {file.name: file.read_text() for file in (STATIC / "css").iterdir() if file.name != "palette.css"}
CODE = tuple(f"code-{name}" for name in sorted(CLASSES))

# background -> what is written on it
TEXT = {
    "paper": ("ink", "soft", "link", "held", "free", "waits", "starved"),
    "sheet": ("ink", "soft", "link", "held", "free"),
    "code-paper": ("ink", *CODE),
    "held-paper": ("ink", "held", *CODE),
    "free-paper": ("ink", "free", *CODE),
    "ink": ("paper",),
}
# background -> lines and shapes that carry meaning
SHAPES = {
    "paper": ("focus", "held", "free", "waits", "starved", "edge", "ink"),
    "sheet": ("focus", "edge"),
    "code-paper": ("focus",),
}


def scheme(name: str) -> dict[str, str]:
    pairs = re.findall(r"--([\w-]+): var\(--light, (#[0-9a-f]{6})\) var\(--dark, (#[0-9a-f]{6})\);", PALETTE)
    return {colour: light if name == "light" else dark for colour, light, dark in pairs}


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


def test_every_colour_has_both_schemes_and_is_used() -> None:
    assert len(re.findall(r"#[0-9a-f]{3,8}\b", PALETTE)) == 2 * len(scheme("light")) == 2 * len(scheme("dark"))
    used = set(re.findall(r"var\(--([\w-]+)\)", "".join(STYLES.values())))
    assert set(scheme("light")) <= used


def test_a_reader_can_choose_either_scheme_and_paper_is_light() -> None:
    """The rules that select one, without their colours. The later one of two that apply wins."""
    rules = re.findall(r"(@media[^{]*|:root[^{]*|\}) *\{? *(?:--light: (\w*); --dark: (\w*);)?", PALETTE)
    chosen: dict[str, str] = {}
    media = ""
    for selector, light, dark in rules:
        if selector.startswith("@media"):
            media = selector.strip()
        elif light or dark:
            assert {light, dark} == {"initial", ""}
            chosen[f"{media} {selector.strip()}".strip()] = "light" if light else "dark"
    assert list(chosen.items()) == [
        (":root", "light"),
        ("@media screen and (prefers-color-scheme: dark) :root", "dark"),
        ('@media screen :root[data-theme="light"]', "light"),
        ('@media screen :root[data-theme="dark"]', "dark"),
    ]


def test_only_the_palette_holds_colours() -> None:
    for name in STYLES.keys() - {"print.css"}:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s)])|rgba?\(|hsla?\(", STYLES[name]), name


def test_every_kind_of_token_has_its_colour() -> None:
    for name in CLASSES:
        assert f".t-{name} {{ color: var(--code-{name})" in STYLES["base.css"]


def test_motion_is_only_for_those_who_want_it() -> None:
    css = "".join(STYLES.values())
    assert "prefers-reduced-motion: reduce" in css
    calm = re.sub(r"@media [^{]*prefers-reduced-motion[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}", "", css)
    assert not re.search(r"\b(animation|transition|scroll-behavior)\b", calm)
