"""The wrapper builds when it must, only then, and hands everything on to the native program."""

import os
import signal
import subprocess

import pytest
from conftest import Clone, built, told


def last_build(clone):
    """Changes whenever the build tool ran."""
    return (clone.build / "build.log").stat().st_mtime_ns


def test_first_run_builds_and_the_second_does_not(clone):
    first = clone.run("a")
    assert first.returncode == 0, first.stderr_text
    assert "building for the first time" in first.stderr_text
    assert told(first) == ("hello", str(clone.path), "/", ["a"])
    assert not (clone.build / "grader/some_test").exists(), "only ./gilkit test builds the tests"

    before = last_build(clone)
    second = clone.run("b")
    assert (second.returncode, second.stderr_text, last_build(clone)) == (0, "", before)
    assert told(second)[3] == ["b"]


def test_arguments_output_and_exit_code_pass_through_unchanged(built_clone):
    words = ["", "two words", 'a "quote"', "it's", "*", "$HOME", "back\\slash", "--", "-x", "line\nbreak", "test"]
    assert told(built_clone.run(*words))[3] == words
    assert told(built_clone.run())[3] == []
    assert told(built_clone.run("--help"))[3] == ["--help"]
    assert built_clone.run("exit", "4").returncode == 4
    assert built_clone.run("cat", input="from stdin").stdout_text == "from stdin"


def test_stdin_is_left_to_the_program_on_the_first_run_too(clone):
    run = clone.run("cat", input="from stdin")
    assert built(run)
    assert run.stdout_text == "from stdin"


def test_finds_its_clone_through_links_and_from_any_folder(built_clone, folder):
    bin_folder = folder / "some bin"
    bin_folder.mkdir()
    (bin_folder / "gilkit").symlink_to("../clone/gilkit")
    (folder / "g").symlink_to(bin_folder / "gilkit")
    root = str(built_clone.path)
    path = f"{bin_folder}:{os.environ['PATH']}"
    for command, cwd in [
        ([folder / "g"], folder),
        (["../g"], bin_folder),
        (["sh", "gilkit"], built_clone.path),
        (["clone/gilkit"], folder),
        (["sh", "-c", "exec gilkit"], "/"),
    ]:
        environment = built_clone.environment(PATH=path, CDPATH=str(folder))
        run = built_clone.run(command=command, cwd=cwd, environment=environment)
        assert (run.returncode, run.stderr_text) == (0, ""), command
        assert told(run)[:3] == ("hello", root, str(cwd)), command


def test_an_edit_is_built_before_the_next_run(built_clone):
    built_clone.edit("grader/src/words.hpp", "hello", "changed")
    run = built_clone.run()
    assert built(run)
    assert told(run)[0] == "changed"
    assert not built(built_clone.run())


@pytest.mark.parametrize("name", ["CMakeLists.txt", "CMakePresets.json", "cmake/packages.txt", "grader/CMakeLists.txt"])
def test_a_change_to_how_it_is_built_counts_and_settles(built_clone, name):
    os.utime(built_clone.path / name)
    run = built_clone.run()
    assert run.returncode == 0, run.stderr_text
    assert built(run)
    assert not built(built_clone.run())


def test_presets_are_read_again_when_they_changed(built_clone):
    built_clone.edit("CMakePresets.json", '"CMAKE_BUILD_TYPE": "Release"', '"CMAKE_BUILD_TYPE": "MinSizeRel"')
    built_clone.run()
    assert "CMAKE_BUILD_TYPE:STRING=MinSizeRel" in (built_clone.build / "CMakeCache.txt").read_text()


def test_a_deleted_source_counts(built_clone):
    (built_clone.path / "grader/src/unused.hpp").unlink()
    assert built(built_clone.run())
    assert not built(built_clone.run())


def test_lessons_tests_and_python_caches_do_not_count(built_clone):
    for name in ["lessons/new.md", "grader/tests/new.cpp", "grader/src/__pycache__/x.pyc", "grader/runner/__pycache__/x.pyc"]:
        file = built_clone.path / name
        file.parent.mkdir(exist_ok=True)
        if file.parent.name == "__pycache__" and file.parent.parent.name == "src":
            os.utime(file.parent.parent, (1, 1))  # as if the cache's folder had been there at the build
        file.write_text("")
    os.utime(built_clone.path / "lessons/lesson.md")
    assert not built(built_clone.run())
    os.utime(built_clone.path / "grader/runner/runner.py")
    assert built(built_clone.run())


