"""Notices that files changed, by looking at their times again and again.

Looking works on every file system, those of virtual machines and networks included, where inotify tells nothing; and a
look at the few hundred files of a course costs milliseconds.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

# Time of the last change, size, inode: an editor may replace a file by one that is as old and as long.
Stamp = tuple[int, int, int]
Snapshot = Mapping[str, Stamp]

_LOOK_EVERY_S = 0.3
_SETTLES_WITHIN_S = 1.0


def _is_noise(name: str) -> bool:
    """What editors and Python leave beside the files."""
    return name.startswith(".") or name.endswith(("~", ".swp", ".tmp", ".pyc")) or name == "__pycache__"


def _stamps(folder: str) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # gone, or none
        return
    for entry in entries:
        if _is_noise(entry.name):
            continue
        try:
            if entry.is_dir():
                yield from _stamps(entry.path)
            else:
                found = entry.stat()
                yield entry.path, (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:  # gone meanwhile
            continue


def look(folders: Iterable[Path]) -> Snapshot:
    return {path: stamp for folder in folders for path, stamp in _stamps(str(folder))}


def difference(before: Snapshot, after: Snapshot) -> list[str]:
    """The paths of what was changed, added or removed, in order."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def wait_for_change(
    folders: Iterable[Path], before: Snapshot, sleep: Callable[[float], None] = time.sleep
) -> tuple[Snapshot, list[str]]:
    """Returns as soon as something is different from `before`, and for a moment nothing more changes: editors write in
    steps, and a half-written file is no news."""
    folders = list(folders)
    now = look(folders)
    while now == before:
        sleep(_LOOK_EVERY_S)
        now = look(folders)
    step_s = _LOOK_EVERY_S / 10
    for _ in range(round(_SETTLES_WITHIN_S / step_s)):
        sleep(step_s)
        settled, now = now, look(folders)
        if settled == now:
            break
    return now, difference(before, now)
