"""A site is published whole or not at all, and nobody else's files are touched."""

import os
import stat
from pathlib import Path

import pytest
from sitegen import publish as publishing
from sitegen.errors import PublishError, SiteError
from sitegen.publish import MARKER, check_target, publish

OLD = {"index.html": b"old", "gone/page.html": b"old"}
NEW = {"index.html": b"new", "lessons/one.html": b"new"}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != MARKER
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_a_new_site(out: Path) -> None:
    publish(NEW, out)
    assert files_of(out) == NEW
    assert (out / MARKER).read_text().splitlines()[1:] == ["index.html", "lessons/one.html"]
    assert os.listdir(out.parent) == ["site"]


def test_folders_above_are_made(tmp_path: Path) -> None:
    publish(NEW, tmp_path / "a/b/site")
    assert files_of(tmp_path / "a/b/site") == NEW


def test_a_site_is_replaced_whole(out: Path) -> None:
    publish(OLD, out)
    publish(NEW, out)
    assert files_of(out) == NEW
    assert os.listdir(out.parent) == ["site"]


def test_a_site_is_replaced_where_folders_cannot_be_exchanged(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_exchange", lambda one, other: False)
    publish(OLD, out)
    publish(NEW, out)
    assert files_of(out) == NEW
    assert os.listdir(out.parent) == ["site"]


def test_an_empty_folder_is_used(out: Path) -> None:
    out.mkdir()
    publish(NEW, out)
    assert files_of(out) == NEW


def test_a_link_to_a_folder_stays_a_link(out: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    out.symlink_to(tmp_path / "real")
    publish(NEW, out)
    assert out.is_symlink() and files_of(tmp_path / "real") == NEW


def test_a_web_server_may_read_it(out: Path) -> None:
    umask = os.umask(0o022)
    try:
        publish(NEW, out)
    finally:
        os.umask(umask)
    assert stat.S_IMODE(out.stat().st_mode) == 0o755
    assert stat.S_IMODE((out / "index.html").stat().st_mode) == 0o644


def test_somebody_elses_folder_is_refused(out: Path) -> None:
    out.mkdir()
    (out / "thesis.tex").write_text("x")
    with pytest.raises(SiteError, match="isn't empty and gilkit didn't write it"):
        publish(NEW, out)
    assert files_of(out) == {"thesis.tex": b"x"}


def test_a_file_that_somebody_put_into_the_site_is_not_deleted(out: Path) -> None:
    publish(OLD, out)
    (out / "gone/CNAME").write_text("x")
    with pytest.raises(SiteError, match="gone/CNAME"):
        publish(NEW, out)
    assert files_of(out) == {**OLD, "gone/CNAME": b"x"}


def test_a_file_in_the_place_of_the_folder_is_refused(out: Path) -> None:
    out.write_text("x")
    with pytest.raises(SiteError, match="not a folder"):
        check_target(out)
    with pytest.raises(SiteError):
        publish(NEW, out / "below")
    assert out.read_text() == "x"


@pytest.mark.parametrize("interrupted", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("step", ["_write", "_swap"])
def test_what_stops_it_half_way_leaves_the_old_site(
    out: Path, monkeypatch: pytest.MonkeyPatch, step: str, interrupted: BaseException | type[BaseException]
) -> None:
    publish(OLD, out)

    def stop(*_: object) -> None:
        raise interrupted

    monkeypatch.setattr(publishing, step, stop)
    with pytest.raises((KeyboardInterrupt, PublishError)):
        publish(NEW, out)
    assert files_of(out) == OLD
    assert os.listdir(out.parent) == ["site"]


def test_a_failed_second_rename_puts_the_old_site_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(OLD, out)
    rename = os.rename

    def fail_for_the_new_one(source: Path, target: Path) -> None:
        if target == out and not str(source).endswith(".old"):
            raise OSError(5, "Input/output error")
        rename(source, target)

    monkeypatch.setattr(publishing, "_exchange", lambda one, other: False)
    monkeypatch.setattr(os, "rename", fail_for_the_new_one)
    with pytest.raises(PublishError, match="Input/output error"):
        publish(NEW, out)
    assert files_of(out) == OLD
    assert os.listdir(out.parent) == ["site"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(SiteError, match="Permission denied.*make this one writable"):
            publish(NEW, tmp_path / "site")
    finally:
        tmp_path.chmod(0o755)


def test_a_place_where_nothing_can_be_made_is_refused() -> None:
    with pytest.raises(SiteError, match="can't write the site"):
        publish(NEW, Path("/proc/gilkit-site"))