def test_a_compile_error_shows_the_compilers_words_and_runs_nothing(built_clone):
    built_clone.edit("grader/src/main.cpp", "int main", "int oops = nothing_of_that_name;\nint main")
    for _ in range(2):
        run = built_clone.run()
        assert run.returncode == 3
        assert run.stdout_text == ""
        assert "main.cpp" in run.stderr_text and "nothing_of_that_name" in run.stderr_text
        assert "the build failed" in run.stderr_text
        assert not built_clone.stamp.exists()
    built_clone.edit("grader/src/main.cpp", "int oops = nothing_of_that_name;\n", "")
    assert told(built_clone.run())[0] == "hello"


def test_a_configuration_error_shows_cmakes_words_and_is_not_continued(clone):
    clone.edit("CMakeLists.txt", "enable_testing()", 'message(FATAL_ERROR "the library is not here")')
    run = clone.run()
    assert run.returncode == 3
    assert "the library is not here" in run.stderr_text
    assert not clone.stamp.exists()
    clone.edit("CMakeLists.txt", 'message(FATAL_ERROR "the library is not here")', "enable_testing()")
    assert clone.run().returncode == 0


def test_a_moved_clone_is_built_anew(built_clone, folder):
    place = folder / "another place"
    built_clone.path.rename(place)
    moved = Clone(place)
    run = moved.run()
    assert run.returncode == 0, run.stderr_text
    assert told(run)[:2] == ("hello", str(place))
    assert f"CMAKE_HOME_DIRECTORY:INTERNAL={place}\n" in (moved.build / "CMakeCache.txt").read_text()
    assert not built(moved.run())


def test_a_copied_clone_is_built_from_its_own_sources(built_clone, folder):
    place = folder / "copy"
    subprocess.run(["cp", "-a", built_clone.path, place], check=True)
    command = [place / "gilkit"]
    run = built_clone.run(command=command)
    assert built(run), "its program was built elsewhere"
    (place / "grader/src/words.hpp").write_text('#define WORD "the copy"\n')
    assert told(built_clone.run(command=command))[0] == "the copy"
    assert told(built_clone.run())[0] == "hello"


def test_odd_surroundings(folder):
    clone = Clone.make(folder / "it's a clone, über [1] $HOME")
    nothing = clone.environment(HOME=None, TERM=None, LANG=None)
    for _ in range(2):
        run = clone.run("a", environment=nothing)
        assert run.returncode == 0, run.stderr_text
        assert told(run)[1] == str(clone.path)


@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams(clone, closing):
    run = clone.run(command=["sh", "-c", f'"$0" "$@" {closing}', clone.path / "gilkit", "exit", "4"])
    assert run.returncode == 4, run.stderr_text
    assert clone.stamp.exists()


def test_two_first_runs_at_once_build_once(clone):
    clone.make_build_slow()
    first = clone.start()
    clone.wait_for("waiting")
    second = clone.start()
    try:
        assert "waiting for it" in second.stderr.readline()
    finally:
        (clone.path / "go").touch()
    for process in (first, second):
        process.stdout_text, process.stderr_text = process.communicate(timeout=60)
        assert process.returncode == 0, process.stderr_text
        assert told(process)[0] == "hello"
    assert built(first)
    assert not built(second)


def test_the_lock_is_given_back_before_the_program_runs(clone):
    first = clone.start("cat", stdin=subprocess.PIPE)
    try:
        clone.wait_for("build/release/gilkit.stamp")
        os.utime(clone.main)
        assert clone.run().returncode == 0
        assert first.poll() is None
    finally:
        first.communicate(timeout=60)


def test_ctrl_c_stops_the_build_and_the_next_run_goes_on(clone):
    clone.make_build_slow()
    process = clone.start()
    clone.wait_for("waiting")
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == ""
    assert "interrupted" in errors
    assert not clone.stamp.exists()
    (clone.path / "go").touch()
    assert told(clone.run())[0] == "hello"


