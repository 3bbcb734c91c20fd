"""`gilkit site serve` as a command: from a change of a file to the news of it, and to its end."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from client import PATIENCE_S, Listener, ask
from sitegen.live import pages

ROOT = Path(os.environ["GILKIT_ROOT"])


class Serving:
    """The command, as a process."""

    def __init__(self, root: Path, site: Path | None = None) -> None:
        command = [sys.executable, "-B", "-m", "sitegen", "serve", "--root", str(root), "--port", "0"]
        path = ":".join([*([str(site)] if site else []), os.environ["PYTHONPATH"]])
        environment = {**os.environ, "PYTHONPATH": path}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        self.said: list[str] = []
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))

    def until(self, words: str) -> str:
        """The next line with these words in it."""
        while True:
            self.said.append(self._lines.get(timeout=PATIENCE_S))
            if words in self.said[-1]:
                return self.said[-1]

    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.until("serving"))[1])  # type: ignore[index]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("lessons", "exercises", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / "root" / name)
    return tmp_path / "root"


def site_copy(folder: Path) -> Path:
    """The generator, to be changed."""
    site = Path(pages.__file__).resolve().parents[2]
    for name in ("sitegen", "templates", "static", "schema"):
        shutil.copytree(site / name, folder / name)
    return folder


@pytest.fixture
def serving(root: Path) -> Iterator[Serving]:
    made = Serving(root)
    yield made
    made.process.kill()
    made.process.wait()


def test_from_the_first_build_over_a_mistake_to_ctrl_c(root: Path, serving: Serving, tmp_path: Path) -> None:
    lesson = next(root.glob("lessons/*/lesson.md"))
    port = serving.port()
    listener = Listener(port)
    assert listener.next().startswith("good ")
    assert "canonical" in ask(port, "/")[2].decode()

    text = lesson.read_text()
    lesson.write_text(text.replace("## Rule\n", "## Rule\n\nA sentence of the test.\n", 1))
    assert listener.next().startswith("good ")
    assert f"lessons/{lesson.parent.name}/lesson.md" in serving.until("changed: built")
    assert list(root.parent.rglob("*.html")) == []  # nothing is written

    lesson.write_text(text.replace("{{code broken}}", "{{code brokn}}", 1))
    assert listener.next().startswith("broken ")
    assert re.search(r"lesson\.md:\d+: ", serving.until("brokn"))
    assert "1 problem; the site is served as it was before" in serving.until("problem")
    assert "brokn" in ask(port, pages.PROBLEMS)[2].decode() and ask(port, "/")[0] == 200

    lesson.write_text(text)
    assert listener.next().startswith("good ")
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(PATIENCE_S) == 0
    serving.until("ended")
    assert "Traceback" not in "\n".join(serving.said)
    assert os.listdir(tmp_path) == ["root"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_ways_to_end_it(root: Path, serving: Serving, number: signal.Signals) -> None:
    serving.port()
    serving.process.send_signal(number)
    assert serving.process.wait(PATIENCE_S) == 0


def test_a_course_that_is_broken_from_the_start_is_served_once_it_is_mended(root: Path) -> None:
    course = root / "lessons/course.toml"
    text = course.read_text()
    course.write_text(text + "\nnonsense\n")
    serving = Serving(root)
    try:
        assert "course.toml" in serving.until("course.toml")
        port = serving.port()
        assert ask(port, "/")[0] == 503
        course.write_text(text)
        serving.until("built")
        assert ask(port, "/")[0] == 200
    finally:
        serving.process.kill()
        serving.process.wait()


def test_a_change_of_the_generator_is_used_too(root: Path, tmp_path: Path) -> None:
    site = site_copy(tmp_path / "site")
    serving = Serving(root, site)
    try:
        port = serving.port()
        run, _, _ = Listener(port).next().removeprefix("good ").partition("-")
        template = site / "templates/not_found.html"
        template.write_text(template.read_text().replace("Nothing here", "Nothing at all"))
        serving.until("site/templates/not_found.html changed: built")
        assert b"Nothing at all" in ask(port, "/gone")[2]

        code = site / "sitegen/gather.py"
        text = code.read_text()
        code.write_text(text + "\ndef broken(:\n")
        assert re.search(r"gather\.py:\d+: not Python", serving.until("not Python"))
        assert ask(port, "/")[0] == 200

        code.write_text(text.replace("There is no page at this address.", "No page lives here."))
        serving.until("starting again")
        assert serving.port() == port
        assert b"No page lives here." in ask(port, "/gone")[2]
        state = Listener(port).next()
        assert state.startswith("good ") and run not in state  # so open pages load again
    finally:
        serving.process.kill()
        serving.process.wait()


def test_wrong_usage_is_2(root: Path, tmp_path: Path) -> None:
    def code(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-B", "-m", "sitegen", "serve", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return done.returncode, done.stderr

    assert code()[0] == 2
    for port in ("x", "-1", "65536", "8.0", "٣"):
        status, said = code("--root", str(root), f"--port={port}")
        assert status == 2 and "is no port" in said
    status, said = code("--root", str(tmp_path / "none"), "--port", "0")
    assert status == 2 and "no such folder" in said
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = code("--root", str(root), "--port", str(taken.getsockname()[1]))
        assert status == 2 and "Traceback" not in said
        assert "Address already in use; give another one with --port" in said
