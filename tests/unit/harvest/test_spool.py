"""Fetched bodies on disk: each once, whole or not at all."""

import errno
import hashlib
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.errors import LocalFault
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Reason

BIG = [bytes([number]) * 300_000 for number in range(10)]


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


def files(spool):
    found = (str(path.relative_to(spool.root)) for path in spool.root.rglob("*") if path.is_file())
    return sorted(name for name in found if name != "lock")


@pytest.mark.parametrize("chunks", [[], [b""], [b"a"], [b"a", b"b", b""], BIG])
def test_a_body_lies_under_its_digest(chunks, spool):
    body = b"".join(chunks)
    digest = hashlib.sha256(body).hexdigest()
    assert spool.write(iter(chunks)) == (spool.root / digest[:2] / digest, digest, len(body))
    assert spool.find(digest).read_bytes() == body
    assert files(spool) == [f"{digest[:2]}/{digest}"]


@given(pieces=st.lists(st.binary(max_size=50), max_size=6))
def test_how_a_body_is_cut_into_pieces_does_not_matter(tmp_path_factory, pieces):
    spool = Spool(tmp_path_factory.getbasetemp() / "cut")
    assert spool.write(pieces) == spool.write([b"".join(pieces)])


@pytest.mark.parametrize("chunks", [[b"same"], BIG])
def test_the_same_bytes_have_one_file_that_is_not_written_again(chunks, spool):
    path, _, _ = spool.write(chunks)
    before = path.stat().st_ino
    assert spool.write(chunks)[0] == path
    assert files(spool) == [str(path.relative_to(spool.root))]
    assert path.stat().st_ino == before


def test_a_body_that_is_not_here_is_not_found(spool):
    assert spool.find("0" * 64) is None


@pytest.mark.parametrize("chunks", [[b"body"], BIG])
def test_a_file_that_a_power_failure_left_short_is_mended(chunks, spool):
    path, _, size = spool.write(chunks)
    path.write_bytes(b"")
    spool.write(chunks)
    assert path.stat().st_size == size


@pytest.mark.parametrize("before_it", [[b"a"], BIG])
def test_what_the_source_raises_passes_and_leaves_nothing(before_it, spool):
    def source():
        yield from before_it
        raise NotHad(Reason.CUT_SHORT, "broke off")

    with pytest.raises(NotHad, match="broke off"):
        spool.write(source())
    assert files(spool) == []


def test_what_a_killed_process_left_is_swept_by_age(spool):
    spool.write([b"kept"])
    old, young = spool.root / "partial" / "old", spool.root / "partial" / "young"
    for path, when in ((old, 1000), (young, 3000)):
        path.write_bytes(b"half")
        os.utime(path, (when, when))
    assert spool.sweep(2000.0) == 1
    assert not old.exists()
    assert young.exists()
    assert spool.write([b"kept"])[0].read_bytes() == b"kept"


def test_sweeping_an_empty_place_is_no_fault(spool):
    assert spool.sweep(2000.0) == 0


@pytest.fixture
def unused(spool):
    """Keeps bodies that nobody used since epoch second 1000; gives their digests."""

    def kept(*bodies):
        paths = [spool.write([body])[0] for body in bodies]
        for path in paths:
            os.utime(path, (1000, 1000))
        return [path.name for path in paths]

    return kept


def test_bodies_are_named_and_removed_by_their_last_use(spool, unused):
    old, older = unused(b"old", b"older")
    _, young, _ = spool.write([b"young"])
    assert sorted(spool.unused(2000.0)) == sorted([old, older])
    assert [spool.remove(name, 2000.0) for name in (old, young, "0" * 64)] == [3, None, None]
    assert sorted(spool.unused(2000.0)) == [older]
    assert files(spool) == sorted(f"{name[:2]}/{name}" for name in (older, young))


@pytest.mark.parametrize("use", ["find", "write"])
@pytest.mark.parametrize("body", [b"small", b"".join(BIG)])
def test_a_body_that_is_used_again_is_not_removed(spool, unused, use, body):
    (name,) = unused(body)
    if use == "find":
        spool.find(name)
    else:
        spool.write([body[:200_000], body[200_000:]])
    assert list(spool.unused(2000.0)) == []
    assert spool.remove(name, 2000.0) is None
    assert spool.find(name).read_bytes() == body


def test_a_body_is_not_removed_while_another_process_finds_it(spool, unused, monkeypatch):
    """Between the look that finds a body and the mark that it is in use, a remover waits: its own look comes after."""
    (name,) = unused(b"body")
    order, utime = [], os.utime

    def marked(path):
        remover.start()
        remover.join(0.05)  # it cannot end yet
        order.append("marked")
        utime(path)

    remover = threading.Thread(target=lambda: order.append(spool.remove(name, 2000.0)))
    monkeypatch.setattr(os, "utime", marked)
    assert spool.find(name)
    remover.join()
    assert order == ["marked", None]
    assert (spool.root / name[:2] / name).read_bytes() == b"body"


@pytest.mark.parametrize("chunks", [[b"small"], BIG])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_is_our_own_fault_and_leaves_nothing(chunks, number, spool, monkeypatch):
    spool.write([b"earlier"])
    written, write = [], os.write

    def full(file, data):
        if written:
            raise OSError(number, os.strerror(number))
        written.append(data)
        return write(file, data[:2])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(LocalFault, match=f"{os.strerror(number)}; free space") as caught:
            spool.write(chunks)
    assert "\n" not in str(caught.value)
    assert len(files(spool)) == 1
    assert spool.find(hashlib.sha256(b"earlier").hexdigest())


def test_a_write_that_takes_a_part_goes_on(spool, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:3]))
    assert spool.write([b"0123456789"])[0].read_bytes() == b"0123456789"


def test_a_place_that_is_no_folder_is_our_own_fault(tmp_path):
    (tmp_path / "spool").write_text("a file")
    with pytest.raises(LocalFault, match="cannot keep a fetched file"):
        Spool(tmp_path / "spool").write([b"a"])