class Stranger:
    """Runs a clone's wrapper as somebody who may read the clone and not write to it."""

    def __init__(self, clone):
        self.clone = clone
        self.command = [clone.path / "gilkit"]
        if os.geteuid() == 0:
            self.command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *self.command]

    def run(self, *arguments):
        if os.geteuid() == 0:
            return self.clone.run(*arguments, command=self.command)
        folders = [self.clone.path, *(p for p in self.clone.path.rglob("*") if not p.is_symlink())]
        modes = {path: path.stat().st_mode & 0o777 for path in folders}
        for path, mode in modes.items():
            path.chmod(mode & 0o555)
        try:
            return self.clone.run(*arguments, command=self.command)
        finally:
            for path, mode in modes.items():
                path.chmod(mode)


def test_somebody_elses_clone_runs_while_it_is_up_to_date(built_clone, folder):
    stranger = Stranger(built_clone)
    run = stranger.run("a")
    assert (run.returncode, run.stderr_text) == (0, "")
    assert told(run)[3] == ["a"]

    os.utime(built_clone.main)
    run = stranger.run("a")
    assert run.returncode == 3
    assert run.stdout_text == ""
    assert "is older than its sources, and you can't write to" in run.stderr_text
    assert f"(owner: {built_clone.build.owner()})" in run.stderr_text
    assert stranger.run("test").returncode == 3

    built_clone.run()
    place = folder / "elsewhere"
    built_clone.path.rename(place)
    run = Stranger(Clone(place)).run("a")
    assert (run.returncode, run.stderr_text) == (0, ""), "a program that is up to date runs wherever it is seen"
    assert told(run)[1] == str(place)


def test_somebody_elses_clone_that_was_never_built(clone):
    run = Stranger(clone).run()
    assert run.returncode == 3
    assert "was never built, and you can't write to" in run.stderr_text
    assert not (clone.path / "build").exists()


def test_gilkit_test_builds_all_and_runs_ctest(clone):
    passed = clone.run("test")
    assert passed.returncode == 0, passed.stderr_text
    assert "100% tests passed, 0 tests failed out of 1" in passed.stdout_text
    assert clone.stamp.exists()
    assert not built(clone.run()), "all includes the program"

    (clone.path / "make_the_test_fail").touch()
    failed = clone.run("test", "-L", "unit")
    assert failed.returncode == 1
    assert "0% tests passed, 1 tests failed out of 1" in failed.stdout_text


def test_gilkit_test_takes_ctests_options(clone):
    listed = clone.run("test", "-N")
    assert listed.returncode == 0
    assert "Total Tests: 1" in listed.stdout_text
    nothing = clone.run("test", "-R", "nothing of that name")
    assert nothing.returncode == 1, "no test run is no test passed"
    label = clone.run("test", "unit")
    assert (label.returncode, label.stdout_text) == (2, "")
    assert "./gilkit test -L 'unit'" in label.stderr_text
    plain = clone.run("test", "-V", environment=clone.environment(NO_COLOR="1"))
    assert "CLICOLOR=0" in plain.stdout_text


def test_gilkit_test_with_a_test_that_does_not_compile(built_clone):
    built_clone.edit("grader/tests/some_test.cpp", "int main", "int oops = nothing_of_that_name;\nint main")
    run = built_clone.run("test")
    assert run.returncode == 3
    assert run.stdout_text == ""
    assert "nothing_of_that_name" in run.stderr_text


def test_gilkit_test_help_has_an_example_and_builds_nothing(clone):
    run = clone.run("test", "--help")
    assert run.returncode == 0
    assert "Example: ./gilkit test -L unit" in run.stdout_text
    assert not (clone.path / "build").exists()


def test_whoever_presses_tab_waits_for_no_build_and_sees_no_error(clone):
    question = ["complete-words", "bash", "--", "gr"]
    nobody = clone.run(*question)
    assert (nobody.returncode, nobody.stdout_text, nobody.stderr_text) == (0, "", "")
    assert not clone.build.exists()

    assert clone.run().returncode == 0
    clone.edit("grader/src/words.hpp", "hello", "changed")
    before = last_build(clone)
    asked = clone.run(*question)
    assert (asked.returncode, asked.stderr_text, last_build(clone)) == (0, "", before)
    assert told(asked) == ("hello", str(clone.path), "/", question)
