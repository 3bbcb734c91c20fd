"""The Debian package: what stands in it, and that on a bare system an ordinary user needs nothing else."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bare_root import LEARNER, BareRoot, needed
from conftest import ROOT, pack, project_version

EXERCISE = "why-the-gil-exists"  # graded in a moment
FOLDER = "03-why-the-gil-exists"
# Returns right answers only where it can read them.
THIEF = f"""
with open("/usr/share/gilkit/solutions/{FOLDER}/submission.py") as file:
    exec(file.read())
"""


def field(package: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "--field", package, name], capture_output=True, text=True, check=True).stdout.strip()


def names(packages: str) -> list[str]:
    return [word.split()[0] for word in packages.split(", ")]


def test_version_and_names(package: Path) -> None:
    assert field(package, "Package") == "gilkit"
    assert field(package, "Version") == project_version()
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    assert package.name == f"gilkit_{project_version()}_{architecture}.deb"
    assert field(package, "Section") == "education"


def test_it_depends_on_what_the_list_of_packages_has_and_on_libraries(package: Path) -> None:
    listed = re.findall(r"^([a-z0-9][^ ]*) ", (ROOT / "cmake/packages.txt").read_text(), re.MULTILINE)
    depends = names(field(package, "Depends"))
    libraries = [name for name in depends if name.startswith("lib")]
    assert set(depends) - set(libraries) == {"bubblewrap", "python3"} <= set(listed)
    assert {"libc6", "libstdc++6", "libelf1", "libseccomp2"} <= {re.sub("t64$", "", name) for name in libraries}
    recommends = names(field(package, "Recommends"))
    assert set(recommends) <= set(listed) and not set(recommends) & set(depends)
    assert not [name for name in depends + recommends if "pytest" in name or name.startswith("doctest")]


def test_two_packagings_make_the_same_bytes(package: Path, tmp_path: Path) -> None:
    """In folders of other names, at other times. That two builds do, cmake/packaging/release.sh --check tells."""
    again = pack(tmp_path / "a folder with a longer name")
    assert again.read_bytes() == package.read_bytes()


def test_lintian_finds_nothing_wrong(package: Path) -> None:
    needed(shutil.which("lintian"), "there is no lintian; install the package lintian")
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", package], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def system(bare: BareRoot, package: Path) -> BareRoot:
    bare.install(str(package))
    return bare


@pytest.fixture(scope="module")
def workspace(system: BareRoot) -> str:
    """A folder of the learner's."""
    made = system.must("gilkit init ~/gil && cd gil && gilkit progress", user=LEARNER)
    assert "\n  gilkit\n" in made
    return "~/gil"


def test_an_ordinary_user_calls_it(system: BareRoot) -> None:
    assert system.must(["gilkit", "--version"], user=LEARNER) == f"gilkit {project_version()}\n"
    listed = system.must(["gilkit", "list"], user=LEARNER)
    assert EXERCISE in listed
    assert system.must("cd / && gilkit list", user=LEARNER) == listed


def test_a_stub_fails_and_a_solution_passes(system: BareRoot, workspace: str) -> None:
    failed = system.run(f"cd {workspace}; gilkit grade --format json {EXERCISE}", user=LEARNER)
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert json.loads(failed.stdout)["results"][0]["reason"] == "wrong-answer"
    system.must(f"cp /usr/share/gilkit/solutions/{FOLDER}/submission.py {workspace}/{FOLDER}/", user=LEARNER)
    passed = json.loads(system.must(f"cd {workspace}; gilkit grade --format json {EXERCISE}", user=LEARNER))
    assert passed["results"][0]["verdict"] == "passed"


@pytest.mark.parametrize("user", [LEARNER, "root"])
@pytest.mark.parametrize("tier", ["A", "C"])
def test_the_course_in_usr_is_hidden_from_submissions(system: BareRoot, tier: str, user: str) -> None:
    """A or the best below it that there is; C has no namespaces."""
    files = {"thief": THIEF, "honest": (ROOT / "solutions" / FOLDER / "submission.py").read_text()}
    for name, source in files.items():
        path = system.path(f"/tmp/{name}.py")
        path.write_text(source)
        path.chmod(0o644)
        done = system.run(
            f"gilkit grade --format json --exercise {EXERCISE} --require-tier C /tmp/{name}.py", user=user, GILKIT_TIER=tier
        )
        assert done.stdout, done.stderr
        verdict = json.loads(done.stdout)["results"][0]["verdict"]
        assert verdict == {"thief": "failed", "honest": "passed"}[name], done.stdout


def test_the_machine_is_examined(system: BareRoot) -> None:
    report = json.loads(system.must(["gilkit", "doctor", "--format", "json"], user=LEARNER))
    assert report["ready"] and report["gilkit"] == project_version()


def test_what_a_native_exercise_needs_is_said(system: BareRoot) -> None:
    """The compiler is recommended, not required."""
    done = system.run(["gilkit", "grade", "release-it-in-cpp"], user=LEARNER)
    assert done.returncode != 0 and "g++" in done.stdout + done.stderr


def test_manual_and_completions_are_where_they_are_looked_for(system: BareRoot) -> None:
    page = gzip.decompress(system.path("/usr/share/man/man1/gilkit.1.gz").read_bytes()).decode()
    assert page == system.must(["gilkit", "man"], user=LEARNER)
    assert not system.path("/usr/share/zsh/site-functions/_gilkit").exists()
    for shell, place in {
        "bash": "bash-completion/completions/gilkit",
        "zsh": "zsh/vendor-completions/_gilkit",
        "fish": "fish/vendor_completions.d/gilkit.fish",
    }.items():
        assert system.path(f"/usr/share/{place}").read_text() == system.must(["gilkit", "completions", shell], user=LEARNER)
    completed = """
        source /usr/share/bash-completion/completions/gilkit
        COMP_WORDS=(gilkit mea) COMP_CWORD=1
        _gilkit gilkit mea gilkit
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    assert system.must(["bash", "-ec", completed], user=LEARNER) == "measure\n"


def test_the_website_is_built_with_what_is_recommended_for_it(system: BareRoot) -> None:
    refused = system.run("gilkit site build --out ~/site", user=LEARNER)
    assert refused.returncode == 3 and "python3-jinja2" in refused.stderr, refused.stderr
    system.install("python3-jinja2", "python3-markdown-it", "python3-pygments", "python3-cairosvg", "fonts-dejavu-core")
    built = system.must("gilkit site build --out ~/site && ls ~/site", user=LEARNER)
    assert "index.html" in built.splitlines()


def test_what_is_removed_leaves_nothing(system: BareRoot) -> None:
    """The last test: of what the system's folders held, nothing is left that has to do with gilkit."""
    system.must("apt-get -qq purge -y gilkit", DEBIAN_FRONTEND="noninteractive")
    gone = system.run("command -v gilkit")
    assert gone.returncode != 0
    found = system.must(
        "find / -xdev \\( -path /proc -o -path /dev -o -path /home -o -path /tmp -o -path /var/cache/apt \\) -prune -o "
        "-iname '*gilkit*' -print"
    )
    assert found == ""
