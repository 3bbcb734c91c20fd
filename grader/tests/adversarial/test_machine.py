"""Machines that lack something: told clearly before anything is graded, and never taken for a program's fault.

A machine is made worse in a mount namespace of its own, by mounting over what is there: nothing of the real one is
changed. Nothing is removed in such a namespace, for /dev and the like are the same file systems outside.
"""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from arena import EXERCISE, LEARNER, PYTHON, Arena, Form, as_whom
from conftest import skip_without
from outcome import Outcome
from processes import descendants, is_alive

FORMS = [Form(tier, as_root) for as_root in ([True, False] if os.geteuid() == 0 else [False]) for tier in "BCD"]
EVERY = pytest.mark.parametrize("form", FORMS, ids=str)

# Does what honest programs do, and gets "wrong-answer" where the machine lets it.
NEEDY = """
import concurrent.futures, multiprocessing, tempfile

def run_jobs(sizes, workers):
    multiprocessing.Lock()
    with tempfile.TemporaryFile() as file:
        file.write(bytes(100_000))
    for kind in (concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor):
        with kind(4) as pool:
            list(pool.map(abs, range(8)))
    return None
"""
# A /dev with these in it only.
DEVICES = """
mount -t tmpfs -o mode=755 none {scratch}
for name in {names}; do touch {scratch}/$name; mount --bind /dev/$name {scratch}/$name; done
mkdir -m 1777 {scratch}/{folder}
mount --rbind {scratch} /dev
"""
NO_TMP = """
mount -t tmpfs -o mode=755 none {scratch}
for path in /*; do
    case $path in /tmp) continue ;; esac
    if [ -L $path ]; then cp -P $path {scratch}; elif [ -d $path ]; then
        mkdir {scratch}$path
        mount --rbind $path {scratch}$path
    fi
done
cd {scratch}
mkdir .old
/usr/sbin/pivot_root . .old
umount -l .old
cd /
"""


@dataclass
class Machine:
    """What is wrong with it, and what gilkit says then in the tiers that can't do without."""

    name: str
    mounts: str = ""  # shell, as root, in a mount namespace of its own
    shell: str = ""  # what the learner's shell does first
    environment: dict = field(default_factory=dict)  # None: not set
    refused: str = ""  # tiers
    says: tuple = ()

    def __str__(self) -> str:
        return self.name


def limit(option: str, letter: str) -> Machine:
    says = (f"(ulimit -{letter})", "raise it")
    return Machine(option, shell=f"prlimit --pid $$ {option}", refused="BCD", says=says)


MACHINES = [
    limit("--nofile=16", "n"),
    limit("--as=20000000", "v"),
    limit("--data=1000000", "d"),
    limit("--data=100000000", "d"),
    limit("--stack=100000", "s"),
    limit("--fsize=5000", "f"),
    limit("--cpu=2", "t"),
    limit("--nproc=3", "u"),
    Machine("stacks of 1 GiB", shell="prlimit --pid $$ --stack=1073741824"),
    Machine("little address space by habit", shell="prlimit --pid $$ --as=400000000:"),
    Machine("no /proc", "mount -t tmpfs none /proc", refused="BCD", says=("/proc can't be read", "mount it")),
    Machine("hidepid", "mount -t proc -o hidepid=2 proc /proc"),
    Machine(
        "no /dev/null", DEVICES.format(scratch="{scratch}", names="zero full random urandom tty", folder="shm"),
        refused="BCD", says=("no device /dev/null", "mknod"),
    ),
    Machine(
        "no /dev/shm", DEVICES.format(scratch="{scratch}", names="null zero full random urandom tty", folder="pts"),
        refused="CD", says=("/dev/shm is missing", "mount it"),
    ),
    Machine(
        "a full /dev/shm", "mount -t tmpfs -o size=1m none /dev/shm", refused="CD", says=("room in /dev/shm", "1 MiB")
    ),
    Machine(
        "a full disk", "mount -t tmpfs -o size=4k,mode=1777 none {tmp}",
        refused="CD", says=("room in {tmp}", "0 MiB", "TMPDIR"),
    ),
    Machine(
        "a disk full of files", "mount -t tmpfs -o nr_inodes=8,mode=1777 none {tmp}",
        refused="CD", says=("room in {tmp}", "files", "TMPDIR"),
    ),
    Machine(
        "a read-only disk", "mount -o remount,bind,ro /", refused="CD", says=("{tmp}: Read-only file system", "TMPDIR")
    ),
    Machine("no /tmp", NO_TMP, environment={"TMPDIR": None}, refused="BCD", says=("/tmp",)),
    Machine("no /tmp, but TMPDIR", NO_TMP, refused="B", says=("no folder /tmp", "mkdir -m 1777 /tmp")),
    Machine("a relative TMPDIR", shell="cd {tmp}", environment={"TMPDIR": "here"}),
    Machine("no HOME", environment={"HOME": None}),
    Machine("a HOME that is not there", environment={"HOME": "/no/such/home"}),
    Machine("a read-only HOME", "mount --bind -r {place} {place}; mount -t tmpfs -o mode=1777 none {tmp}"),
    Machine("a read-only working directory", "mount --bind -r {kit} {kit}", shell="cd {kit}"),
    Machine("a working directory that is gone", shell="mkdir {tmp}/gone; cd {tmp}/gone; rmdir {tmp}/gone"),
]


