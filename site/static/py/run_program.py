"""Runs a lesson's program inside Pyodide as `python FILE` would run it in a terminal.

asyncio gets CPython's own event loop back. Pyodide's is made of the browser's timers, in which a program's coroutines
take their turns in another order; and which of them comes first is what a lesson is about. CPython's loop only needs
something to wait with, and there being no sockets, that is sleeping. The worker blocks meanwhile; the page does not.
"""

import asyncio
import linecache
import sys
import time
import traceback
import types
from asyncio.base_events import BaseEventLoop


class Nothing:
    """In the place of a selector, with no files to watch."""

    def select(self, timeout):
        while timeout is None:  # for nothing that could still happen: it hangs, as it would in a terminal
            time.sleep(1)
        if timeout > 0:
            time.sleep(timeout)
        return []


class Loop(BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = Nothing()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


def without_us(report):
    """The report of an exception, and of those that led to it, less the lines that are in this file."""
    report.stack[:] = [frame for frame in report.stack if frame.filename != __file__]
    for other in (report.__cause__, report.__context__, *(report.exceptions or ())):
        if other is not None:
            without_us(other)
    return report


def run_program(source, name):
    """Runs it; returns its exit status."""
    module = types.ModuleType("__main__")
    module.__file__ = name
    sys.modules["__main__"] = module
    sys.argv = [name]
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    asyncio._set_running_loop(None)
    asyncio.events.new_event_loop = asyncio.new_event_loop = Loop
    sys.stdout.reconfigure(line_buffering=True)
    try:
        exec(compile(source, name, "exec"), module.__dict__)
        return 0
    except SystemExit as leaving:
        if leaving.code is None or isinstance(leaving.code, int):
            return leaving.code or 0
        print(leaving.code, file=sys.stderr)
        return 1
    except BaseException as error:
        report = traceback.TracebackException.from_exception(error)
        sys.stdout.flush()
        print("".join(without_us(report).format()), end="", file=sys.stderr)
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


run_program
