"""What stands ready in ci/ and action.yml: as far as it can be done here, it is, in a bare system."""

import base64
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml  # type: ignore[import]
from bare_root import LEARNER, BareRoot, needed, release
from conftest import ROOT

EXERCISE = "why-the-gil-exists"  # graded in a moment
FOLDER = "03-why-the-gil-exists"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
CLASSROOM = yaml.safe_load((ROOT / "ci/github/classroom.yml").read_text())
GITLAB = yaml.safe_load((ROOT / "ci/gitlab/gilkit.gitlab-ci.yml").read_text())
DOCKERFILE = (ROOT / "ci/container/Dockerfile").read_text()


def instructions() -> list[tuple[str, str]]:
    """Of the Dockerfile: (instruction, the rest), with what is continued on one line."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word, rest) for line in joined.splitlines() if line for word, _, rest in [line.partition(" ")]]


@pytest.fixture(scope="module")
def system(bare: BareRoot, package: Path) -> BareRoot:
    """What the Dockerfile makes, but for the package, which is built already."""
    needed(release()["ID"] == "debian", "the Dockerfile is for Debian, and this is another distribution")
    bare.must(f"userdel {LEARNER} && rm -r /home/{LEARNER}")  # the image makes its own
    folder = bare.path("/packages")
    folder.mkdir()
    shutil.copy(package, folder)
    stage = [index for index, (word, _) in enumerate(instructions()) if word == "FROM"][1]
    for word, rest in instructions()[stage:]:
        if word == "RUN":
            bare.must(rest)
    return bare


@pytest.fixture(scope="module")
def assignment(system: BareRoot) -> str:
    """A repository that a student has cloned from a workspace: one exercise is solved."""
    system.must(
        f"gilkit init assignment && cp /usr/share/gilkit/solutions/{FOLDER}/submission.py assignment/{FOLDER}/", user=LEARNER
    )
    return f"/home/{LEARNER}/assignment"


def test_the_image_grades_as_an_ordinary_user(system: BareRoot, assignment: str) -> None:
    last = dict(instructions())
    assert last["USER"] == LEARNER and last["WORKDIR"] == f"/home/{LEARNER}"
    system.must(json.loads(last["CMD"]), user=LEARNER)
    system.must(f"cd {assignment} && gilkit grade {EXERCISE}", user=LEARNER)
    # Containers have no namespaces to give away.
    system.must(f"cd {assignment} && gilkit grade --require-tier C {EXERCISE}", user=LEARNER, GILKIT_TIER="C")


def test_the_image_is_built_from_what_it_copies() -> None:
    words = [word for word, _ in instructions()]
    assert words[:3] == ["FROM", "COPY", "RUN"]
    build = instructions()[2][1]
    (copied,) = [rest for word, rest in instructions() if word == "COPY" and "--from=build" in rest]
    assert "-B /packages" in build and copied == "--from=build /packages/*.deb /packages/"
    assert "./gilkit --version" in build and (ROOT / "gilkit").is_file()


class Runner:
    """What GitHub gives to a step: files to write to, and variables. A package that was built before lies in the cache."""

    def __init__(self, system: BareRoot, package: Path, workspace: str):
        self.system, self.workspace = system, workspace
        self.temporary = system.path("/tmp/runner")
        shutil.rmtree(self.temporary, ignore_errors=True)
        (self.temporary / "gilkit").mkdir(parents=True)
        shutil.copy(package, self.temporary / "gilkit")
        self.action = "/opt/action"
        place = system.path(self.action)
        if not place.exists():
            place.mkdir(parents=True)
            tracked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
            files = subprocess.run(tracked, check=True, stdout=subprocess.PIPE).stdout
            copy = ["tar", "--create", "-C", str(ROOT), "--null", "--files-from=-"]
            packed = subprocess.run(copy, input=files, check=True, stdout=subprocess.PIPE).stdout
            subprocess.run(["tar", "--extract", "-C", str(place)], input=packed, check=True)

    def step(self, step: dict, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """One `run` of the action. `values`: of the expressions in it."""
        assert step["shell"] == "bash"
        variables = {name: values[text] for name, text in step.get("env", {}).items()}
        for name in ("output", "summary"):
            (self.temporary / name).touch()
        self.temporary.joinpath("script.sh").write_text(step["run"])
        # As GitHub starts bash.
        line = f"cd {self.workspace} && bash --noprofile --norc -eo pipefail /tmp/runner/script.sh"
        return self.system.run(
            line,
            **variables,
            GITHUB_ACTIONS="true",
            GITHUB_WORKSPACE=self.workspace,
            GITHUB_ACTION_PATH=self.action,
            GITHUB_OUTPUT="/tmp/runner/output",
            GITHUB_STEP_SUMMARY="/tmp/runner/summary",
            RUNNER_TEMP="/tmp/runner",
        )

    def outputs(self) -> dict[str, str]:
        lines = (self.temporary / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


def run_action(runner: Runner, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Its steps in their order; what the last one, which grades, has said."""
    given = {name: str(what.get("default", "")) for name, what in ACTION["inputs"].items()} | inputs
    values = {"${{ inputs.%s }}" % name: value for name, value in given.items()}
    done = None
    for step in ACTION["runs"]["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
            assert step["with"]["path"] == "${{ runner.temp }}/gilkit"
            continue
        done = runner.step(step, values)
        assert step.get("id") == "grade" or done.returncode == 0, done.stdout + done.stderr
    assert done is not None
    return done


def test_the_action_passes_marks_and_sums_up(reports: None, system: BareRoot, package: Path, assignment: str) -> None:
    runner = Runner(system, package, assignment)
    done = run_action(runner, submissions=EXERCISE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert EXERCISE in (runner.temporary / "summary").read_text()
    outputs = runner.outputs()
    assert re.fullmatch(r"gilkit-debian-12-\w+-[0-9a-f]{64}", outputs["key"])
    assert ACTION["outputs"]["result"]["value"] == "${{ steps.grade.outputs.result }}"
    assert json.loads(base64.b64decode(outputs["result"]))["status"] == "pass"


def test_the_action_fails_with_an_annotation(reports: None, system: BareRoot, package: Path, assignment: str) -> None:
    system.must(f"cd {assignment} && cp /usr/share/gilkit/exercises/{FOLDER}/submission.py wrong.py")
    runner = Runner(system, package, assignment)
    done = run_action(runner, submissions=f"\n  {EXERCISE}\n", exercise="")
    assert done.returncode == 0, done.stdout + done.stderr
    runner = Runner(system, package, assignment)
    done = run_action(runner, submissions="wrong.py", exercise=EXERCISE)
    assert done.returncode == 1
    assert re.search(r"^::error file=[^\n]*wrong\.py", done.stdout, re.MULTILINE), done.stdout
    assert json.loads(base64.b64decode(runner.outputs()["result"]))["status"] == "fail"


def test_inputs_are_never_a_part_of_a_script() -> None:
    """Whoever may write an input must not be able to write commands."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_classroom_workflow_hands_the_result_to_the_reporter() -> None:
    (job,) = CLASSROOM["jobs"].values()
    checkout, grade, report = job["steps"]
    assert re.fullmatch(r"actions/checkout@v\d+", checkout["uses"])
    assert grade["uses"].startswith("OWNER/gilkit@") and set(grade["with"]) <= set(ACTION["inputs"])
    name = report["with"]["runners"]
    assert report["env"] == {f"{name.upper()}_RESULTS": "${{ steps.%s.outputs.result }}" % grade["id"]}
    assert "always()" in report["if"]
    assert CLASSROOM["permissions"] == {"checks": "write", "actions": "read", "contents": "read"}


def test_gitlab_gets_a_report_of_what_failed(reports: None, system: BareRoot, assignment: str) -> None:
    job = GITLAB["gilkit"]
    report = job["artifacts"]["reports"]["junit"]

    def grade(submissions: str) -> int:
        lines = "\n".join(job["script"])
        done = system.run(f"cd {assignment}\n{lines}", user=LEARNER, **{**GITLAB["variables"], "GILKIT_SUBMISSIONS": submissions})
        return done.returncode

    assert grade(EXERCISE) == 0
    suites = ElementTree.parse(system.path(f"{assignment}/{report}")).getroot()
    assert suites.findall(".//testcase") and not suites.findall(".//failure")
    system.must(f"gilkit init ~/untouched && cp -r untouched/{FOLDER} {assignment}/{EXERCISE}", user=LEARNER)
    assert grade(f"{EXERCISE}/submission.py") == 1
    suites = ElementTree.parse(system.path(f"{assignment}/{report}")).getroot()
    assert suites.findall(".//failure")
    assert job["artifacts"]["when"] == "always"


def test_the_devcontainer_is_of_the_image_and_its_command_runs(system: BareRoot, assignment: str) -> None:
    text = (ROOT / "ci/devcontainer/devcontainer.json").read_text()
    settings = json.loads("\n".join(line for line in text.splitlines() if not line.strip().startswith("//")))
    assert settings["remoteUser"] == LEARNER
    assert f"--tag {settings['image']} " in DOCKERFILE
    system.must(f"cd {assignment} && {settings['postCreateCommand']}", user=settings["remoteUser"])
    for option in shlex.split(" ".join(settings["runArgs"])):
        assert option == "--security-opt" or option in DOCKERFILE
