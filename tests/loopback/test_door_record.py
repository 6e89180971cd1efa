"""Every exchange is kept as WARC that others can read, and replaying what was recorded gives the same again."""

import gzip
import hashlib
import io
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime

import pytest
from pytest_socket import SocketBlockedError, disable_socket, enable_socket
from warcio.archiveiterator import ArchiveIterator

from ogp_etl.errors import LocalFault
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.door.replay import Replay
from ogp_etl.model import Outcome, Reason, Validators

PAGE = "<html><head><title>開放政府</title></head><body>公開資料</body></html>".encode()
LONG = PAGE * 40_000  # beyond what is held in memory
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
ASKED_BEFORE = Validators('"v1"')


def chunked(body, size=100_000, extra=b""):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return CHUNKED + extra + b"\r\n" + b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def sites_answers(reply):
    return {
        "/plain": reply(PAGE, etag='"v1"'),
        "/long": reply(LONG),
        "/chunked": chunked(PAGE, 11),
        "/chunked-long": chunked(LONG),
        "/gzip": reply(gzip.compress(PAGE), content_encoding="gzip"),
        "/gzip-chunked-long": chunked(gzip.compress(os.urandom(3_000_000)), extra=b"Content-Encoding: gzip\r\n"),
        "/until-the-end": reply(PAGE, content_length=None),
        "/redirect": reply(b"moved", "302 Found", location="/target"),
        "/target": reply(PAGE + b"!"),
        "/big5": reply("國家發展委員會".encode("big5"), content_type="text/html"),
        "/missing": reply(b"no such page", "404 Not Found"),
        "/empty": reply(b""),
        "/denied": reply(b"User-agent", "403 Forbidden"),
        "/公開?a=%E5%85%AC": reply(PAGE),
    }


@pytest.fixture
def recorded(site, open_door, reply, tmp_path):
    """All answers asked for once: what came of them by path, and the WARC file."""
    answers = sites_answers(reply)
    site.answers |= {path.replace("公開", "%E5%85%AC%E9%96%8B"): answer for path, answer in answers.items()}
    with open_door(site) as door:
        exchanges = {path: door.get(site.url + path) for path in answers if path != "/target"}
    (file,) = (tmp_path / "warc").iterdir()
    return exchanges, file


def read_records(file):
    """Type, headers and raw block of every record; another tool finds all its digests right."""
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.raw_stream.read()
    with file.open("rb") as stream:
        walk = ArchiveIterator(stream, no_record_parse=True)
        return [(record.rec_type, record.rec_headers, record.raw_stream.read()) for record in walk]


def test_the_file_is_valid_and_every_exchange_is_in_it_with_its_request(recorded, site):
    _, file = recorded
    records = read_records(file)
    kinds = [kind for kind, _, _ in records]
    assert kinds == ["warcinfo"] + ["response", "request"] * len(site.requests)
    for (_, answered, _), (_, asked, block) in zip(records[1::2], records[2::2], strict=True):
        assert asked.get_header("WARC-Concurrent-To") == answered.get_header("WARC-Record-ID")
        assert asked.get_header("WARC-Target-URI") == answered.get_header("WARC-Target-URI")
        assert answered.get_header("WARC-Block-Digest").startswith("sha256:")
        assert answered.get_header("WARC-IP-Address") == "127.0.0.1"
        assert answered.get_header("WARC-Date") == "2026-11-21T03:00:00Z"
        assert answered.get_header("WARC-Truncated") is None
        assert block.startswith(b"GET /")
        assert b"User-Agent: ogp-etl/" in block


def test_the_bytes_are_those_on_the_wire(recorded, site):
    _, file = recorded
    by_url = {headers.get_header("WARC-Target-URI"): block for kind, headers, block in read_records(file) if kind == "response"}
    assert {url.removeprefix(site.url): block for url, block in by_url.items()} == {
        "/robots.txt": b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\nnothing here",
        **site.answers,
    }


def test_bodies_read_by_another_tool_are_ours(recorded):
    exchanges, file = recorded
    with file.open("rb") as stream:
        bodies = {
            record.rec_headers.get_header("WARC-Record-ID"): record.content_stream().read()
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
        }
    fetched = {path: got for path, got in exchanges.items() if got.outcome is Outcome.FETCHED}
    assert len(fetched) == 10
    for path, got in fetched.items():
        assert bodies[got.warc.record_id] == got.body.read_bytes(), path


