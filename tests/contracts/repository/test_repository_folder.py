"""What only a folder can meet: full disks, rights, links, disks without hard links."""

import errno
import os
import stat
from datetime import UTC, date, datetime

import pytest

from ogp_etl.archive.folder import FolderStore, folder_archive
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)


def files(root):
    return sorted(path.name for path in root.rglob("*") if path.is_file() and path.name != ".lock")


@pytest.mark.parametrize(
    ("number", "call", "what"),
    [
        (errno.ENOSPC, "write", "free space"),
        (errno.EDQUOT, "write", "quota"),
        (errno.EIO, "fsync", "look at that disk"),
        (errno.EACCES, "open", "the right to write"),
        (errno.EROFS, "mkdir", "read-only"),
        (errno.EACCES, "link", "the right to write"),
    ],
)
def test_a_disk_that_refuses_is_a_plain_fault_without_debris(folder_place, make, monkeypatch, number, call, what):
    archive, package = folder_place.archive(), make(b"body")

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse)
        with pytest.raises(RepositoryFault) as caught:
            archive.deposit(package, NOW)
    assert what in str(caught.value)
    assert str(folder_place.root) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files(folder_place.root) == []
    archive.read_back(archive.deposit(package, NOW))


def test_a_log_on_a_full_disk_keeps_what_it_had(folder_place, monkeypatch):
    archive = folder_place.archive()
    archive.append_log("attempts", DAY, [b"1"])

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", refuse)
        with pytest.raises(RepositoryFault, match="free space"):
            archive.append_log("attempts", DAY, [b"2"])
    assert list(archive.read_log("attempts")) == [b"1"]


def test_the_archive_may_not_be_where_a_file_is(tmp_path, make):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RepositoryFault, match=r"Not a directory|File exists"):
        folder_archive(tmp_path / "file" / "archive").deposit(make(b"body"), NOW)


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP])
def test_a_disk_without_hard_links_holds_the_same_archive(folder_place, make, monkeypatch, number):
    archive, package = folder_place.archive(), make(b"names", sealed=True)

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    deposit = archive.deposit(package, NOW)
    archive.read_back(deposit)
    assert archive.deposit(package, NOW) == deposit
    assert len(files(folder_place.root)) == 4


def test_without_hard_links_the_first_of_two_writers_stays(tmp_path, monkeypatch):
    def refuse(*_):
        (tmp_path / "public" / "x").write_bytes(b"first")
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert FolderStore(tmp_path).put("public/x", b"second", "") is False
    assert (tmp_path / "public" / "x").read_bytes() == b"first"
    assert files(tmp_path) == ["x"]


def test_the_private_side_can_be_read_by_its_owner_alone(folder_place, make):
    archive = folder_place.archive()
    deposit = archive.deposit(make(b"names", sealed=True), NOW)
    archive.append_log("attempts", DAY, [b"1"])
    private = folder_place.root / "private"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in private.rglob("*") if path.is_file()} == {0}
    assert stat.S_IMODE((folder_place.root / deposit.key / "comments.csv").stat().st_mode) == 0o444


def test_a_link_in_the_archive_leads_nowhere_else(folder_place, make, tmp_path):
    archive = folder_place.archive()
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder_place.root / "public").mkdir(parents=True)
    (folder_place.root / "public" / "tw-2021").symlink_to(outside)
    with pytest.raises(RepositoryFault, match="leads out of the archive"):
        archive.deposit(make(b"body"), NOW)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "key", ["../x", "public/../../x", "/etc/passwd", "public//x", "public/./x", "public/a\\b", "public/\0", ""]
)
def test_no_key_leads_out_of_the_root(tmp_path, key):
    store = FolderStore(tmp_path / "root")
    for verb in (store.read, store.digest, store.open, lambda bad: store.put(bad, b"", ""), lambda bad: store.merge(bad, bytes)):
        with pytest.raises(ValueError, match="is no key"):
            verb(key)


def test_the_debris_of_a_living_writer_is_not_swept(tmp_path):
    """A second process that starts while the first writes must leave its half written file alone."""
    first, second = FolderStore(tmp_path), FolderStore(tmp_path)
    with first._partial((b"half",), 0o600) as partial:
        assert second.put("public/x", b"x", "")
        assert partial.read_bytes() == b"half"
    assert files(tmp_path) == ["x"]
