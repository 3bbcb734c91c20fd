"""The command line of the generator. `gilkit site build` starts it; every exit code is decided here.

0 built · 2 the content or the command is wrong · 3 the generator or the machine failed · 130 interrupted
"""

import argparse
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from sitegen.build import Options, build
from sitegen.errors import PublishError, SiteError

OK, WRONG_CONTENT, INTERNAL, INTERRUPTED = 0, 2, 3, 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gilkit site", description="Builds the lesson website.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "build",
        help="build the site into a folder",
        description="Builds the site into a folder, whole or not at all. Any warning fails the build.",
        epilog="Example: gilkit site build --out dist/site --base-url https://example.org/gil/",
    )
    command.add_argument("--root", required=True, type=Path, help="the folder that holds lessons/ and exercises/")
    command.add_argument("--out", required=True, type=Path, help="where the site goes; replaced if gilkit wrote it")
    command.add_argument("--base-url", default="", help="where it will be served, for canonical addresses")
    return parser


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # SIGTERM and SIGHUP unwind like Ctrl-C, so that the temporary folder goes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        import gilkit  # type: ignore[import]  # native: its absence is a broken installation
    except ImportError as error:
        _say(f"gilkit site: can't import the bindings ({error}); build gilkit and put its python/ folder on PYTHONPATH")
        return INTERNAL
    try:
        pages = build(
            Options(options.root, options.out, options.base_url),
            gilkit.load_course,
            gilkit.__version__,
            progress=lambda step: _say(f"gilkit site: {step}"),
        )
    except gilkit.ContentError as error:
        problems = error.diagnostics
    except SiteError as error:
        problems = error.problems
    except PublishError as error:
        _say(f"gilkit site: {error}")
        return INTERNAL
    except KeyboardInterrupt:
        _say("gilkit site: interrupted; no half-written site is left")
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        _say("gilkit site: this is a fault of gilkit's own; please report it with the lines above")
        return INTERNAL
    else:
        print(f"built {pages} pages in {options.out}")
        return OK
    for problem in problems:
        _say(problem)
    _say(f"gilkit site: {len(problems)} {'problem' if len(problems) == 1 else 'problems'}; nothing was written")
    return WRONG_CONTENT
