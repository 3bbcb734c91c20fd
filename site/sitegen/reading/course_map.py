"""lessons/builds-on.toml: what the units of the course build on. Read, checked, and drawn as arcs over a line.

The bindings don't know this file. A course may lack it; then nothing is said to build on anything.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from sitegen.errors import SiteError

FILE = "lessons/builds-on.toml"
_TABLE = "builds-on"

BuildsOn = Mapping[str, Sequence[str]]  # of a unit's id, the ids of earlier units
NOTHING: BuildsOn = MappingProxyType({})

_STEP = 46  # from one unit to the next, in the drawing's own units
_RADIUS = 15
_FLATTEN = 0.42  # height of an arc by its width


def read(root: Path) -> BuildsOn:
    """`root` is the folder that holds lessons/. Raises SiteError for a file that can't be read."""
    try:
        data = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return NOTHING
    except OSError as error:
        raise SiteError([f"{FILE}: can't be read: {error.strerror}; make it a readable file"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError([f"{FILE}: not TOML: {error}; correct it"]) from error
    table = data.pop(_TABLE, None)
    if data or not isinstance(table, dict):
        raise SiteError([f"{FILE}: it must hold the table [{_TABLE}] and nothing else; correct it"])
    for unit, before in table.items():
        if not isinstance(before, list) or not all(isinstance(each, str) for each in before):
            raise SiteError([f"{FILE}: '{unit}' is no list of ids; write {unit} = [\"ID\", …]"])
    return table


def check(builds_on: BuildsOn, ids: Sequence[str]) -> list[str]:
    """What is wrong with it, for a course with these units in this order."""
    problems = []
    for unit, befores in builds_on.items():
        if unit not in ids:
            problems.append(f"{FILE}: there is no unit '{unit}'; use ids of course.toml")
            continue
        for before in befores:
            if before not in ids:
                problems.append(f"{FILE}: '{unit}' builds on '{before}', which is no unit; use ids of course.toml")
            elif ids.index(before) >= ids.index(unit):
                problems.append(f"{FILE}: '{unit}' builds on '{before}', which doesn't come before it; change either")
        if len(set(befores)) < len(befores):
            problems.append(f"{FILE}: '{unit}' names a unit twice; name it once")
    return problems


def _x(index: int) -> int:
    return _RADIUS + 1 + index * _STEP


def _arc(before: int, after: int, base: float) -> str:
    half = (after - before) * _STEP / 2
    return f"M{_x(before)} {base:g}a{half:g} {half * _FLATTEN:g} 0 0 1 {2 * half:g} 0"


def drawing(builds_on: BuildsOn, ids: Sequence[str]) -> Markup:
    """A numbered circle a unit, and an arc from each to what builds on it. The list below it says the same in words."""
    pairs = [(ids.index(before), ids.index(unit)) for unit, befores in builds_on.items() for before in befores]
    if not pairs:
        return Markup("")
    height = max(after - before for before, after in pairs) * _STEP / 2 * _FLATTEN
    base = height + 2
    arcs = "".join(_arc(before, after, base) for before, after in sorted(pairs))
    middle = base + _RADIUS + 1
    units = "".join(
        f'<g data-unit="{id}"><circle cx="{_x(at)}" cy="{middle:g}" r="{_RADIUS}"/>'
        f'<text x="{_x(at)}" y="{middle + 5:g}">{at + 1}</text></g>\n'
        for at, id in enumerate(ids)
    )
    width, depth = _x(len(ids) - 1) + _RADIUS + 1, middle + _RADIUS + 1
    return Markup(
        f'<svg class="map" viewBox="0 0 {width} {depth:g}" aria-hidden="true" focusable="false">\n'
        f'<path d="{arcs}"/>\n{units}</svg>\n'
    )
