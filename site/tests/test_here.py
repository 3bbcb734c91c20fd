"""Which programs run in a browser; and how they are run there, tried out on the Python that runs this test."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sitegen.extras.here import here, runs

ROOT = Path(os.environ["GILKIT_ROOT"])
RUNNER = Path(__file__).resolve().parent.parent / "static/py/run_program.py"

THREADS_BESIDE = """\
import threading


def count():
    print(1)


def watch():
    threading.Thread(target=count).start()


watch()
print(2)
"""


def test_a_program_with_one_thread_runs_as_it_is() -> None:
    source = "import asyncio\n\nasync def main():\n    print(1)\n\nasyncio.run(main())\n"
    assert here(source).source == source
    assert (here(source).needs, here(source).left_out) == ("", ())


def test_calls_that_start_threads_are_left_out_where_enough_remains() -> None:
    found = here(THREADS_BESIDE)
    assert found.needs == "" and found.left_out == ("watch()",)
    assert found.source == THREADS_BESIDE.replace("\nwatch()", "\n# watch()"), "in its place, so line numbers stay"
    assert here(THREADS_BESIDE.removesuffix("print(2)\n")).needs == "threads", "nothing would be printed"
    assert here(THREADS_BESIDE.replace("watch()\nprint", "done = watch()\nprint")).needs == "threads"


def test_a_call_over_several_lines_is_left_out_whole() -> None:
    source = THREADS_BESIDE.replace("\nwatch()\n", "\nwatch(\n)\n")
    assert here(source).source.endswith("# watch(\n# )\nprint(2)\n")


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("from threading import Thread\nThread(target=print).start()\n", "threads"),
        ("import asyncio\nasync def f():\n    await asyncio.to_thread(print)\nasyncio.run(f())\n", "threads"),
        ("from concurrent.futures import ProcessPoolExecutor as P\nimport socket\nP()\n", "a network"),
        ("from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor()\n", "processes"),
        ("import ctypes\nimport multiprocessing\nimport threading\nthreading.Thread()\n", "processes, threads and C libraries"),
        ("import numpy\n", "the module numpy"),
        ("def f(:\n", "another version of Python"),
    ],
)
def test_what_a_browser_lacks_is_named(source: str, needs: str) -> None:
    assert here(source).needs == needs


def lesson(broken: str, fixed: str) -> Any:
    return SimpleNamespace(
        broken=SimpleNamespace(source=broken, file="broken.py"), fixed=SimpleNamespace(source=fixed, file="fixed.py")
    )


def test_a_lesson_offers_each_program_under_its_section() -> None:
    views = runs(lesson("print(1)\n", "import threading\nthreading.Thread()\n"))
    assert [(view.section, view.file, view.needs) for view in views] == [
        ("the-output", "broken.py", ""),
        ("the-fix", "fixed.py", "threads"),
    ]


def test_where_neither_runs_it_is_said_once() -> None:
    (view,) = runs(lesson("import multiprocessing\n", "import threading\nthreading.Thread()\n"))
    assert view.neither and view.section == "the-output" and view.needs == "processes and threads"


def program(source: str) -> subprocess.CompletedProcess[str]:
    """Runs it as the worker does."""
    code = (
        "import sys; name, source = sys.argv[1:]; space = {'__file__': 'run_program.py'};"
        " exec(compile(open(name).read(), 'run_program.py', 'exec'), space);"
        " sys.exit(space['run_program'](source, 'broken.py'))"
    )
    command = [sys.executable, "-B", "-c", code, str(RUNNER), source]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("lesson_folder", sorted(path.parent.name for path in (ROOT / "lessons").glob("*/broken.py")))
@pytest.mark.parametrize("file", ["broken.py", "fixed.py"])
def test_what_is_offered_prints_what_it_prints_in_a_terminal(lesson_folder: str, file: str) -> None:
    source = (ROOT / "lessons" / lesson_folder / file).read_text()
    found = here(source)
    if found.needs:
        return
    here_lines = program(found.source).stdout.splitlines()
    there = subprocess.run([sys.executable, "-B", "-c", source], capture_output=True, text=True, timeout=60, check=True)
    shapes = [re.sub(r"[\d.]+", "#", line) for line in there.stdout.splitlines()]
    assert here_lines and [re.sub(r"[\d.]+", "#", line) for line in here_lines] == shapes[-len(here_lines) :]


def test_an_error_is_shown_as_python_shows_it() -> None:
    source = "def f():\n    1 / 0\n\ntry:\n    f()\nexcept ZeroDivisionError as e:\n    raise ValueError('so') from e\n"
    done = program("print('before')\n" + source)
    assert done.returncode == 1 and done.stdout == "before\n"
    assert "run_program.py" not in done.stderr
    assert done.stderr.count("Traceback (most recent call last):") == 2
    assert done.stderr.endswith('File "broken.py", line 8, in <module>\n    raise ValueError(\'so\') from e\nValueError: so\n')


@pytest.mark.parametrize(
    ("source", "status", "errors"),
    [
        ("", 0, ""),
        ("raise SystemExit", 0, ""),
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit('no')", 1, "no\n"),
        ("x = (", 1, "SyntaxError: '(' was never closed\n"),
    ],
)
def test_the_exit_status_is_pythons(source: str, status: int, errors: str) -> None:
    done = program(source)
    assert done.returncode == status
    assert done.stderr.endswith(errors) and bool(done.stderr) == bool(errors)


def test_coroutines_take_turns_as_in_a_terminal() -> None:
    source = (
        "import asyncio\n\n"
        "async def turns(name):\n    for turn in range(3):\n        print(name, turn)\n        await asyncio.sleep(0.01 * turn)\n\n"
        "async def main():\n    await asyncio.gather(turns('a'), turns('b'))\n\nasyncio.run(main())\n"
    )
    there = subprocess.run([sys.executable, "-B", "-c", source], capture_output=True, text=True, timeout=60, check=True)
    assert program(source).stdout == there.stdout


def test_a_program_is_its_own_main() -> None:
    done = program("import sys\nif __name__ == '__main__':\n    print(__file__, sys.argv, sys.modules['__main__'].__file__)\n")
    assert done.stdout == "broken.py ['broken.py'] broken.py\n"
