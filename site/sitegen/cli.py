"""The command line of the generator. `gilkit site` starts it; every exit code is decided here.

0 built, in order, or served until Ctrl-C · 2 the content or the command is wrong · 3 the generator or the machine
failed · 130 interrupted
"""

import argparse
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from sitegen.build import Options, build, make, pages_of
from sitegen.course import Course
from sitegen.errors import PublishError, SiteError
from sitegen.extras.offer import Wanted

OK, WRONG_CONTENT, INTERNAL, INTERRUPTED = 0, 2, 3, 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gilkit site", description="Builds the lesson website.")
    commands = parser.add_subparsers(dest="command", required=True)
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", required=True, type=Path, help="the folder that holds lessons/ and exercises/")
    base = argparse.ArgumentParser(add_help=False)
    base.add_argument("--base-url", default="", help="where it will be served: for canonical addresses, feed, sitemap")
    command = commands.add_parser(
        "build",
        parents=[root, base],
        help="build the site into a folder",
        description="Builds the site into a folder, whole or not at all. Any warning fails the build.",
        epilog="Example: gilkit site build --out dist/site --base-url https://example.org/gil/",
    )
    command.add_argument("--out", required=True, type=Path, help="where the site goes; replaced if gilkit wrote it")
    command.add_argument(
        "--complete", action="store_true", help="fail without npm's packages, instead of leaving out what they bring"
    )
    commands.add_parser(
        "check",
        parents=[root, base],
        help="check the site without writing it",
        description="Does all that build does, but for writing the site.",
        epilog="Example: gilkit site check",
    )
    command = commands.add_parser(
        "serve",
        parents=[root],
        help="show the site while it is written",
        description="Serves the site from memory, builds it again when a file changes, and reloads open pages.",
        epilog="Example: gilkit site serve --port 8000",
    )
    command.add_argument("--port", type=_port, default=8000, help="8000 unless given; 0 takes any that is free")
    command.add_argument("--host", default="127.0.0.1", help="127.0.0.1, this machine only, unless given")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number up to 65535")
    return int(text)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _run(options: argparse.Namespace) -> int:
    import gilkit  # type: ignore[import]  # native: its absence is a broken installation

    def load_course(root: str) -> Course:
        try:
            return gilkit.load_course(root)  # type: ignore[no-any-return]
        except gilkit.ContentError as error:
            raise SiteError(error.diagnostics) from error

    def progress(step: str) -> None:
        _say(f"gilkit site: {step}")

    if options.command == "serve":
        from sitegen.live.serve import Address, serve

        address = Address(options.host, options.port)
        serve(options.root, address, load_course, gilkit.__version__, _say, gilkit.timeline_svg)
        return OK
    wanted = Options(options.root, options.base_url, draw=gilkit.timeline_svg)
    if options.command == "check":
        files = make(wanted, load_course, gilkit.__version__, progress)
        print(f"{pages_of(files)} pages are in order")
        return OK
    if options.complete:
        wanted = replace(wanted, extras=Wanted.ALL)
    pages = build(wanted, options.out, load_course, gilkit.__version__, progress)
    print(f"built {pages} pages in {options.out}")
    return OK


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # SIGTERM and SIGHUP unwind like Ctrl-C, so that the temporary folder goes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return _run(options)
    except SiteError as error:
        for problem in error.problems:
            _say(problem)
        count = len(error.problems)
        untouched = "; nothing was written" if options.command == "build" else ""
        _say(f"gilkit site: {count} {'problem' if count == 1 else 'problems'}{untouched}")
        return WRONG_CONTENT
    except PublishError as error:
        _say(f"gilkit site: {error}")
        return INTERNAL
    except KeyboardInterrupt:
        _say("gilkit site: interrupted; no half-written site is left")
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, ImportError) and error.name == "gilkit":
            how = "build gilkit and put its python/ folder on PYTHONPATH"
            _say(f"gilkit site: can't import the bindings ({error}); {how}")
            return INTERNAL
        traceback.print_exc()
        _say("gilkit site: this is a fault of gilkit's own; please report it with the lines above")
        return INTERNAL
