"""The kind `native`: C++ is compiled inside a box, then run by threads of the exercise's own."""

from pathlib import Path

import pytest
from course import CourseExercise, check_of, copy_kit
from measuring import managed_pythons

EXERCISE = CourseExercise("release-it-in-cpp")
MISTAKES = EXERCISE.folder / "check/mistakes"

HEAD = "#include <pybind11/pybind11.h>\n"
NOTHING = "PYBIND11_MODULE(life, module) {}\n"
# Two copies of itself at each of 150 levels: it never ends, and takes no memory.
ENDLESS = "#if __INCLUDE_LEVEL__ < 150\n#include __FILE__\n#include __FILE__\n#endif\n"


@pytest.fixture(scope="module")
def modules(tmp_path_factory) -> Path:
    """Where the reference stays once it is built."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def keep_modules(gilkit, modules):
    """As at home: only the first grading of all has to build the reference."""
    gilkit.environment["XDG_CACHE_HOME"] = str(modules)


def explained(outcome) -> str:
    return "\n\n".join(outcome.result["explanation"])


@pytest.mark.parametrize("tier", ["A", "B", "C", "D"])
@pytest.mark.costly
def test_the_solution_passes_in_every_box(graded, tier):
    outcome = graded(EXERCISE.solution(), env={"GILKIT_TIER": tier})
    assert (outcome.code, outcome.verdict, outcome.result["score"]) == (0, "passed", 1)
    assert check_of(outcome, "compiles")["status"] == "passed"
    assert outcome.report["machine"]["sandbox_tier"] >= tier


def test_the_stub_is_told_that_its_cpp_holds_the_gil(gilkit):
    """By its exercise's name: the file is found whatever it is called."""
    outcome = gilkit.grade(EXERCISE)
    assert (outcome.code, outcome.verdict) == (1, "not-parallel")
    assert outcome.result["submission"].endswith("submission.cpp")
    assert "gil_scoped_release" in explained(outcome) and "worker processes" not in explained(outcome)


@pytest.mark.costly
def test_the_reference_is_built_once(graded, tmp_path):
    def built(tier: str) -> list[tuple[str, int]]:
        outcome = graded(HEAD + NOTHING, env={"GILKIT_TIER": tier, "XDG_CACHE_HOME": str(tmp_path / "cache")})
        assert outcome.verdict == "invalid-submission"  # so that nothing is measured
        return [(file.name, file.stat().st_ino) for file in tmp_path.glob("cache/gilkit/references/*")]

    assert built("D") == []  # where submissions could write to it, nothing is kept
    first = built("B")
    assert len(first) == 1
    assert built("B") == first  # not written again


@pytest.mark.costly
def test_a_lock_of_its_own_is_not_taken_for_the_gil(graded):
    outcome = graded((MISTAKES / "one_mutex.cpp").read_text())
    assert (outcome.code, outcome.verdict) == (1, "not-parallel")
    if outcome.report["machine"]["sampling"]["available"]:
        assert "std::mutex" in explained(outcome)


def test_what_the_compiler_says_has_the_learners_own_path_and_line(gilkit, tmp_path):
    file = tmp_path / EXERCISE.id / "submission.cpp"
    file.parent.mkdir()
    file.write_text(HEAD + "int answer() { return missing; }\n" + NOTHING)
    outcome = gilkit.grade(file.parent)
    assert (outcome.code, outcome.verdict) == (1, "invalid-submission")
    assert outcome.result["message"].startswith(f"{file}:2: error: ")
    assert "missing" in outcome.result["message"]
    assert check_of(outcome, "compiles")["status"] == "failed"
    assert f"{file}:2:" in explained(outcome)
    assert "/gilkit/" not in explained(outcome)


@pytest.mark.costly
def test_an_error_in_a_header_is_told_at_the_line_that_led_to_it(graded):
    outcome = graded(HEAD + "struct Mine {};\nPYBIND11_MODULE(life, module) {\n    module.attr(\"x\") = pybind11::int_(Mine());\n}\n")
    assert outcome.verdict == "invalid-submission"
    assert "submission.cpp:4: error: " in outcome.result["message"]


NO_MODULES = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "a program": b"int main() {}\n",
    "a long error": b"#error " + b"x" * 500_000,
    "many errors": HEAD.encode() + b"void f() {\n" + b"y;\n" * 50_000,
}


@pytest.mark.parametrize("name", NO_MODULES)
@pytest.mark.costly
def test_what_is_no_module_is_an_invalid_submission(graded, name):
    outcome = graded(NO_MODULES[name])
    assert (outcome.code, outcome.verdict) == (1, "invalid-submission")
    assert len(outcome.result["message"]) < 1000 and len(explained(outcome)) < 20_000


@pytest.mark.costly
def test_what_the_box_hides_the_compiler_does_not_see_either(graded):
    secrets = ("/etc/shadow", str(EXERCISE.solution_file), "reference.cpp", "driver.py")
    seen = "".join(f'#if __has_include("{secret}")\n#error {secret} can be seen\n#endif\n' for secret in secrets)
    outcome = graded(seen + "#if __has_include(\"submission.cpp\")\n#error that is all\n#endif\n")
    assert outcome.verdict == "invalid-submission"
    assert "that is all" in outcome.result["message"] and "can be seen" not in outcome.out


