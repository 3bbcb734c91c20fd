"""What students hand in: names, folders and archives of every kind, hostile ones too. Each gets a line that helps, and the
rest is graded."""

import gzip
import io
import os
import tarfile
import zipfile
import zlib
from pathlib import Path

from batching import RIGHT, WRONG


def tar(path: Path, mode: str, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    with tarfile.open(path, mode) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def member(name: str, content: bytes = RIGHT.encode(), kind: bytes = tarfile.REGTYPE, link: str = ""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info, content if kind == tarfile.REGTYPE else b""


def pack(path: Path, *members: tuple[str, bytes | str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)


def the_rest_is_graded(batch, students: list[str], others: int = 0):
    """One good submission beside them; what these students were told."""
    batch.hand_in("zoe")
    outcome = batch()
    assert outcome.code == 3, outcome.err
    assert batch.verdicts()["zoe"] == ("passed", None)
    assert {student: batch.verdicts()[student] for student in students} == {s: ("error", None) for s in students}
    assert len(outcome.report["results"]) == len(students) + 1 + others
    return [batch.message_of(student) for student in students]


def test_archives_of_all_kinds_are_read(batch):
    for name, mode in [("a.tar", "w"), ("b.tar.gz", "w:gz"), ("c.tgz", "w:gz"), ("d.tar.xz", "w:xz"), ("e.tar.bz2", "w:bz2")]:
        tar(batch.folder / name, mode, member("hand in/readme.txt", b"hello"), member("hand in/submission.py"))
    pack(batch.folder / "f.zip", ("submission.py", RIGHT), ("__MACOSX/submission.py", WRONG), ("data/", ""))
    batch.hand_in("g", path="deep/er/submission.py")
    (batch.folder / "h.py").write_text(WRONG)
    outcome = batch()
    assert outcome.code == 1, outcome.err
    assert batch.verdicts() == {**{name: ("passed", None) for name in "abcdefg"}, "h": ("failed", "wrong-answer")}


def test_hostile_archives_are_told_as_what_they_are(batch):
    folder = batch.folder
    tar(folder / "absolute.tar", "w", member("/tmp/submission.py"))
    tar(folder / "traversal.tar.gz", "w:gz", member("a/../../submission.py"))
    tar(folder / "link.tar", "w", member("submission.py", kind=tarfile.SYMTYPE, link="/etc/passwd"))
    tar(folder / "hardlink.tar", "w", member("a", b"x"), member("submission.py", kind=tarfile.LNKTYPE, link="a"))
    tar(folder / "device.tar", "w", member("submission.py", kind=tarfile.CHRTYPE))
    tar(folder / "huge.tar.gz", "w:gz", member("submission.py", b"#" * (2 << 20)))
    pack(folder / "traversal.zip", ("../submission.py", RIGHT))
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        info, content = member("submission.py", os.urandom(100_000))
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    (folder / "truncated.tar.gz").write_bytes(whole.getvalue()[:50_000])
    (folder / "noise.zip").write_bytes(os.urandom(5000))
    (folder / "nothing.zip").write_bytes(b"")
    words = {
        "absolute": "outside",
        "traversal.tar.gz": "outside",
        "traversal.zip": "outside",
        "link": "is a link",
        "hardlink": "is a link",
        "device": "no regular file",
        "huge": "larger than 1024 KiB",
        "truncated": "is damaged, cut off",
        "noise": "or no archive of a kind",
        "nothing": "is an empty file",
    }
    messages = the_rest_is_graded(batch, list(words))
    for message, (student, word) in zip(messages, words.items()):
        assert word in message and student in message, message
    assert not Path("/tmp/submission.py").exists() and not (batch.folder.parent / "submission.py").exists()


def test_bombs_are_refused_before_they_are_unpacked(batch):
    deflate = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 20)
    head = tarfile.TarInfo("zeros")
    head.size = 4 << 30
    bomb = deflate.compress(head.tobuf(tarfile.GNU_FORMAT))
    bomb += b"".join(deflate.compress(zeros) for _ in range(64))  # what it says it is would take 4 GiB
    (batch.folder / "bomb.tar.gz").write_bytes(bomb + deflate.flush())
    pack(batch.folder / "flat.zip", ("zeros", bytes(40 << 20)), ("submission.py", RIGHT))
    (batch.folder / "twice.tar.gz").write_bytes(gzip.compress(gzip.compress(bytes(60 << 20))))
    tar(batch.folder / "many.tar", "w", *(member(f"f{number}", b"") for number in range(20_001)))
    bomb, flat, twice, many = the_rest_is_graded(batch, ["bomb", "flat", "twice", "many"])
    assert "unpacks to far more than it is" in bomb and "unpacks to far more than it is" in flat
    assert "twice" in twice  # never a tar: whatever is inside
    assert "more than 20000 entries" in many


def test_ten_thousand_files_are_looked_through(batch):
    (batch.folder / "anna").mkdir()
    for number in range(10_000):
        (batch.folder / "anna" / f"f{number}.txt").touch()
    fillers = [member(f"f{number}", b"") for number in range(10_000)]
    tar(batch.folder / "ben.tar", "w", *fillers, member("submission.py"))
    (message,) = the_rest_is_graded(batch, ["anna"], others=1)
    assert "none of its 10000 files is called submission.py" in message
    assert batch.verdicts()["ben"] == ("passed", None)


def test_an_encrypted_archive_is_told_as_such(batch):
    path = batch.folder / "anna.zip"
    pack(path, ("submission.py", RIGHT))
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1  # "encrypted", in the file's header and in the directory
    path.write_bytes(content)
    (message,) = the_rest_is_graded(batch, ["anna"])
    assert "is encrypted" in message


def test_folders_without_a_submission_are_told_so(batch):
    (batch.folder / "empty").mkdir()
    batch.hand_in("other", path="sub.py")
    batch.hand_in("two", path="a/submission.py")
    batch.hand_in("two", path="b/submission.py")
    secret = batch.folder.parent / "secret"
    secret.mkdir()
    (secret / "submission.py").write_text(RIGHT)
    (batch.folder / "linked").mkdir()
    (batch.folder / "linked/submission.py").symlink_to(secret / "submission.py")
    (batch.folder / "linked-folder").mkdir()
    (batch.folder / "linked-folder/work").symlink_to(secret)
    (batch.folder / "link").symlink_to(secret)
    (batch.folder / "notes.txt").write_text("hello")
    os.mkfifo(batch.folder / "pipe")
    words = {
        "empty": "is empty",
        "other": "none of its 1 file is called submission.py",
        "two": "has 2 files that may be the submission for countdown: a/submission.py, b/submission.py",
        "linked": "is a symbolic link",
        "linked-folder": "none of its",
        "link": "is a symbolic link",
        "notes.txt": "is no submission",
        "pipe": "is neither a file nor a folder",
    }
    messages = the_rest_is_graded(batch, list(words))
    for message, word in zip(messages, words.values()):
        assert word in message, message


def test_two_entries_of_one_student_are_both_graded_and_told(batch):
    batch.hand_in("anna", RIGHT)
    pack(batch.folder / "anna.zip", ("submission.py", WRONG))
    outcome = batch()
    assert batch.verdicts() == {"anna": ("passed", None), "anna.zip": ("failed", "wrong-answer")}
    assert "anna has 2 entries: anna, anna.zip; each is graded, under its own name" in outcome.err


def test_without_an_exercise_a_file_must_lie_in_a_folder_that_names_one(batch):
    batch.hand_in("anna", path="submission.py")
    batch.hand_in("ben", path="1/submission.py")  # no exercise's name
    (batch.folder / "carla.py").write_text(RIGHT)
    batch.hand_in("zoe", path="countdown/submission.py")
    outcome = batch(exercise=None)
    assert outcome.code == 3
    assert batch.verdicts()["zoe"] == ("passed", None)
    for student in ("anna", "ben", "carla"):
        assert "--exercise ID" in batch.message_of(student)


def test_names_are_bytes(batch):
    names = [b"two\nlines", b"  spaces  ", b"\xff\xfe", b"\x1b[2Jclear", "J\u00fcrgen \u202eevil".encode(), b"-rf", b"%41", b"a" * 250]
    for name in names:
        batch.hand_in(name)
    outcome = batch()
    assert outcome.code == 0, outcome.err
    folders = sorted(os.listdir(os.fsencode(batch.out / "students")))
    assert len(folders) == len(names)
    for folder in folders:
        assert not any(byte <= 0x20 or byte == 0x7F for byte in folder) and not folder.startswith(b".")
    assert b"two%0Alines" in folders and b"%FF%FE" in folders and b"%2541" in folders and b"-rf" in folders
    everything = outcome.out + outcome.err + (batch.out / "index.html").read_text() + (batch.out / "results.csv").read_text()
    assert "\x1b" not in everything and "\u202e" not in everything
    assert "two\nlines" not in everything