class Learner:
    """Grades in a shell of the form's user. Nothing may be left: no process, no file in TMPDIR or HOME."""

    def __init__(self, arena: Arena, form: Form):
        self.arena, self.form, self.place = arena, form, arena.place()
        self.names = {"place": self.place, "kit": arena.kit}
        for name in ("tmp", "home", "scratch"):
            self.names[name] = self.place / name
            self.names[name].mkdir()
            if as_whom(form):
                os.chown(self.names[name], LEARNER, LEARNER)
        self.submission = self.place / EXERCISE / "submission.py"
        self.submission.parent.mkdir()
        self.submission.write_text(NEEDY)

    def grade(self, machine: Machine, *options: object, python: object = PYTHON, **streams) -> Outcome:
        words = ["grade", "--python", python, "--format", "json", "--require-tier", self.form.tier]
        return self(machine, *words, *options, self.submission, **streams)

    def __call__(self, machine: Machine, *words: object, **streams) -> Outcome:
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "{home}", "TMPDIR": "{tmp}",
            "GILKIT_ROOT": str(self.arena.kit), "GILKIT_TIER": self.form.tier, **machine.environment,
        }
        environment = {name: self.fill(value) for name, value in environment.items() if value is not None}
        shell = ["sh", "-ec", self.fill(machine.shell) + '\nexec "$@"', "sh"]
        with tempfile.TemporaryFile("w+") as left:
            # What is left is looked at where the mounts can be seen, and told through a descriptor of its own.
            fd = left.fileno()
            look = f'code=0; "$@" {fd}>&- || code=$?; cd /; ls -A {{tmp}} {{home}} >&{fd}; exit $code'
            outer = ["bash", "-ec", self.fill(machine.mounts + "\n" + look), "bash"]
            if machine.mounts:
                outer = ["unshare", "-m", "--propagation", "private", *outer]
            line = [*outer, *as_whom(self.form), *shell, self.arena.folder / "gilkit", *words]
            done = subprocess.run(
                [str(word) for word in line], env=environment, cwd="/", stdin=subprocess.DEVNULL, text=True,
                pass_fds=[fd], timeout=120, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
            )
            left.seek(0)
            assert left.read() == self.fill("{home}:\n\n{tmp}:\n")
        assert not [pid for pid in descendants() if is_alive(pid)]
        return Outcome(done.returncode, done.stdout or "", done.stderr or "")

    def fill(self, text: str) -> str:
        for name, path in self.names.items():
            text = text.replace("{%s}" % name, str(path))
        return text


@pytest.fixture(scope="module")
def arena():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/var/tmp")  # for machines without /tmp
        arena = Arena()
    yield arena
    arena.close()


@pytest.fixture
def learner(arena, form):
    skip_without(form)
    return Learner(arena, form)


