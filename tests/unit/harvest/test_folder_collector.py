import hashlib
import os
import socket
import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest

from ogp_etl.cards import FolderSource
from ogp_etl.errors import FetchFailed
from ogp_etl.harvest import folder
from ogp_etl.harvest.reading.drops import StillChanging, escaped, ignored, readable
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Exchange, Outcome, Reason

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SOURCE = FolderSource(collector="folder", id="drop", path="moda/2026")


class Register:
    """Plays the pipeline's reader: knows the validators of what it has spooled."""

    def __init__(self, spool):
        self.now, self.zone, self.spool = NOW, ZoneInfo("Asia/Taipei"), Spool(spool)
        self.seen = {}
        self.opened = []
        self.refused = {}

    def dropped(self, url, validators, open_file):
        common = {"url": url, "started": NOW, "ended": NOW, "validators": validators}
        if self.seen.get(url) == validators:
            return Exchange(**common, outcome=Outcome.UNCHANGED)
        self.opened.append(url)
        try:
            with open_file() as file:
                body, sha256, size = self.spool.write(iter(lambda: file.read(4), b""))
        except OSError as error:
            if isinstance(error, StillChanging):
                return Exchange(**common, outcome=Outcome.WAITING, reason=Reason.CHANGING, detail=str(error))
            return Exchange(**common, outcome=Outcome.FAILED, reason=Reason.ACCESS, detail=str(error))
        self.seen[url] = validators
        return Exchange(**common, outcome=Outcome.FETCHED, body=body, sha256=sha256, size=size)

    def not_a_file(self, url, detail):
        self.refused[url] = detail


@pytest.fixture
def reader(tmp_path):
    return Register(tmp_path / "spool")


@pytest.fixture
def drops(tmp_path):
    (tmp_path / "drops" / "moda" / "2026").mkdir(parents=True)
    return tmp_path / "drops"


@pytest.fixture
def drop(drops):
    """Puts a file into the drop folder, at rest since an hour before the visit."""

    def put(name, body=b"body", age=3600):
        raw = name if isinstance(name, bytes) else os.fsencode(name)
        path = drops / "moda" / "2026" / os.fsdecode(raw)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        settled = (NOW - timedelta(seconds=age)).timestamp()
        os.utime(path, (settled, settled))
        return path

    return put


def outcomes(sightings):
    return {found.locator: (found.exchange.outcome, found.exchange.reason) for found in sightings}


def test_each_file_below_the_folder_is_a_document(reader, drops, drop):
    drop("b.pdf", b"second")
    drop("a/會議紀錄.docx", b"first")
    found = list(folder.collect(SOURCE, reader, root=drops))
    assert [(one.locator, one.url, one.title) for one in found] == [
        ("b.pdf", "drop:moda/2026/b.pdf", "b"),
        ("a/會議紀錄.docx", "drop:moda/2026/a/會議紀錄.docx", "會議紀錄"),
    ]
    assert found[1].exchange.body.read_bytes() == b"first"
    assert found[1].exchange.sha256 == hashlib.sha256(b"first").hexdigest()


def test_what_has_not_changed_is_not_opened_again(reader, drops, drop):
    drop("same.pdf")
    path = drop("new.pdf", b"old")
    list(folder.collect(SOURCE, reader, root=drops))
    reader.opened.clear()
    drop(path.name, b"new", age=1800)
    assert outcomes(folder.collect(SOURCE, reader, root=drops)) == {
        "new.pdf": (Outcome.FETCHED, None),
        "same.pdf": (Outcome.UNCHANGED, None),
    }
    assert reader.opened == ["drop:moda/2026/new.pdf"]


def test_a_file_of_the_same_size_with_another_time_is_read_again(reader, drops, drop):
    drop("a.pdf", b"1234")
    list(folder.collect(SOURCE, reader, root=drops))
    drop("a.pdf", b"5678", age=3599)
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert found.exchange.sha256 == hashlib.sha256(b"5678").hexdigest()


