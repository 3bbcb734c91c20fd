"""Where hostile submissions are graded: forms of the box, a kit with short limits, and things to reach for.

A case is a file in cases/. Its first lines say what it is and what it may get:

    # 36. Talks to the machine and to the world.
    # gets: wrong-answer            verdicts or reasons, any of which is right
    # says: reached: []             what its output must contain
    # never says: …                 what it must not contain
    # not in: D (why)               tiers that can't hold it
    # with: job                     begins with the worked solution's imports and job()
    # time: 30                      seconds that it may take, in place of 4
    # last: why                     graded when all others are done, for it would keep them from being decided

@root@, @canary@, @port@, @abstract@ and @token@ in it become the kit's folder, a file outside of the box that everybody
may write, a listening port of this machine, a socket without a file, and a word.
"""

import contextlib
import fcntl
import functools
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(os.environ["GILKIT_ROOT"])
sys.path.insert(0, str(ROOT / "grader/tests"))
from outcome import Outcome  # noqa: E402

BINARY = Path(os.environ["GILKIT_BINARY"])
HERE = Path(__file__).parent
EXERCISE = "four-threads-one-core"
PYTHON = "/usr/bin/python3"
AT_ONCE = 4  # gradings
PATIENCE_S = 900  # with a hang; four pools at a time, of twelve runs each, take minutes on two busy cores
GOES_AWAY_S = 120
ALL_FORMS = bool(os.environ.get("GILKIT_ALL_FORMS"))
LEARNER = 64_123  # an ordinary user, for tests that run as root


@dataclass(frozen=True)
class Form:
    """How the grader runs: as whom, and in which tier."""

    tier: str
    as_root: bool

    def __str__(self) -> str:
        return f"{'root' if self.as_root else 'user'}-{self.tier}"


@functools.cache
def why_no_control_groups() -> str:
    """Why root can't make them, found out without gilkit; empty when it can."""
    groups = dict(line.split(":", 2)[1:] for line in Path("/proc/self/cgroup").read_text().splitlines())
    for controller in ("memory", "pids"):
        if controller not in groups:
            return f"no control group of version 1 has the controller {controller}, and version 2 wants gilkit alone in one"
        folder = Path(f"/sys/fs/cgroup/{controller}{groups[controller]}/tried-by-tests")
        try:
            folder.mkdir()
        except OSError as error:
            return str(error)
        folder.rmdir()
    return ""


def forms() -> list[Form]:
    """Boxed as everybody that we can be, and less well as an ordinary user; GILKIT_ALL_FORMS=1: every combination.

    Tier A is the same walls as B and one more, which takes root where nobody has handed groups down to us.
    """
    if os.geteuid() != 0:
        return [Form(tier, False) for tier in "BCD"]
    every = [Form(tier, True) for tier in "ABCD"] + [Form(tier, False) for tier in "BCD"]
    return every if ALL_FORMS else [form for form in every if form == best_form() or not form.as_root]


def best_form() -> Form:
    if os.geteuid() != 0:
        return Form("B", False)
    return Form("B" if why_no_control_groups() else "A", True)


def as_whom(form: Form) -> list[str]:
    """The beginning of a command line that runs the rest as the form's user."""
    if os.geteuid() != 0 or form.as_root:
        return []
    return ["setpriv", f"--reuid={LEARNER}", f"--regid={LEARNER}", "--clear-groups", "--"]


@dataclass
class Case:
    file: Path
    title: str = ""
    source: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.file.stem

    @property
    def is_honest(self) -> bool:
        return self.file.parent.name != "cases"

    @property
    def gets(self) -> list[str]:
        return self.notes["gets"].split()

    def is_held_in(self, tier: str) -> bool:
        return tier not in self.notes.get("not in", "").partition("(")[0].split()

    @property
    def is_measured(self) -> bool:
        """Its verdict takes timed runs, which are the same in every tier."""
        return not {"passed", "not-parallel", "wasted-work", "too-slow"}.isdisjoint(self.gets)

    def why_not_in(self, form: Form) -> str:
        """Why it is not graded there; empty when it is."""
        if not self.is_held_in(form.tier):
            return f"tier {self.notes['not in']}"
        # Measuring is the same everywhere; that honest programs pass is seen as an ordinary user, too.
        measured_there = form == best_form() or (form.tier == "B" and "passed" in self.gets)
        if self.is_measured and not measured_there and not ALL_FORMS:
            return f"measured in {best_form()}; GILKIT_ALL_FORMS=1 measures it here, too"
        return ""


def cases() -> list[Case]:
    found = []
    for file in sorted((HERE / "cases").glob("*.py")):
        case = Case(file, source=file.read_text())
        first, *lines = itertools.takewhile(lambda line: line.startswith("#"), case.source.splitlines())
        case.title = re.fullmatch(r"# \d+\. (.+)", first)[1]
        for line in lines:
            key, _, value = line[1:].partition(": ")
            assert key.strip() in {"gets", "says", "never says", "not in", "with", "time", "last"}, f"{file}: {line}"
            case.notes[key.strip()] = value
        found.append(case)
    return found


@dataclass
class Graded(Outcome):
    left: list[str]  # processes, described
    files: list[str]  # in the temporary folder
    place: Path  # where all of it was


