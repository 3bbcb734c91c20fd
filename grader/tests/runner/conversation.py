"""Talks with runner.py as the grader does, over a socket that it finds as descriptor 3, under every Python there is."""

import contextlib
import functools
import json
import os
import select
import shutil
import socket
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("GILKIT_ROOT", Path(__file__).parents[3]))
RUNNER = ROOT / "grader/runner/runner.py"
PATIENCE_S = 120
# The socket has some other number here, and only the child may give it that one.
AS_DESCRIPTOR_3 = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.execv(sys.argv[2], sys.argv[2:])"


@functools.cache
def interpreters() -> dict[str, str]:
    """Version → path, of every Python since 3.9 that is installed: the distribution's, the version manager's, PyPy."""
    named = ["python3", *(f"python3.{minor}" for minor in range(9, 20)), "pypy3"]
    places = [path for name in named if (path := shutil.which(name))] + ["/usr/bin/python3"]
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    if os.access(versions, os.X_OK | os.R_OK):
        places += [str(path) for path in sorted(versions.glob("*/bin/python3"))]
    question = (
        "import sys, sysconfig; i = sys.implementation; print(*sys.version_info[:2]);"
        "print(i.name + '-%d.%d.%d' % sys.version_info[:3] + 't' * bool(sysconfig.get_config_var('Py_GIL_DISABLED')));"
        "print(sys.executable)"
    )
    found = {}
    for path in places:
        # A version manager's shim may stand for a version that is not switched on.
        asked = subprocess.run([path, "-c", question], capture_output=True, text=True)
        if asked.returncode == 0:
            version, name, executable = asked.stdout.splitlines()
            if tuple(map(int, version.split())) >= (3, 9):
                found[name] = executable
    return dict(sorted(found.items()))


@pytest.fixture(params=list(interpreters().values()), ids=list(interpreters()))
def python(request) -> str:
    if "pypy" in request.param and request.node.get_closest_marker("between_bytecodes"):
        pytest.skip("PyPy tells of lines only, and not in functions that share variables: nobody passes a race there")
    return request.param


@pytest.fixture
def converse(python: str, tmp_path: Path):
    """Starts a runner with a submission; it ends with the test."""
    with contextlib.ExitStack() as stack:

        def start(source: str, **options) -> Conversation:
            (folder := tmp_path / str(len(list(tmp_path.iterdir())))).mkdir()
            talk = stack.enter_context(Conversation(python, folder, source, **options))
            assert talk.loaded == {"op": "loaded"}, (talk.loaded, talk.output.read_text())
            return talk

        yield start


class Conversation:
    """One runner, and a submission that it has loaded."""

    def __init__(self, python: str, folder: Path, source: str, function: str = "run", race: bool = True):
        self.file = folder / "submission.py"
        self.file.write_text(source)
        self.output = folder / "output.txt"
        ours, theirs = socket.socketpair()
        with self.output.open("wb") as output, theirs:
            line = [python, "-ISc", AS_DESCRIPTOR_3, str(theirs.fileno()), python, "-B", "-s", str(RUNNER)]
            self.process = subprocess.Popen(
                line,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            )
        self.socket = ours
        self.socket.settimeout(PATIENCE_S)
        load = {"op": "load", "file": str(self.file), "shown_as": "mine.py", "module": "submission"}
        self.send({**load, "function": function, **({"schedules": True} if race else {})})
        self.loaded = self.receive()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.socket.close()
        self.process.kill()
        self.process.wait()

    def send(self, message: dict) -> None:
        body = json.dumps(message).encode()
        self.socket.sendall(struct.pack(">I", len(body)) + body)

    def receive(self) -> dict:
        (size,) = struct.unpack(">I", self._exactly(4))
        return json.loads(self._exactly(size))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            chunk = self.socket.recv(size - len(data))
            assert chunk, f"the runner is gone: {self.output.read_text()}"
            data += chunk
        return data

    def start_call(self, *values, seed: int | None = None, threads: int = 4) -> None:
        schedule = {} if seed is None else {"schedule": {"seed": seed, "threads": threads}}
        self.send({"op": "call", "arguments": [[f"a{i}", value] for i, value in enumerate(values)], **schedule})

    def call(self, *values, seed: int | None = None, threads: int = 4) -> dict:
        self.start_call(*values, seed=seed, threads=threads)
        return self.receive()

    def result(self, *values, seed: int | None = None, threads: int = 4):
        answer = self.call(*values, seed=seed, threads=threads)
        assert answer["op"] == "returned", (answer, self.output.read_text())
        return answer["value"]

    def stacks(self) -> list[dict]:
        """Where the threads are, while the main thread has nothing to say."""
        self.send({"op": "stacks"})
        answer = self.receive()
        assert answer["op"] == "stacks", answer
        return answer["threads"]

    def leave(self) -> int:
        """Says goodbye; returns the exit status."""
        self.send({"op": "bye"})
        return self.process.wait(PATIENCE_S)

    def has_answered(self, wait_s: float) -> bool:
        return bool(select.select([self.socket], [], [], wait_s)[0])