def test_an_exchange_says_where_its_record_stands(recorded):
    exchanges, file = recorded
    for path, got in exchanges.items():
        assert got.warc.file == file.name
        with file.open("rb") as stream:
            stream.seek(got.warc.offset)
            record = next(ArchiveIterator(stream))
        assert record.rec_headers.get_header("WARC-Record-ID") == got.warc.record_id
        assert record.http_headers.get_statuscode() == str(got.status), path


def test_an_unchanged_answer_is_recorded_too(site, open_door, tmp_path):
    site.answers["/"] = b"HTTP/1.1 304 Not Modified\r\nServer: x\r\n\r\n"
    with open_door(site) as door:
        got = door.get(site.url, ASKED_BEFORE)
    (file,) = (tmp_path / "warc").iterdir()
    (found,) = [block for _, headers, block in read_records(file) if headers.get_header("WARC-Record-ID") == got.warc.record_id]
    assert found == site.answers["/"]


def test_what_does_not_fit_into_memory_waits_beside_the_records_not_in_tmp(site, open_door, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no such folder"))
    site.answers["/"] = chunked(LONG)
    with open_door(site) as door:
        assert door.get(site.url).size == len(LONG)
    (file,) = (tmp_path / "warc").iterdir()
    assert read_records(file)[-2][2] == site.answers["/"]


def test_bytes_beyond_the_announced_length_are_no_part_of_the_answer(site, open_door, reply, tmp_path):
    site.answers["/"] = lambda wire: wire.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" + reply(PAGE) + b"and more")
    with open_door(site) as door:
        got = door.get(site.url)
    (file,) = (tmp_path / "warc").iterdir()
    (found,) = [block for _, headers, block in read_records(file) if headers.get_header("WARC-Record-ID") == got.warc.record_id]
    assert (found, got.body.read_bytes()) == (reply(PAGE), PAGE)


def test_each_host_and_each_run_has_a_file_of_its_own(site, raw_site, open_door, reply, tmp_path):
    other = raw_site()
    site.answers["/"] = other.answers["/"] = reply(PAGE)
    for run in ("first", "first", "second"):
        with open_door(site, other, run=run) as door:
            door.get(site.url)
            door.get(other.url)
    names = sorted(path.name for path in (tmp_path / "warc").iterdir())
    assert [name.split("-")[0] for name in names] == ["first"] * 4 + ["second"] * 2
    for path in (tmp_path / "warc").iterdir():
        read_records(path)


@pytest.mark.parametrize(
    ("truncated", "limits", "answer"),
    [
        ("disconnect", Limits(), b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"),
        ("length", Limits(max_bytes=1000), b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + PAGE),
        ("length", Limits(max_bytes=1000), b"HTTP/1.1 200 OK\r\n\r\n" + PAGE * 100),
    ],
)
def test_a_record_that_is_not_whole_says_so(site, open_door, tmp_path, truncated, limits, answer):
    def abrupt(wire):
        wire.sendall(answer)
        return False

    site.answers["/"] = abrupt
    with open_door(site, limits=limits) as door:
        got = door.get(site.url)
    (file,) = (tmp_path / "warc").iterdir()
    headers = next(head for _, head, _ in read_records(file) if head.get_header("WARC-Record-ID") == got.warc.record_id)
    assert headers.get_header("WARC-Truncated") == truncated
    again = open_door(replay=Replay([file])).get(site.url)
    assert again.outcome is Outcome.FAILED


def test_a_full_disk_leaves_whole_records_only(site, open_door, reply, tmp_path):
    for number in range(20):
        site.answers[f"/{number}"] = reply(hashlib.shake_128(b"%d" % number).digest(20_000))
    door = open_door(site)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        for number in range(4):
            door.get(f"{site.url}/{number}")
        with pytest.raises(LocalFault, match="cannot write WARC files"):
            door.get(f"{site.url}/4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    (file,) = (tmp_path / "warc").iterdir()
    responses = [block for kind, _, block in read_records(file) if kind == "response"]
    assert responses[1:] == [site.answers[f"/{number}"] for number in range(4)]
    assert door.get(f"{site.url}/19").outcome is Outcome.FETCHED
    assert read_records(file)[-2][2] == site.answers["/19"]


# --- replay ----------------------------------------------------------------------------------------------------------


def same(got):
    names = (
        "outcome",
        "reason",
        "final_url",
        "status",
        "media_type",
        "charset",
        "filename",
        "size",
        "sha256",
        "validators",
        "warc",
    )
    return {name: getattr(got, name) for name in names}


def test_replaying_what_was_recorded_gives_the_same(recorded, site, open_door, tmp_path):
    exchanges, file = recorded
    site.answers.clear()
    asked = len(site.requests)
    door = open_door(replay=Replay([file]))
    for path, got in exchanges.items():
        assert same(door.get(site.url + path)) == same(got), path
    assert len(site.requests) == asked


def test_replay_from_a_wacz_gives_the_same(recorded, site, open_door, tmp_path):
    exchanges, file = recorded
    for name, method in (("stored", zipfile.ZIP_STORED), ("packed", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(tmp_path / f"{name}.wacz", "w", method) as archive:
            archive.writestr("datapackage.json", "{}")
            archive.write(file, "archive/data.warc.gz")
        door = open_door(replay=Replay([tmp_path / f"{name}.wacz"]))
        for path, got in exchanges.items():
            again = door.get(site.url + path)
            assert (again.sha256, again.outcome, again.status) == (got.sha256, got.outcome, got.status), path
            assert again.warc.file == f"{name}.wacz:archive/data.warc.gz"


def test_replay_never_opens_a_socket(recorded, site, open_door):
    exchanges, file = recorded
    door = open_door(replay=Replay([file]))
    disable_socket()
    try:
        with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
            socket.socket()
        got = door.get(f"{site.url}/plain")
        missing = door.get("https://www.ndc.gov.tw/")
    finally:
        enable_socket()
    assert got.sha256 == exchanges["/plain"].sha256
    assert (missing.outcome, missing.reason) == (Outcome.FAILED, Reason.NOT_IN_REPLAY)
    assert (missing.status, missing.robots) == (None, "not-recorded")


def test_an_unchanged_answer_does_not_hide_the_page_it_speaks_of(site, open_door, reply, tmp_path):
    site.answers["/"] = [reply(PAGE, etag='"v1"'), b"HTTP/1.1 304 Not Modified\r\n\r\n"]
    for hour, validators in ((3, None), (4, ASKED_BEFORE)):
        with open_door(site, now=lambda hour=hour: datetime(2026, 11, 21, hour, tzinfo=UTC)) as door:
            door.get(site.url, validators)
    files = list((tmp_path / "warc").iterdir())
    for order in (files, files[::-1]):
        got = open_door(replay=Replay(order)).get(site.url)
        assert (got.outcome, got.body.read_bytes()) == (Outcome.FETCHED, PAGE)


def test_a_redirect_to_what_was_not_recorded_is_not_had(site, open_door, reply, tmp_path):
    site.answers["/"] = reply(status="302 a", location="http://10.0.0.1/")
    with open_door(site) as door:
        door.get(site.url)
    got = open_door(replay=Replay(list((tmp_path / "warc").iterdir()))).get(site.url)
    assert (got.outcome, got.reason) == (Outcome.FAILED, Reason.NOT_IN_REPLAY)


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ogp_etl.harvest.recording.warc import Recorder

recorder = Recorder(Path(sys.argv[1]), "killed", user_agent="tests")
block = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + bytes(range(256)) * 8000
number = 0
while True:
    url = f"http://example.tw/{number}"
    recorder.record(url=url, host="example.tw", when=datetime.now(UTC), request=b"GET / HTTP/1.1\\r\\n\\r\\n", response=[block])
    number += 1
    if number == 5:
        print("on its way", flush=True)
"""


def test_a_file_left_by_a_killed_process_is_read_up_to_its_last_whole_record(open_door, tmp_path):
    for round_ in range(3):
        folder = tmp_path / f"warc-{round_}"
        with subprocess.Popen([sys.executable, "-c", KILLED, folder], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        (file,) = folder.iterdir()
        assert open_door(replay=Replay([file])).get("http://example.tw/3").size == 256 * 8000


def test_a_file_cut_at_any_byte_keeps_its_whole_records(recorded, site, tmp_path):
    """What a kill, or a full disk without our tidying, can leave."""
    exchanges, file = recorded
    data = file.read_bytes()
    first = exchanges["/plain"].warc
    end = data.index(b"\x1f\x8b\x08", first.offset + 3)
    starts = sorted(got.warc.offset for got in exchanges.values())
    cut = tmp_path / "cut.warc.gz"
    for length in [*range(end + 1, end + 60), *(start + 5 for start in starts if start > end), len(data) - 1]:
        cut.write_bytes(data[:length])
        assert f"{site.url}/plain" in Replay([cut]), length
    cut.write_bytes(data + bytes(512))
    assert f"{site.url}/plain" in Replay([cut])


def test_records_are_compressed_one_by_one(recorded):
    exchanges, file = recorded
    data = file.read_bytes()
    for got in exchanges.values():
        with gzip.open(io.BytesIO(data[got.warc.offset :])) as member:
            assert member.readline() == b"WARC/1.1\r\n"