@pytest.mark.parametrize(
    "name",
    [".DS_Store", "Thumbs.db", "desktop.ini", "~$報告.docx", "x.pdf.part", "x.CRDOWNLOAD", "._x", ".~lock.x#", "x~", "x.tmp"],
)
def test_litter_and_unfinished_files_are_left_aside(reader, drops, drop, name, caplog):
    drop(name)
    drop(f"__MACOSX/{name}.pdf")
    drop("kept.pdf")
    with caplog.at_level("INFO"):
        assert list(outcomes(folder.collect(SOURCE, reader, root=drops))) == ["kept.pdf"]
    assert name in caplog.text


@pytest.mark.parametrize("name", ["part.pdf", "報告.docx", "lock", "a.partial.pdf", "tmp", "x.temperature"])
def test_evidence_is_not_taken_for_litter(name):
    assert not ignored(name)


@pytest.mark.parametrize(
    ("age", "expected"), [(0, Reason.CHANGING), (59, Reason.CHANGING), (60, None), (-59, Reason.CHANGING), (-86400, None)]
)
def test_a_file_written_just_now_is_known_and_taken_later(reader, drops, drop, age, expected):
    drop("a.pdf", age=age)
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert found.exchange.reason is expected
    assert (reader.opened == []) is (expected is Reason.CHANGING)


def test_a_file_that_grows_while_it_is_read_is_known_and_taken_later(reader, drops, drop):
    path = drop("a.pdf", b"1234")
    taken = reader.dropped

    def growing(url, validators, open_file):
        def opened():
            file = open_file()
            with path.open("ab") as writer:
                writer.write(b"5678")
            return file

        return taken(url, validators, opened)

    reader.dropped = growing
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert (found.exchange.outcome, found.exchange.reason) == (Outcome.WAITING, Reason.CHANGING)
    assert found.exchange.body is None
    assert not [path for path in reader.spool.root.rglob("*") if path.is_file()]


def test_a_link_put_in_place_of_a_listed_file_is_not_followed(reader, drops, drop, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"body")
    path = drop("a.pdf", b"body")
    taken = reader.dropped

    def swapped(url, validators, open_file):
        path.unlink()
        path.symlink_to(secret)
        return taken(url, validators, open_file)

    reader.dropped = swapped
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert found.exchange.outcome is Outcome.FAILED


def test_another_file_put_in_place_of_a_listed_one_is_taken_later(reader, drops, drop):
    path = drop("a.pdf", b"body")
    listed = path.stat()
    taken = reader.dropped

    def swapped(url, validators, open_file):
        other = drop("other.pdf", b"else")
        os.utime(other, ns=(listed.st_mtime_ns, listed.st_mtime_ns))
        other.rename(path)
        return taken(url, validators, open_file)

    reader.dropped = swapped
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert found.exchange.reason is Reason.CHANGING


