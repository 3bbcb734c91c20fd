"""What counts as a change, and when it is over."""

import os
from pathlib import Path

import pytest
from sitegen.live.watch import difference, look, wait_for_change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/one.md").write_text("one")
    (tmp_path / "a/b/two.md").write_text("two")
    return tmp_path


def changed_by(folder: Path, *actions: object) -> list[str]:
    before = look([folder])
    for action in actions:
        action()  # type: ignore[operator]
    return [os.path.relpath(path, folder) for path in difference(before, look([folder]))]


def test_nothing_is_no_change(folder: Path) -> None:
    assert changed_by(folder) == []
    assert len(look([folder])) == 2


def test_new_changed_and_removed_files_are_seen(folder: Path) -> None:
    assert changed_by(folder, lambda: (folder / "a/new.md").write_text("x")) == ["a/new.md"]
    assert changed_by(folder, lambda: (folder / "a/b/two.md").write_text("longer")) == ["a/b/two.md"]
    assert changed_by(folder, lambda: (folder / "a/one.md").unlink()) == ["a/one.md"]
    assert changed_by(folder, lambda: (folder / "a/b").rename(folder / "c")) == ["a/b/two.md", "c/two.md"]


def test_a_file_that_takes_the_place_of_one_as_old_and_as_long_is_seen(folder: Path) -> None:
    old, new = folder / "a/one.md", folder / "new"
    new.write_text("two")
    times = old.stat()
    os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "a/one.md" in changed_by(folder, lambda: new.replace(old))


@pytest.mark.parametrize("name", [".one.md.swp", "one.md~", "4913.tmp", "x.pyc", "__pycache__/x.txt", ".git/index"])
def test_what_editors_leave_is_no_change(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    assert changed_by(folder, lambda: (folder / name).write_text("x")) == []


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert look([tmp_path / "none"]) == {}


def test_it_waits_until_something_changes_and_then_until_nothing_does(folder: Path) -> None:
    before = look([folder])
    texts = iter(["one", "", "ne", "new!"])
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if (text := next(texts, "one")) != "one":
            (folder / "a/one.md").write_text(text)

    now, changed = wait_for_change([folder], before, sleep)
    assert [os.path.relpath(path, folder) for path in changed] == ["a/one.md"]
    assert now == look([folder]) and (folder / "a/one.md").read_text() == "new!"
    assert slept[0] > slept[-1] > 0


def test_a_file_that_never_rests_does_not_hold_it_up_for_ever(folder: Path) -> None:
    written = iter(range(10_000))

    def sleep(_: float) -> None:
        (folder / "log").write_text("x" * next(written))

    _, changed = wait_for_change([folder], look([folder]), sleep)
    assert changed == [str(folder / "log")]
    assert next(written) < 100


def test_a_change_during_the_last_build_is_not_missed(folder: Path) -> None:
    before = look([folder])
    (folder / "a/one.md").write_text("meanwhile")
    _, changed = wait_for_change([folder], before, lambda _: None)
    assert changed == [str(folder / "a/one.md")]
