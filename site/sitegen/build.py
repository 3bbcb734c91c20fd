"""gather → validate → render → check → publish. Nothing is written before everything is known to be right."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sitegen.check import check
from sitegen.companions import files as companion_files
from sitegen.course import Course
from sitegen.errors import SiteError
from sitegen.gather import gather
from sitegen.publish import check_target, publish
from sitegen.render import Renderer
from sitegen.routes import BaseUrl


@dataclass(frozen=True)
class Options:
    root: Path
    out: Path
    base_url: str = ""


def _refuse(problems: list[str]) -> None:
    if problems:
        raise SiteError(list(dict.fromkeys(problems)))


def build(
    options: Options,
    load_course: Callable[[str], Course],
    version: str,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Builds the site; returns its number of pages. Raises SiteError, PublishError or what `load_course` raises."""
    base = BaseUrl(options.base_url)
    if not options.root.is_dir():
        raise SiteError([f"{options.root}: no such folder; give the one that holds lessons/ as --root"])
    check_target(options.out)

    progress(f"reading the course in {options.root}")
    course = load_course(str(options.root))
    site, problems = gather(course, version, base, companion_files.read(options.root))
    _refuse(problems)

    progress(f"rendering {len(site.pages)} pages")
    renderer = Renderer(site, base)
    files = renderer.site()

    progress("checking them")
    _refuse(renderer.problems() + check(files, base))

    progress(f"writing {options.out}")
    publish(files, options.out)
    return len(site.pages)
