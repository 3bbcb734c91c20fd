"""The site's colours for pictures that are files of their own: they can't see the style sheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent.parent / "static/css/palette.css"
_COLOUR = re.compile(r"--([\w-]+):([^;{}]*#[0-9a-fA-F]{3,8}[^;{}]*);")
_VALUE = re.compile(r"#[0-9a-fA-F]{3,8}\b")


@dataclass(frozen=True)
class Palette:
    light: Mapping[str, str]  # name -> "#a8480c"
    dark: Mapping[str, str]


def parse(css: str) -> Palette:
    """Of each colour the first value is the light one and the last one the dark one."""
    values: dict[str, list[str]] = {}
    for name, text in _COLOUR.findall(css):
        values.setdefault(name, []).extend(_VALUE.findall(text))
    return Palette({name: each[0] for name, each in values.items()}, {name: each[-1] for name, each in values.items()})


@cache
def palette() -> Palette:
    return parse(_FILE.read_text())
