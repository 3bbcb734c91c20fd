"""gather → validate → render → check → publish. Nothing is written before everything is known to be right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen import characters
from sitegen.check import check
from sitegen.companions import files as companion_files
from sitegen.course import Course
from sitegen.errors import PublishError, SiteError
from sitegen.evidence import published
from sitegen.extras.offer import Extras, Wanted
from sitegen.gather import gather
from sitegen.publish import check_target, publish
from sitegen.pictures.album import Draw
from sitegen.reading import course_map
from sitegen.render import Renderer
from sitegen.routes import BaseUrl


@dataclass(frozen=True)
class Options:
    root: Path
    base_url: str = ""
    extras: Wanted = Wanted.FOUND
    draw: Draw | None = None  # of the bindings: draws timelines


def _refuse(problems: list[str]) -> None:
    if problems:
        raise SiteError(list(dict.fromkeys(problems)))


def make(
    options: Options,
    load_course: Callable[[str], Course],
    version: str,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, bytes]:
    """Every file of the site, by its path, checked. Raises SiteError, PublishError or what `load_course` raises."""
    base = BaseUrl(options.base_url)
    if not options.root.is_dir():
        raise SiteError([f"{options.root}: no such folder; give the one that holds lessons/ as --root"])

    extras = Extras(options.extras)
    if extras.remark:
        progress(extras.remark)
    progress(f"reading the course in {options.root}")
    course = load_course(str(options.root))
    texts, results = companion_files.read(options.root), published.read(options.root)
    _refuse(characters.problems(course))  # what draws pictures would stumble over them
    site, problems = gather(course, version, base, texts, results, course_map.read(options.root), options.draw)
    _refuse(problems)

    progress(f"rendering {len(site.pages)} pages")
    renderer = Renderer(site, base, offer=extras.offer)
    try:
        files = extras.files(renderer.site(), site.title, renderer.assets.path("icon.svg"))
    except OSError as error:
        why = error.strerror or error
        raise PublishError(f"can't write the site's search index: {why}; make room and build again") from error

    progress("checking them")
    _refuse(renderer.problems() + check(files, base))
    return files


def build(
    options: Options,
    out: Path,
    load_course: Callable[[str], Course],
    version: str,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Builds the site into `out`; returns its number of pages. Raises as `make` does."""
    check_target(out)
    files = make(options, load_course, version, progress)
    progress(f"writing {out}")
    publish(files, out)
    return pages_of(files)


def pages_of(files: Mapping[str, bytes]) -> int:
    return sum(path.endswith(".html") for path in files)