def test_links_and_devices_are_refused_visibly_and_never_opened(reader, drops, drop, tmp_path, monkeypatch):
    base = drops / "moda" / "2026"
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.pdf").write_bytes(b"secret")
    (base / "folder-link").symlink_to(tmp_path / "outside")
    (base / "link.pdf").symlink_to(tmp_path / "outside" / "secret.pdf")
    (base / "loop").symlink_to(base)
    os.mkfifo(base / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as server, monkeypatch.context() as inside:
        inside.chdir(base)  # a socket's path may have 107 bytes, a temporary folder's more
        server.bind("socket.pdf")
    drop("real.pdf")
    assert outcomes(folder.collect(SOURCE, reader, root=drops)) == {"real.pdf": (Outcome.FETCHED, None)}
    assert {url.removeprefix("drop:moda/2026/"): detail.partition(",")[0] for url, detail in reader.refused.items()} == {
        "folder-link": "is a link",
        "link.pdf": "is a link",
        "loop": "is a link",
        "pipe.pdf": "is a pipe",
        "socket.pdf": "is a pipe",
    }
    assert reader.opened == ["drop:moda/2026/real.pdf"]


def test_names_in_big5_and_odd_bytes_survive(reader, drops, drop):
    drop("會議".encode("cp950") + b"/" + "紀錄.txt".encode("cp950"), b"big5")
    drop("文件".encode() + b"/" + "紀錄.txt".encode("cp950"), b"mixed")
    drop(b"caf\xe9.txt", b"latin")
    found = {one.locator: one.exchange.body.read_bytes() for one in folder.collect(SOURCE, reader, root=drops)}
    assert found == {"會議/紀錄.txt": b"big5", "文件/紀錄.txt": b"mixed", "caf%E9.txt": b"latin"}


def test_names_that_read_the_same_are_told_apart(reader, drops, drop):
    drop("會議.txt", b"utf-8")
    drop("會議.txt".encode("cp950"), b"big5")
    found = {one.locator: one.exchange.body.read_bytes() for one in folder.collect(SOURCE, reader, root=drops)}
    assert sorted(found.values()) == [b"big5", b"utf-8"]
    assert "會議.txt" in found


def test_a_name_is_known_in_nfc(reader, drops, drop):
    drop(unicodedata.normalize("NFD", "é.txt"))
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert found.locator == "\u00e9.txt"


def test_the_missing_folder_is_a_failure_that_says_what_to_do(reader, drops):
    for source, root, what in [
        (SOURCE, None, "OGP_DROPS is not set"),
        (SOURCE, drops / "nothing", "make the folder"),
        (FolderSource(collector="folder", id="x", path="other"), drops, "make the folder"),
    ]:
        with pytest.raises(FetchFailed, match=what) as caught:
            list(folder.collect(source, reader, root=root))
        assert caught.value.reason == "access"
        assert caught.value.url == f"drop:{source.path}"


def test_a_folder_that_leads_out_of_the_drops_is_refused(reader, drops, tmp_path):
    (drops / "out").symlink_to(tmp_path)
    with pytest.raises(FetchFailed, match="no folder below OGP_DROPS"):
        list(folder.collect(FolderSource(collector="folder", id="x", path="out"), reader, root=drops))


def test_an_empty_folder_is_an_empty_success(reader, drops):
    assert list(folder.collect(SOURCE, reader, root=drops)) == []


def test_a_folder_that_cannot_be_listed_fails_the_visit_after_all_else_was_taken(reader, drops, drop, monkeypatch):
    drop("closed/x.pdf")
    drop("open.pdf")
    scandir = os.scandir

    def closed(path):
        if path.endswith(b"closed/"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    collecting = folder.collect(SOURCE, reader, root=drops)
    assert next(collecting).locator == "open.pdf"
    with pytest.raises(FetchFailed, match="closed/: Permission denied"):
        next(collecting)


def test_a_file_that_cannot_be_read_is_known_with_the_reason(reader, drops, drop, monkeypatch):
    drop("a.pdf")

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert (found.exchange.outcome, found.exchange.reason) == (Outcome.FAILED, Reason.ACCESS)


def test_escaped_bytes_tell_names_apart():
    assert escaped("會 %.txt".encode()) == "%E6%9C%83%20%25.txt"
    assert readable(b"\xff/\xfe") == "%FF/%FE"


@pytest.mark.parametrize("name", ["a?b#c%41 d.pdf", "會議 紀錄.pdf", "\U0002000b;=&+@.pdf"])
def test_the_address_of_a_file_can_be_read_back(reader, drops, drop, name):
    drop(name)
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert unquote(urlsplit(found.url).path) == f"moda/2026/{name}"


def test_the_exchange_is_the_readers_own(reader, drops, drop):
    """The pipeline knows by it which attempt belongs to the document."""
    drop("a.pdf")
    given, taken = [], reader.dropped
    reader.dropped = lambda *arguments: given.append(taken(*arguments)) or given[-1]
    (found,) = folder.collect(SOURCE, reader, root=drops)
    assert found.exchange is given[0]