def skip_without_mounts() -> None:
    tried = subprocess.run(["unshare", "-m", "--propagation", "private", "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        pytest.skip(f"no mounts can be made here: {tried.stderr.strip()}")


@pytest.mark.parametrize("machine", MACHINES, ids=str)
@EVERY
def test_a_machine_that_lacks_something(learner, form, machine):
    if machine.mounts:
        skip_without_mounts()
    outcome = learner.grade(machine)
    if form.tier in machine.refused:
        assert (outcome.code, outcome.out) == (3, ""), outcome
        for words in machine.says:
            assert learner.fill(words) in outcome.err
    else:
        assert (outcome.code, outcome.err) == (1, "") and outcome.verdict == "wrong-answer", outcome


@pytest.mark.parametrize("folder", ["/no/such/folder", "{place}/four-threads-one-core/submission.py", "/usr/lib"])
@EVERY
def test_a_temporary_folder_that_can_not_be_used(learner, form, folder):
    outcome = learner.grade(Machine("", environment={"TMPDIR": folder}))
    # Root writes everywhere; in tier C its programs are somebody else's, and get /tmp where that one can't go.
    if form.tier == "B" or (form.as_root and (form.tier == "C" or folder == "/usr/lib")):
        assert outcome.verdict == "wrong-answer"
    else:
        assert (outcome.code, outcome.out) == (3, "")
        assert learner.fill(f"a temporary folder in {folder}: ") in outcome.err and "set TMPDIR" in outcome.err


ONE = pytest.mark.parametrize("form", FORMS[:1], ids=str)
@ONE
def test_a_report_that_finds_no_room_is_told_before_and_leaves_the_old_one(learner):
    skip_without_mounts()
    full = "mount -t tmpfs -o size=4k,mode=1777 none {scratch}; echo old > {scratch}/report"
    outcome = learner.grade(
        Machine("", f"{full}; trap 'ls -A {{scratch}} >&2; cat {{scratch}}/report >&2' EXIT"),
        "--output", learner.names["scratch"] / "report",
    )
    assert outcome.code == 3
    told, rest = outcome.err.split("\n", 1)
    assert "report: No space left on device; name a file" in told
    assert rest == "report\nold\n"


@ONE
def test_full_devices(learner):
    sound = Machine("")
    with open("/dev/full", "w") as full:
        for outcome in (learner.grade(sound, "--output", "/dev/full"), learner.grade(sound, stdout=full)):
            assert (outcome.code, outcome.out) == (3, "")
            assert "can't write the result: write: No space left on device" in outcome.err
        for words in (["list"], ["--help"], ["--version"], ["grade", "--help"]):
            outcome = learner(sound, *words, stdout=full)
            assert outcome.code == 3 and "can't write" in outcome.err
        # Who can't be told anything gets the exit code at least.
        assert learner.grade(sound, stderr=full).verdict == "wrong-answer"
        assert learner(sound, "grade", "no-such-exercise", stderr=full).code == 2


@pytest.mark.parametrize(
    ("source", "mode", "says"),
    [
        ("echo no json", 0o755, "does not answer like a Python interpreter"),
        ("echo '{}'; echo oops >&2; exit 1", 0o755, "does not answer like a Python interpreter (oops)"),
        ("head -c 3000000 /dev/zero", 0o755, "does not answer like a Python interpreter"),
        ("kill -SEGV $$", 0o755, "does not answer like a Python interpreter"),
        ("exec python3", 0o644, "Permission denied"),
        (None, 0o755, "Permission denied"),  # a folder
        ("#!/no/such/program", 0o755, "what runs it (its #! line, its loader) is missing"),
    ],
)
@ONE
def test_interpreters_that_are_none(learner, source, mode, says):
    python = learner.place / "python"
    if source is None:
        python.mkdir()
    else:
        python.write_text(source if source.startswith("#!") else f"#!/bin/sh\n{source}\n")
    python.chmod(mode)
    outcome = learner.grade(Machine(""), python=python)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"'{python}'" in outcome.err and says in outcome.err and "--python PATH" in outcome.err


@ONE
def test_the_doctor_and_verify_know_it_too(learner):
    limited = limit("--nofile=16", "n")
    outcome = learner(limited, "verify", EXERCISE, "--python", PYTHON)
    assert (outcome.code, outcome.out) == (3, "") and "(ulimit -n)" in outcome.err
    limited.environment["XDG_CACHE_HOME"] = "{scratch}"
    outcome = learner(limited, "doctor", "--format", "json", "--python", PYTHON)
    assert outcome.code == 4 and json.loads(outcome.out)["missing"] == ["program-room"]
