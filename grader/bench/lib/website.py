"""The course as `gilkit site` and as mkdocs are given it, and `gilkit site serve` as a process. For website.py."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, Queue

from lib.machine import EXIT_FAILED, ROOT, stop

_BUILT = re.compile(r"changed: built \d+ pages in ([\d.]+) s$")
_INCLUDE = re.compile(r"^\{\{(code|output) (broken|fixed)\}\}$", re.MULTILINE)
PATIENCE_S = 120


def copy_course(folder: Path) -> Path:
    """A kit with the real course and the real generator, whose lessons may be changed."""
    for name in ("lessons", "exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "site").symlink_to(ROOT / "site")
    return folder


def change(lesson: Path, number: int) -> None:
    """Another text each time."""
    text = re.sub(r"\n\nBench round \w+\.\n", "\n", lesson.read_text())
    lesson.write_text(text.replace("\n## Rule\n", f"\n\nBench round {'x' * (number + 1)}.\n\n## Rule\n", 1))


def expanded(markdown: str, blocks: Mapping[str, str]) -> str:
    """A lesson's text with its programs and outputs in it; `blocks`: "code broken" → the text."""

    def fence(match: re.Match) -> str:
        text = blocks[f"{match[1]} {match[2]}"]
        return f"```{'python' if match[1] == 'code' else 'text'}\n{text}```"

    return _INCLUDE.sub(fence, markdown)


def _blocks(lesson: Path) -> dict[str, str]:
    record = json.loads((lesson / "observed.json").read_text())["recordings"][0]
    return {f"code {kind}": (lesson / f"{kind}.py").read_text() for kind in ("broken", "fixed")} | {
        f"output {kind}": record["programs"][kind]["stdout"] for kind in ("broken", "fixed")
    }


def write_for_mkdocs(kit: Path, folder: Path) -> Path:
    """The same Markdown as a project of mkdocs."""
    for lesson in (kit / "lessons").glob("*/"):
        target = folder / "docs/lessons" / f"{lesson.name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(expanded((lesson / "lesson.md").read_text(), _blocks(lesson)))
    for exercise in (kit / "exercises").glob("*/"):
        target = folder / "docs/exercises" / f"{exercise.name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{(exercise / 'README.md').read_text()}\n{(exercise / 'hints.md').read_text()}")
    for text in (kit / "lessons").glob("*.md"):
        shutil.copy(text, folder / "docs")
    (folder / "docs/index.md").write_text("# The course\n")
    (folder / "mkdocs.yml").write_text("site_name: The course\nuse_directory_urls: false\n")
    return folder


def environment(kit: Path) -> dict[str, str]:
    return {**os.environ, "GILKIT_ROOT": str(kit)}


class Serve:
    """`gilkit site serve`, with a page open."""

    def __init__(self, gilkit: Path, kit: Path):
        command = [gilkit, "site", "serve", "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(kit))
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()
        address = self._until(re.compile(r"serving (http://\S+)"))[1]
        self.events = urllib.request.urlopen(f"{address}.gilkit/events", timeout=PATIENCE_S)
        self._event()

    def _read(self) -> None:
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))

    def _until(self, pattern: re.Pattern) -> re.Match:
        said = []
        while True:
            try:
                said.append(self.lines.get(timeout=PATIENCE_S))
            except Empty:
                stop(EXIT_FAILED, "gilkit site serve said nothing more after: " + " / ".join(said[-5:]))
            if match := pattern.search(said[-1]):
                return match

    def _event(self) -> None:
        while not (line := self.events.readline()).startswith(b"data: good"):
            if not line or line.startswith(b"data:"):
                stop(EXIT_FAILED, f"gilkit site serve could not build ({line!r})")

    def after(self, lesson: Path, number: int) -> tuple[float, float]:
        """Changes the lesson. Seconds that the build took, and seconds until the open page was told."""
        change(lesson, number)
        start = time.monotonic()
        self._event()
        told_s = time.monotonic() - start
        return float(self._until(_BUILT)[1]), told_s

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def run(command: list, folder: Path, variables: Mapping[str, str]) -> tuple[float, float]:
    """Seconds on the wall and of CPU time, of it and what it started. Ends the bench when it fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        print(said, file=sys.stderr)
        stop(EXIT_FAILED, f"this ended with status {process.returncode}: {' '.join(map(str, command))}")
    return wall_s, usage.ru_utime + usage.ru_stime
