"""Builds, serves, waits for a change, builds again; until Ctrl-C."""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sitegen.build import Options, make, pages_of
from sitegen.course import Course
from sitegen.errors import PublishError, SiteError
from sitegen.extras.offer import Wanted
from sitegen.live.current import Current
from sitegen.live.server import Server
from sitegen.live.watch import look, wait_for_change
from sitegen.pictures.album import Draw

# The generator: sitegen/ itself, and what it makes pages with.
_SITE = Path(__file__).resolve().parents[2]
_CODE = _SITE / "sitegen"
_MATERIAL = (_SITE / "templates", _SITE / "static", _SITE / "schema")
_PALETTE = _SITE / "static/css/palette.css"
_CONTENT = ("lessons", "exercises", "solutions", "grader/bench/results")


@dataclass(frozen=True)
class Address:
    host: str
    port: int


@dataclass(frozen=True)
class _Builder:
    make: Callable[[], dict[str, bytes]]
    current: Current
    say: Callable[[str], None]

    def build(self, because: str = "") -> None:
        """Afterwards the new site is served, or the old one and what is wrong with the new one."""
        start = time.perf_counter()
        try:
            files = self.make()
        except SiteError as error:
            self.failed(because, error.problems)
        except PublishError as error:
            self.failed(because, [str(error)])
        except Exception:
            # Whoever writes goes on writing, and this may well be how to find out what the fault is.
            fault = "a fault of gilkit's own; please report it with the lines above"
            self.failed(because, [*traceback.format_exc().splitlines(), fault])
        else:
            self.current.good(files)
            self.say(f"{because}built {pages_of(files)} pages in {time.perf_counter() - start:.2f} s")

    def failed(self, because: str, problems: Sequence[str]) -> None:
        self.current.broken(problems)
        for problem in problems:
            self.say(problem)
        count = f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}"
        kept = "; the site is served as it was before" if self.current.state.files else ""
        self.say(f"{because}{count}{kept}")


def _named(paths: Sequence[str], root: Path) -> str:
    """For a line on the terminal."""
    within = [root if Path(path).is_relative_to(root) else _SITE.parent for path in paths[:3]]
    names = [os.path.relpath(path, folder) for path, folder in zip(paths, within)]
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"{', '.join(names)}{more} changed: "


def _is_code(path: str) -> bool:
    return path.endswith(".py") and Path(path).is_relative_to(_CODE)


def _needs_new_process(paths: Iterable[str]) -> bool:
    """Whether something changed that a process reads once: its own code, and the colours of the pictures."""
    return any(_is_code(path) or Path(path) == _PALETTE for path in paths)


def _unreadable(paths: Iterable[str]) -> list[str]:
    """What would keep a new process from starting."""
    problems = []
    for path in filter(_is_code, paths):
        try:
            if os.path.exists(path):
                compile(Path(path).read_text(encoding="utf-8"), path, "exec")
        except (SyntaxError, ValueError) as error:
            line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            problems.append(f"{path}{line}: not Python ({error}); correct it")
    return problems


def _start_again(port: int) -> None:
    """As a new process with the generator as it is now, at the same port. Open pages find it by themselves."""
    os.execv(sys.executable, [*sys.orig_argv, f"--port={port}"])


def serve(
    root: Path,
    address: Address,
    load_course: Callable[[str], Course],
    version: str,
    say: Callable[[str], None],
    draw: Draw | None = None,
) -> None:
    """Returns after Ctrl-C (KeyboardInterrupt). Raises SiteError where it can't listen or finds no course."""
    if not root.is_dir():
        raise SiteError([f"{root}: no such folder; give the one that holds lessons/ as --root"])
    folders = [*(root / name for name in _CONTENT), *_MATERIAL, _CODE]
    current = Current()
    with Server(address.host, address.port, current) as server:
        options = Options(root, server.url, Wanted.NONE, draw)
        build = partial(make, options, load_course, version)
        builder = _Builder(build, current, lambda line: say(f"gilkit site: {line}"))
        answering = threading.Thread(target=server.serve_forever, daemon=True)
        try:
            seen = look(folders)
            builder.build()
            answering.start()
            builder.say(f"serving {server.url} (Ctrl-C ends it)")
            while True:
                seen, changed = wait_for_change(folders, seen)
                because = _named(changed, root)
                if unreadable := _unreadable(changed):
                    builder.failed(because, unreadable)
                elif _needs_new_process(changed):
                    builder.say(f"{because}starting again")
                    _start_again(server.server_address[1])
                else:
                    builder.build(because)
        except KeyboardInterrupt:
            builder.say("ended")
        finally:
            current.end()
            if answering.is_alive():
                server.shutdown()
