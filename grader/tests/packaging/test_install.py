"""`cmake --install` below a prefix: the program finds its parts wherever that is, and writes nothing there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BUILD, ROOT, project_version

EXERCISE = "why-the-gil-exists"  # graded in a moment
FOLDER = "03-why-the-gil-exists"


def run(program: Path | str, *words: object, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(cwd), **variables}
    return subprocess.run(
        [str(program), *map(str, words)],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def install(prefix: Path, destdir: str = "") -> None:
    environment = {**os.environ, "DESTDIR": destdir} if destdir else {**os.environ}
    line = ["cmake", "--install", str(BUILD), "--prefix", str(prefix)]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def listing(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What is there, with sizes, permissions and times."""
    return {
        str(path.relative_to(folder)): (status.st_size, status.st_mode, status.st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        for status in [path.lstat()]
    }


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installed below one prefix, then moved to another one."""
    folder = tmp_path_factory.mktemp("installed")
    install(folder / "first place")
    (folder / "first place").rename(folder / "other place")
    return folder / "other place"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def workspace(prefix: Path, home: Path) -> Path:
    made = run(prefix / "bin/gilkit", "init", "course", cwd=home)
    assert made.returncode == 0, made.stderr
    # What one types where it is installed.
    assert "\n  cd course\n  gilkit\n" in made.stdout
    return home / "course"


def test_the_layout_is_that_of_the_file_system_hierarchy_standard(prefix: Path) -> None:
    files = {name for name in listing(prefix) if (prefix / name).is_file()}
    assert {name.split("/")[0] for name in files} == {"bin", "libexec", "share"}
    assert {name for name in files if name.startswith("bin/")} == {"bin/gilkit"}
    assert {
        "libexec/gilkit/gilkit-archive",
        "libexec/gilkit/gilkit-init",
        "share/man/man1/gilkit.1",
        "share/bash-completion/completions/gilkit",
        "share/zsh/site-functions/_gilkit",
        "share/fish/vendor_completions.d/gilkit.fish",
        "share/doc/gilkit/README.md",
        "share/doc/gilkit/CHANGELOG.md",
        "share/doc/gilkit/LICENSE",
    } <= files
    # The course as it is in the clone, but for what nobody needs there.
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for area in ("lessons/", "exercises/", "solutions/", "grader/runner/", "grader/schema/"):
        ours = {name for name in tracked if name.startswith(area)}
        installed = {name.removeprefix("share/gilkit/") for name in files if name.startswith(f"share/gilkit/{area}")}
        assert ours == installed and ours


def test_destdir_stands_before_any_prefix(tmp_path: Path) -> None:
    install(Path("/opt/gilkit"), destdir=str(tmp_path / "stage"))
    program = tmp_path / "stage/opt/gilkit/bin/gilkit"
    assert run(program, "list", cwd=tmp_path).returncode == 0
    assert not Path("/opt/gilkit").exists()


def test_no_file_knows_where_it_was_built_or_looks_for_libraries_there(prefix: Path) -> None:
    for file in [prefix / "bin/gilkit", *(prefix / "libexec/gilkit").glob("python/*.so")]:
        dynamic = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True).stdout
        assert "NEEDED" in dynamic and "RPATH" not in dynamic and "RUNPATH" not in dynamic
    for file in prefix.rglob("*"):
        if file.is_file():
            assert str(ROOT).encode() not in file.read_bytes(), file


def test_one_version(prefix: Path, home: Path) -> None:
    version = project_version()
    assert run(prefix / "bin/gilkit", "--version", cwd=home).stdout == f"gilkit {version}\n"
    assert f'"gilkit {version}"' in (prefix / "share/man/man1/gilkit.1").read_text().splitlines()[0]
    bindings = run(
        sys.executable, "-Bc", "import gilkit; print(gilkit.__version__)", cwd=home, PYTHONPATH=str(prefix / "libexec/gilkit/python")
    )
    assert bindings.stdout == f"{version}\n", bindings.stderr


def test_the_changelog_begins_with_what_is_next_or_with_this_version() -> None:
    headings = [line[3:] for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    released = [heading for heading in headings if heading != "Unreleased"]
    assert headings[: len(headings) - len(released)] in ([], ["Unreleased"])
    if headings[0] != "Unreleased":
        assert headings[0].startswith(f"{project_version()} - ")
    else:
        # What is next has a version that was not released yet.
        assert all(not heading.startswith(f"{project_version()} ") for heading in released)


def test_it_works_when_called_through_a_link_and_by_its_name(prefix: Path, home: Path) -> None:
    (home / "link").symlink_to(prefix / "bin/gilkit")
    (home / "again").symlink_to("link")
    by_path = run(prefix / "bin/gilkit", "list", cwd=home)
    assert by_path.returncode == 0 and EXERCISE in by_path.stdout
    assert run(home / "again", "list", cwd=home).stdout == by_path.stdout
    assert run("gilkit", "list", cwd=home, PATH=f"{prefix}/bin:/usr/bin:/bin").stdout == by_path.stdout


def test_a_learner_works_in_a_workspace_and_nothing_is_written_below_the_prefix(
    prefix: Path, home: Path, workspace: Path
) -> None:
    before = listing(prefix)
    program = prefix / "bin/gilkit"

    def learner(*words: object, code: int = 0) -> str:
        done = run(program, *words, cwd=workspace)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    submission = workspace / FOLDER / "submission.py"
    assert "wrong-answer" in learner("grade", EXERCISE, code=1)
    learner("hint", EXERCISE)
    submission.write_text((prefix / "share/gilkit/solutions" / FOLDER / "submission.py").read_text())
    learner("grade", EXERCISE)
    learner("solution", EXERCISE)
    assert "is the stub again" in learner("reset", "--yes", EXERCISE)
    assert submission.read_text() == (prefix / "share/gilkit/exercises" / FOLDER / "submission.py").read_text()
    assert learner("update") == "Everything is as new as this gilkit.\n"
    learner("lesson", EXERCISE, "--plain")
    learner("list")
    learner("progress")
    learner("verify", "--only", EXERCISE)
    learner("measure", "--", "/usr/bin/python3", "-c", "pass")
    assert "Sandbox: tier " in learner("doctor")
    assert learner("man").startswith(".TH")
    assert learner("complete-words", "bash", "--", "mea") == "words\nmeasure\n"
    learner("site", "build", "--out", home / "site")
    assert (home / "site/index.html").is_file()
    assert listing(prefix) == before


@pytest.mark.parametrize("words", [["watch"], ["watch", EXERCISE], ["reset", "--yes", EXERCISE], ["update"]])
def test_outside_of_a_workspace_it_says_how_to_make_one(prefix: Path, home: Path, words: list[str]) -> None:
    done = run(prefix / "bin/gilkit", *words, cwd=home)
    assert done.returncode == 2 and "gilkit init" in done.stderr
    assert "./gilkit" not in done.stderr and "clone" not in done.stderr


def test_what_is_not_installed_as_a_whole_says_so(prefix: Path, home: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    for name in ("bin/gilkit", "libexec/gilkit/gilkit-init"):
        (half / name).parent.mkdir(parents=True)
        (half / name).hardlink_to(prefix / name)
    done = run(half / "bin/gilkit", "list", cwd=home)
    assert done.returncode == 2
    assert f"no lessons/course.toml in {half}/share/gilkit" in done.stderr and "install it again" in done.stderr


@pytest.mark.parametrize("words", [["grade", "--help"], ["doctor"], ["list"]])
def test_nobody_is_told_to_type_what_only_a_clone_has(prefix: Path, home: Path, words: list[str]) -> None:
    done = run(prefix / "bin/gilkit", *words, cwd=home)
    assert done.returncode == 0
    assert "./gilkit" not in done.stdout + done.stderr