class Arena:
    def __init__(self, at_once: int = AT_ONCE):
        # Not in pytest's folders: an ordinary user may not enter those of root.
        self.folder = Path(tempfile.mkdtemp(prefix="gilkit-arena-"))
        self.folder.chmod(0o755)
        self.kit = self.folder / "kit"
        make_kit(self.kit, "4")
        for name in ("gilkit", "gilkit-init"):
            shutil.copy(BINARY.parent / name, self.folder / name)
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)
        self.numbers = itertools.count()
        self.pool = ThreadPoolExecutor(at_once)
        self.listeners = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        self.abstract = f"gilkit-arena-{os.getpid()}"
        self.listeners[1].bind("\0" + self.abstract)
        self.listeners[1].listen()
        self.before = traces()
        solution = next(self.kit.glob(f"solutions/*-{EXERCISE}/submission.py")).read_text()
        self.job = solution.split("def run_jobs")[0]

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)
        for listener in self.listeners:
            listener.close()
        shutil.rmtree(self.folder)

    def left_behind(self) -> list[str]:
        """What was not there when this began, and stays: what other tests are at work with goes away."""
        left = traces() - self.before
        end = time.monotonic() + GOES_AWAY_S
        while left and time.monotonic() < end:
            time.sleep(0.5)
            left &= traces()
        return sorted(left)

    def place(self) -> Path:
        folder = self.folder / str(next(self.numbers))
        folder.mkdir()
        return folder

    def grade(self, form: Form, source: str | bytes, **options) -> Graded:
        """Waits for the verdict."""
        return self._grade(form, source, self.place(), **options)

    def honest_cases(self) -> list[Case]:
        """The worked solution, and the stub as it comes."""
        (solution,), (stub,) = self.kit.glob(f"solutions/*-{EXERCISE}/submission.py"), self.kit.glob(f"exercises/*-{EXERCISE}/submission.py")
        return [
            Case(solution, source=solution.read_text(), notes={"gets": "passed"}),
            Case(stub, source=stub.read_text(), notes={"gets": "not-parallel"}),
        ]

    def submit(self, form: Form, case: Case) -> Future:
        """Grades beside others."""
        place = self.place()
        values = {
            "root": str(self.kit),
            "canary": str(self.canary(place)),
            "port": str(self.listeners[0].getsockname()[1]),
            "abstract": self.abstract,
            "token": place.name,
        }
        options = {}
        if "time" in case.notes:
            options["kit"] = place / "kit"
            make_kit(options["kit"], case.notes["time"])
        source = re.sub("@(\\w+)@", lambda match: values[match[1]], case.source)
        if "with" in case.notes:
            source = self.job + source
        return self.pool.submit(self._grade, form, source, place, **options)

    def canary(self, place: Path) -> Path:
        file = place / "canary"
        if not file.exists():
            file.write_text("alive")
            file.chmod(0o666)
        return file

    def _grade(self, form: Form, source: str | bytes, place: Path, **options) -> Graded:
        canary = self.canary(place)
        file = place / EXERCISE / "submission.py"
        file.parent.mkdir()
        file.write_bytes(source if isinstance(source, bytes) else source.encode())
        graded = self.run(form, place, file, **options)
        assert canary.read_text() == "alive", "the submission wrote to a file outside of its box"
        return graded

    def run(
        self,
        form: Form,
        place: Path,
        file: Path,
        format: str = "json",
        prefix: tuple = (),  # of gilkit's command line
        python: str = PYTHON,
        keeper: tuple = (),  # options of keeper.py
        kit: Path | None = None,  # another one than everybody's
    ) -> Graded:
        tmp = place / "tmp"
        tmp.mkdir()
        line = [*prefix, str(self.folder / "gilkit"), "grade", "--python", python, "--format", format]
        line += ["--require-tier", form.tier, str(file)]
        if as_whom(form):
            os.chown(tmp, LEARNER, LEARNER)
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(tmp),
            "TMPDIR": str(tmp),
            "CI": "true",
            "GILKIT_ROOT": str(kit or self.kit),
            "GILKIT_TIER": form.tier,
        }
        kept = subprocess.run(
            [*as_whom(form), PYTHON, "-I", HERE / "keeper.py", *keeper, "--", *line],
            env=environment, cwd="/", capture_output=True, text=True, timeout=PATIENCE_S,
        )
        assert kept.returncode == 0, kept.stderr
        files = sorted(path.name for path in tmp.iterdir())
        return Graded(**json.loads(kept.stdout), files=files, place=place)


def make_kit(folder: Path, time_s: str) -> None:
    """A copy of the course, with short limits."""
    for part in ("lessons", "exercises", "solutions", "grader/runner"):
        shutil.copytree(ROOT / part, folder / part)
    toml = next(folder.glob(f"exercises/*-{EXERCISE}/exercise.toml"))
    toml.write_text(toml.read_text().replace("time_s = 10.0", f"time_s = {time_s}.0\nmemory_mb = 512"))
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)


def is_left_over(group: Path) -> bool:
    """Nobody holds it: other graders may be at work on this machine."""
    try:
        fd = os.open(group, os.O_RDONLY)
    except (FileNotFoundError, PermissionError):  # gone, or somebody else's
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
    return group.exists()


def traces() -> set[str]:
    """What hostile programs may leave on a machine, beside processes and files of their own."""
    found = {f"mount: {line}" for line in Path("/proc/self/mounts").read_text().splitlines()}
    found |= {f"control group: {path}" for path in Path("/sys/fs/cgroup").glob("**/gilkit-box-*") if is_left_over(path)}
    found |= {f"shared memory: {name}" for name in os.listdir("/dev/shm")}
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            _, *lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()
            found |= {f"System V {kind}: {line.split()[1]}" for line in lines}
    return found
