"""Clones for the wrapper's tests: the real wrapper around a made-up project that builds in a second."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

CMAKELISTS = """\
cmake_minimum_required(VERSION 3.22)
project(made_up LANGUAGES CXX)
enable_testing()
add_subdirectory(grader)
"""

GRADER_CMAKELISTS = """\
add_executable(gilkit src/main.cpp)
set_target_properties(gilkit PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
add_custom_target(gilkit_runtime DEPENDS gilkit)
add_executable(some_test tests/some_test.cpp)
add_test(NAME some_test COMMAND some_test "${PROJECT_SOURCE_DIR}/make_the_test_fail")
set_tests_properties(some_test PROPERTIES LABELS unit)
"""

# Keeps the build busy until the clone's file `go` exists, and tells of it by the file `waiting`.
SLOW_STEP = """\
add_custom_target(slow COMMAND sh -c "touch waiting; until [ -e go ]; do sleep 0.05; done"
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" VERBATIM)
add_dependencies(gilkit_runtime slow)
"""

# Tells what it was called with, with a NUL between; `exit N` leaves with N, `cat` copies stdin. Only C headers: the
# tests build it dozens of times.
MAIN = r"""
#include "words.hpp"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char** argv) {
    const char* first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "exit") == 0) {
        return atoi(argv[2]);
    }
    if (strcmp(first, "cat") == 0) {
        for (int c = getchar(); c != EOF; c = getchar()) {
            putchar(c);
        }
        return 0;
    }
    char cwd[4096];
    printf("%s%c%s%c%s", WORD, 0, getenv("GILKIT_ROOT"), 0, getcwd(cwd, sizeof cwd));
    for (int i = 1; i < argc; ++i) {
        printf("%c%s", 0, argv[i]);
    }
    return 0;
}
"""

# Fails when the file that it is given exists.
SOME_TEST = r"""
#include <stdio.h>
#include <stdlib.h>
int main(int, char** argv) {
    const char* clicolor = getenv("CLICOLOR");
    printf("CLICOLOR=%s\n", clicolor ? clicolor : "");
    return fopen(argv[1], "r") ? 1 : 0;
}
"""


class Clone:
    """A clone that is there already; Clone.make makes one."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.build = self.path / "build/release"
        self.stamp = self.build / "gilkit.stamp"
        self.main = self.path / "grader/src/main.cpp"

    @classmethod
    def make(cls, path):
        files = {
            "CMakeLists.txt": CMAKELISTS,
            "CMakePresets.json": (REPOSITORY / "CMakePresets.json").read_text(),
            "cmake/packages.txt": "# the list\n\ndpkg  # always there\n",
            "cmake/bootstrap.sh": (REPOSITORY / "cmake/bootstrap.sh").read_text(),
            "grader/CMakeLists.txt": GRADER_CMAKELISTS,
            "grader/src/main.cpp": MAIN,
            "grader/src/words.hpp": '#define WORD "hello"\n',
            "grader/src/unused.hpp": "",
            "grader/runner/runner.py": "",
            "grader/tests/some_test.cpp": SOME_TEST,
            "lessons/lesson.md": "",
        }
        for name, text in files.items():
            file = pathlib.Path(path) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        shutil.copy(REPOSITORY / "gilkit", path)
        return cls(path)

    def environment(self, **changes):
        """The tests' environment less what would reach the wrapper from outside; None takes a variable away."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("GILKIT_", "CMAKE_", "CTEST_"))}
        environment.update(changes)
        return {k: str(v) for k, v in environment.items() if v is not None}

    def start(self, *arguments, command=None, cwd="/", environment=None, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        # A session of its own: no terminal that sudo could ask on, and a group that can get a Ctrl-C.
        return subprocess.Popen(
            [*(command or [self.path / "gilkit"]), *arguments],
            cwd=cwd, env=environment or self.environment(), text=True, start_new_session=True, **options)

    def run(self, *arguments, input=None, **options):
        if input is not None:
            options["stdin"] = subprocess.PIPE
        process = self.start(*arguments, **options)
        try:
            process.stdout_text, process.stderr_text = process.communicate(input, timeout=120)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return process

    def edit(self, name, old, new):
        file = self.path / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def make_build_slow(self):
        self.edit("grader/CMakeLists.txt", GRADER_CMAKELISTS, GRADER_CMAKELISTS + SLOW_STEP)

    def wait_for(self, name):
        deadline = time.monotonic() + 60
        while not (self.path / name).exists():
            assert time.monotonic() < deadline, f"{name} did not appear"
            time.sleep(0.02)


def built(run):
    """Whether the wrapper went to the build, by its own words."""
    return "building" in run.stderr_text


def told(run):
    """What the made-up program was told: word, GILKIT_ROOT, working folder, arguments."""
    word, root, cwd, *arguments = run.stdout_text.split("\0")
    return word, root, cwd, arguments


@pytest.fixture
def folder():
    """Like tmp_path, but other users can look into it."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="gilkit-wrapper-")).resolve()
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def clone(folder):
    return Clone.make(folder / "clone")


@pytest.fixture
def built_clone(clone):
    assert clone.run().returncode == 0
    return clone
