"""Puts a finished site in place, whole or not at all.

The files are written and synced into a temporary folder beside the target, so on the same file system.
Then the two folders change places in one step (renameat2 with RENAME_EXCHANGE), and what was the target
is deleted. A reader of the old site, a crash or an interrupt at any point meets either the old site or the
new one. File systems that can't exchange get two renames with signals held back in between.

The marker file in the target lists what gilkit wrote. A folder without it, or with files that it doesn't
list, belongs to somebody else and is never touched.
"""

import ctypes
import errno
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sitegen.errors import PublishError, SiteError

MARKER = ".gilkit-site"
_MARKER_TITLE = "Written by `gilkit site build`, which replaces this whole folder. Its files:"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANT_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
# What is wrong with the place that was asked for, rather than with the machine.
_WRONG_PLACE = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.ENOENT,
    errno.EEXIST,
    errno.EBUSY,
    errno.ENAMETOOLONG,
)


def _files_below(folder: Path) -> list[str]:
    return sorted(
        os.path.relpath(os.path.join(at, name), folder)
        for at, folders, names in os.walk(folder)
        for name in [*names, *(inner for inner in folders if os.path.islink(os.path.join(at, inner)))]
    )


def check_target(out: Path) -> None:
    """Raises SiteError unless `out` is absent, empty, or wholly written by gilkit."""
    try:
        _check_target(out)
    except OSError as error:
        raise SiteError([f"{out}: can't look into it: {error.strerror}; choose another --out"]) from error


def _check_target(out: Path) -> None:
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise SiteError([f"{out}: not a folder; choose another --out"])
    if not any(out.iterdir()):
        return
    marker = out / MARKER
    if not marker.is_file():
        reason = "it isn't empty and gilkit didn't write it"
        raise SiteError([f"{out}: {reason}; choose another --out, or empty it yourself"])
    ours = set(marker.read_text().splitlines()[1:]) | {MARKER}
    strangers = [name for name in _files_below(out) if name not in ours]
    if strangers:
        names = ", ".join(strangers[:5]) + (" …" if len(strangers) > 5 else "")
        raise SiteError([f"{out}: it holds files that gilkit didn't write ({names}); move them elsewhere"])


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    for at, _, _ in os.walk(folder):
        _sync_folder(Path(at))


def _exchange(one: Path, other: Path) -> bool:
    """Lets two folders change places atomically. False where the kernel or the file system can't."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    error = ctypes.get_errno()
    if error in _CANT_EXCHANGE:
        return False
    raise OSError(error, os.strerror(error), str(other))


@contextmanager
def _signals_held_back() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _swap(staging: Path, out: Path) -> None:
    """After this `out` is the new site, and `staging` the old one or gone."""
    if not out.exists() or not any(out.iterdir()):
        os.rename(staging, out)  # replaces an empty folder in one step
        return
    if _exchange(staging, out):
        return
    aside = staging.with_name(staging.name + ".old")
    with _signals_held_back():
        os.rename(out, aside)
        try:
            os.rename(staging, out)
        except OSError:
            os.rename(aside, out)
            raise
        os.rename(aside, staging)


def publish(files: Mapping[str, bytes], out: Path) -> None:
    """Makes `out` hold exactly `files`. On any exception what was there before is still there."""
    out = Path(os.path.realpath(out))
    check_target(out)
    marker = "\n".join([_MARKER_TITLE, *sorted(files)]) + "\n"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            umask = os.umask(0)
            os.umask(umask)
            staging.chmod(0o777 & ~umask)  # mkdtemp's 0700 would hide the site from a web server
            _write(staging, {**files, MARKER: marker.encode()})
            _swap(staging, out)
            _sync_folder(out.parent)
        finally:
            with _signals_held_back():
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        reason = f"{out}: can't write the site: {error.strerror or error}"
        if error.errno in _WRONG_PLACE:
            raise SiteError([f"{reason}; choose another --out, or make this one writable"]) from error
        raise PublishError(f"{reason}; nothing was changed, make room and build again") from error