@pytest.fixture
def hasty(gilkit, tmp_path):
    """A copy of the kit in which compiling may take 12 s only."""
    root = copy_kit(tmp_path / "kit")
    toml = root / "exercises" / EXERCISE.folder.name / "exercise.toml"
    toml.write_text(toml.read_text().replace('module = "life"', 'module = "life"\nbuild_s = 12'))
    gilkit.root = root
    return gilkit


@pytest.mark.costly
def test_compiling_that_never_ends_is_ended(hasty, graded):
    outcome = graded(ENDLESS)
    assert (outcome.code, outcome.verdict) == (1, "time-limit")
    assert "still being compiled after 12 s" in outcome.result["message"]


@pytest.mark.costly
def test_compiling_may_take_so_much_memory_only(graded):
    outcome = graded('#include "/dev/zero"\n')
    assert (outcome.code, outcome.verdict) == (1, "memory-limit")


IMPORTS = {
    "crashes": ("void die() { *(volatile int*)0 = 1; }\nPYBIND11_MODULE(life, module) { die(); }\n", "crashed"),
    "throws": ('#include <stdexcept>\nPYBIND11_MODULE(life, module) { throw std::runtime_error("no"); }\n', "invalid-submission"),
    "offers nothing": (NOTHING, "invalid-submission"),
    "has another name": (NOTHING.replace("life", "live"), "invalid-submission"),
    "lacks a definition": ("int gone();\nint there = gone();\n" + NOTHING, "invalid-submission"),
    "ends": ("#include <cstdlib>\nPYBIND11_MODULE(life, module) { std::_Exit(0); }\n", "no-result"),
}


@pytest.mark.parametrize("name", IMPORTS)
@pytest.mark.costly
def test_what_goes_wrong_when_it_is_imported_is_told(graded, name):
    source, verdict = IMPORTS[name]
    outcome = graded(HEAD + source)
    assert (outcome.code, outcome.verdict) == (1, verdict)
    assert "driver.py" not in outcome.out and "line " not in outcome.result["message"]


@pytest.mark.costly
def test_a_function_that_takes_something_else_is_told_by_python(graded):
    outcome = graded(HEAD + 'PYBIND11_MODULE(life, module) { module.def("population", [](int n) { return n; }); }\n')
    assert (outcome.code, outcome.verdict) == (1, "crashed")
    assert "incompatible function arguments" in outcome.result["message"]


def managed(version: str) -> Path:
    found = managed_pythons(f"{version}*/bin/python3")
    if not found:
        pytest.skip(f"there is no Python {version} here")
    return found[0]


@pytest.mark.costly
def test_an_interpreter_that_pybind11_does_not_know_is_replaced_and_told(gilkit):
    header = Path("/usr/include/pybind11/detail/common.h").read_text()
    if "PYBIND11_VERSION_MAJOR 2" not in header or "PYBIND11_VERSION_MINOR 1" not in header:
        pytest.skip("this pybind11 may know Python 3.13")
    if any(f"PYBIND11_VERSION_MINOR {minor}" in header for minor in (13, 14, 15)):
        pytest.skip("this pybind11 knows Python 3.13")
    outcome = gilkit("grade", "--python", managed("3.13"), "--format", "json", "--exercise", EXERCISE, EXERCISE.solution_file.parent)
    assert (outcome.code, outcome.verdict) == (0, "passed")
    assert not outcome.result["interpreter"]["version"].startswith("3.13")
    assert "is too new for the pybind11" in explained(outcome)


@pytest.mark.costly
def test_an_interpreter_that_it_knows_is_used(gilkit):
    outcome = gilkit("grade", "--python", managed("3.12"), "--format", "json", "--exercise", EXERCISE, EXERCISE.solution_file.parent)
    assert (outcome.code, outcome.verdict) == (0, "passed")
    assert outcome.result["interpreter"]["version"].startswith("3.12")


@pytest.mark.parametrize("gone", ["CMakeLists.txt", "driver.py", "reference.cpp"])
@pytest.mark.costly
def test_a_file_of_the_exercise_that_is_missing_is_named(hasty, gone):
    (hasty.root / "exercises" / EXERCISE.folder.name / "check" / gone).unlink()
    outcome = hasty("grade", EXERCISE)
    assert outcome.code == 2 and f"check/{gone}: " in outcome.err


@pytest.mark.costly
def test_rules_that_do_not_work_are_an_error_of_the_grader(hasty):
    rules = hasty.root / "exercises" / EXERCISE.folder.name / "check/CMakeLists.txt"
    rules.write_text(rules.read_text() + "find_package(Nowhere REQUIRED)\n")
    outcome = hasty.grade(EXERCISE)
    assert (outcome.code, outcome.result["verdict"]) == (3, "error")
    assert "CMakeLists.txt" in outcome.result["message"] and "Nowhere" in outcome.result["message"]
