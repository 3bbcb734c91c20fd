"""The results file: one JSON object a line, appended as a grading ends.

The published ones are packed by gzip; those are only read.

A line is written by one write and made durable, so that a killed bench loses nothing but the gradings under way. What
a power cut or a full disk may leave is a last line without its end: it is dropped, and cut off before more is appended.
"""

import gzip
import json
import os
import zlib
from pathlib import Path


class BadResults(Exception):
    """The file is not one of ours; the message says where."""


def load(path: Path) -> list[dict]:
    """The whole records; an empty list when there is no file."""
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    except FileNotFoundError:
        return []
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BadResults(f"{path} can't be unpacked ({error}); fetch it again") from None
    records = []
    for number, line in enumerate(data[: whole_lines(data)].splitlines(), 1):
        try:
            record = json.loads(line)
            if record["kind"] not in ("session", "grading", "verification"):
                raise ValueError(f"unknown kind {record['kind']!r}")
        except (ValueError, KeyError, TypeError) as error:
            raise BadResults(
                f"{path}:{number} is no line of a results file ({error}); name another file, or remove that line"
            ) from None
        records.append(record)
    return records


def whole_lines(data: bytes) -> int:
    """How many bytes of it are lines with an end."""
    return data.rfind(b"\n") + 1


class Writer:
    """Appends records. Where it is used from several threads, the caller keeps them apart."""

    def __init__(self, path: Path):
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        size = os.fstat(self.fd).st_size
        whole = whole_lines(os.pread(self.fd, size, 0))
        if whole < size:
            os.ftruncate(self.fd, whole)

    def append(self, record: dict) -> None:
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        if os.write(self.fd, line) != len(line):
            raise OSError("the results file took only a part of a line; is the disk full?")
        os.fsync(self.fd)

    def close(self) -> None:
        os.close(self.fd)
