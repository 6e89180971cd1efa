"""Answers from WARC and WACZ files made by other tools, and never a socket (unit tests know none)."""

import gzip
import hashlib
import io
import socket
import zipfile
import zlib
from datetime import UTC, datetime

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ogp_etl.errors import InputInvalid
from ogp_etl.harvest.door.replay import Replay
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.web import Door
from ogp_etl.model import Outcome, Reason, Validators

PAGE = "<html><body>行政院開放政府國家行動方案</body></html>".encode()
URL = "https://sayit.example.tw/1.an"
HTML = [("Content-Type", "text/html; charset=utf-8")]


class Tape:
    """A WARC file in the making."""

    def __init__(self, path, packed=True):
        self.path = path
        self.file = path.open("wb")
        self.writer = WARCWriter(self.file, gzip=packed)

    def add(self, url, body=b"", headers=(), status="200 OK", day=1, kind="response", protocol="HTTP/1.1", **fields):
        fields = {"WARC-Date": f"2026-01-{day:02}T00:00:00Z", **{name.replace("_", "-"): value for name, value in fields.items()}}
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(status, list(headers), protocol=protocol) if status else None,
            warc_headers_dict=fields,
        )
        self.writer.write_record(record)
        return record.rec_headers

    def asked(self, url, response, method="GET"):
        record = self.writer.create_warc_record(
            url,
            "request",
            payload=io.BytesIO(),
            length=0,
            http_headers=StatusAndHeaders(f"{method} / HTTP/1.1", [("Host", "x")], is_http_request=True),
            warc_headers_dict={"WARC-Concurrent-To": response.get_header("WARC-Record-ID")},
        )
        self.writer.write_record(record)

    def done(self):
        self.file.close()
        return self.path


@pytest.fixture
def tape(tmp_path):
    return Tape(tmp_path / "tape.warc.gz")


@pytest.fixture
def door(tmp_path):
    """Opens a door that answers from the given files."""

    def make(*paths, **options):
        moment = datetime(2026, 2, 1, tzinfo=UTC)
        spool = Spool(tmp_path / "spool")
        return Door(contact="https://ogp.example/bot", spool=spool, now=lambda: moment, replay=Replay(paths), **options)

    return make


def fetched(exchange):
    assert (exchange.outcome, exchange.reason) == (Outcome.FETCHED, None)
    assert exchange.detail.endswith(f"200 OK, {exchange.size:,} bytes")
    body = exchange.body.read_bytes()
    assert exchange.sha256 == hashlib.sha256(body).hexdigest()
    return body


def failure(exchange):
    assert exchange.outcome is Outcome.FAILED
    return exchange.reason


def chunked(body, size=7):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


CHUNKED = ("Transfer-Encoding", "chunked")
GZIP = ("Content-Encoding", "gzip")


PACKED = gzip.compress(PAGE)
RECORDED = {
    "plain": ([], PAGE),
    "with its length": ([("Content-Length", str(len(PAGE)))], PAGE),
    "chunked": ([CHUNKED], chunked(PAGE)),
    "gzip": ([GZIP], PACKED),
    "deflate": ([("Content-Encoding", "deflate")], zlib.compress(PAGE)),
    "gzip and chunked": ([GZIP, CHUNKED], chunked(PACKED)),
    "gzip with its length": ([GZIP, ("Content-Length", str(len(PACKED)))], PACKED),
    "chunks undone": ([CHUNKED], PAGE),
    "gzip undone": ([GZIP], PAGE),
    "brotli undone": ([("Content-Encoding", "br")], PAGE),
    "both undone": ([GZIP, CHUNKED], PAGE),
    "of both the chunks undone": ([GZIP, CHUNKED], PACKED),
    "of both the gzip undone": ([GZIP, CHUNKED], chunked(PAGE)),
    "gzip undone, its length left": ([GZIP, ("Content-Length", "17")], PAGE),
    "a header that is not ASCII": ([("x-odd", "値".encode().decode("latin-1"))], PAGE),
}


@pytest.mark.parametrize("how", RECORDED)
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "not packed"])
def test_the_body_is_what_the_site_meant_whatever_the_recorder_undid(how, packed, door, tmp_path):
    headers, recorded = RECORDED[how]
    tape = Tape(tmp_path / "tape.warc", packed)
    tape.add(URL, recorded, [*HTML, *headers])
    exchange = door(tape.done()).get(URL)
    assert fetched(exchange) == PAGE
    assert (exchange.media_type, exchange.charset, exchange.status) == ("text/html", "utf-8", 200)


def test_a_recorded_http_2_answer_is_read(door, tmp_path):
    tape = Tape(tmp_path / "tape.warc")
    tape.add(URL, PAGE, HTML, status="200", protocol="HTTP/2")
    exchange = door(tape.done()).get(URL)
    assert (exchange.outcome, exchange.body.read_bytes()) == (Outcome.FETCHED, PAGE)


def test_the_place_of_the_record_is_named(door, tape):
    tape.add("https://other.tw/", b"x")
    begins = tape.file.tell()
    header = tape.add(URL, PAGE, HTML)
    place = door(tape.done()).get(URL).warc
    assert (place.file, place.offset, place.record_id) == ("tape.warc.gz", begins, header.get_header("WARC-Record-ID"))


def test_what_is_not_recorded_is_not_had(door, tape):
    tape.add(URL, PAGE, HTML)
    exchange = door(tape.done()).get("https://sayit.example.tw/2.an")
    assert failure(exchange) is Reason.NOT_IN_REPLAY
    assert (exchange.status, exchange.body, exchange.final_url, exchange.robots) == (None, None, None, "not-recorded")


def test_nothing_opens_a_socket_or_looks_up_a_name(door, tape, monkeypatch):
    def never(*_, **__):
        raise AssertionError("the network was touched")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, never)
    tape.add(URL, PAGE, HTML)
    tape.add("https://sayit.example.tw/2", status="302 Found", headers=[("Location", "https://elsewhere.example/")])
    with door(tape.done(), resolve=never, sleep=never) as opened:
        assert fetched(opened.get(URL)) == PAGE
        for url in ("https://elsewhere.example/", "https://sayit.example.tw/2", "http://127.0.0.1/"):
            assert failure(opened.get(url)) is Reason.NOT_IN_REPLAY


def test_the_newest_answer_counts(door, tape):
    tape.add(URL, b"newest", HTML, day=3)
    tape.add(URL, b"oldest", HTML, day=1)
    assert fetched(door(tape.done()).get(URL)) == b"newest"


def test_the_newest_answer_of_several_files_counts(door, tmp_path):
    files = []
    for name, day in (("b", 2), ("a", 3), ("c", 1)):
        tape = Tape(tmp_path / f"{name}.warc.gz")
        tape.add(URL, name.encode(), HTML, day=day)
        files.append(tape.done())
    assert fetched(door(*files).get(URL)) == b"a"
    assert Replay(files).newest == datetime(2026, 1, 3, tzinfo=UTC)


def test_a_304_does_not_hide_the_answer_that_it_confirms(door, tape):
    tape.add(URL, PAGE, HTML, day=1)
    tape.add(URL, status="304 Not Modified", day=2)
    tape.add(
        URL,
        status="304 Not Modified",
        day=3,
        kind="revisit",
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified",
    )
    assert fetched(door(tape.done()).get(URL)) == PAGE


def test_an_address_is_found_in_whatever_form_it_was_recorded(door, tape):
    tape.add("HTTPS://Sayit.example.tw:443/公開?a=b%20c", PAGE, HTML)
    opened = door(tape.done())
    assert fetched(opened.get("https://sayit.example.tw/%e5%85%ac%E9%96%8B?a=b c#part")) == PAGE
    assert "https://sayit.example.tw/公開?a=b%20c" in Replay([tape.path])


def test_a_recorded_failure_is_that_failure(door, tape):
    tape.add(URL, b"gone", HTML, status="404 Not Found")
    exchange = door(tape.done()).get(URL)
    assert failure(exchange) is Reason.NOT_FOUND
    assert (exchange.status, exchange.final_url) == (404, URL)
    assert exchange.warc is not None


def test_redirects_are_followed_inside_the_file(door, tape):
    tape.add("http://sayit.example.tw/", status="301 Moved", headers=[("Location", "https://sayit.example.tw/")])
    tape.add("https://sayit.example.tw/", status="302 Found", headers=[("Location", "/1.an")])
    tape.add(URL, PAGE, HTML)
    exchange = door(tape.done()).get("http://sayit.example.tw/")
    assert fetched(exchange) == PAGE
    assert (exchange.url, exchange.final_url) == ("http://sayit.example.tw/", URL)


def test_a_redirect_loop_in_the_file_ends(door, tape):
    tape.add(URL, status="302 Found", headers=[("Location", "/2")])
    tape.add("https://sayit.example.tw/2", status="302 Found", headers=[("Location", "/1.an")])
    assert failure(door(tape.done()).get(URL)) is Reason.REDIRECTS


def test_a_recorded_robots_txt_is_obeyed(door, tape):
    tape.add(URL, PAGE, HTML)
    tape.add("https://sayit.example.tw/robots.txt", b"User-agent: *\nDisallow: /1\n", [("Content-Type", "text/plain")])
    exchange = door(tape.done()).get(URL)
    assert (exchange.outcome, exchange.reason, exchange.robots) == (Outcome.REFUSED, Reason.ROBOTS, "forbidden")


def test_validators_do_not_hide_a_recorded_answer(door, tape):
    tape.add(URL, PAGE, [*HTML, ("ETag", '"a"')])
    exchange = door(tape.done()).get(URL, Validators('"a"'))
    assert fetched(exchange) == PAGE
    assert exchange.validators == Validators('"a"')


def sha1(body):
    import base64

    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def test_a_revisit_gives_the_body_it_refers_to_by_its_digest(door, tape):
    tape.add("https://sayit.example.tw/first", PAGE, HTML)
    record = tape.writer.create_revisit_record(URL, sha1(PAGE), "https://sayit.example.tw/first", "2026-01-01T00:00:00Z")
    tape.writer.write_record(record)
    assert fetched(door(tape.done()).get(URL)) == PAGE


def test_a_revisit_of_what_is_not_in_the_files_is_not_had(door, tape):
    tape.add("https://sayit.example.tw/first", PAGE, HTML)
    tape.writer.write_record(tape.writer.create_revisit_record(URL, sha1(b"other"), URL, "2026-01-01T00:00:00Z"))
    assert failure(door(tape.done()).get(URL)) is Reason.NOT_IN_REPLAY


def test_the_answer_to_a_post_or_head_is_no_answer_to_a_get(door, tape):
    tape.asked(URL, tape.add(URL, b"posted", HTML, day=3), "POST")
    tape.asked(URL, tape.add(URL, b"", HTML, day=2), "HEAD")
    tape.asked(URL, tape.add(URL, PAGE, HTML, day=1), "GET")
    assert fetched(door(tape.done()).get(URL)) == PAGE


def test_records_of_other_kinds_are_passed_over(door, tape):
    tape.writer.write_record(tape.writer.create_warcinfo_record("tape", {"software": "x"}))
    tape.add("dns:sayit.example.tw", b"x", status=None, kind="resource")
    tape.add("urn:text:x", b"x", status=None, kind="conversion")
    tape.add(URL, PAGE, HTML)
    assert fetched(door(tape.done()).get(URL)) == PAGE


def test_an_answer_that_was_recorded_in_part_is_cut_short(door, tape):
    tape.add(URL, PAGE, HTML, WARC_Truncated="length")
    assert failure(door(tape.done()).get(URL)) is Reason.CUT_SHORT


@pytest.mark.parametrize("headers", [[("Content-Length", "1000")], [CHUNKED]])
def test_an_answer_that_ends_too_early_is_cut_short(headers, door, tape):
    body = chunked(PAGE)[:-20] if headers == [CHUNKED] else PAGE
    tape.add(URL, body, headers)
    assert failure(door(tape.done()).get(URL)) is Reason.CUT_SHORT


def test_what_cannot_be_unpacked_is_said_so(door, tape):
    tape.add(URL, PACKED[:10] + b"\xff" * 40, [GZIP])
    assert failure(door(tape.done()).get(URL)) is Reason.ENCODING


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_is_read(method, door, tmp_path):
    inner = Tape(tmp_path / "data.warc.gz")
    inner.add("https://other.tw/", b"x" * 5000, HTML)
    begins = inner.file.tell()
    inner.add(URL, PAGE, HTML)
    data = inner.done().read_bytes()
    with zipfile.ZipFile(tmp_path / "tape.wacz", "w", method) as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", data)
        archive.writestr("indexes/index.cdx.gz", b"")
    exchange = door(tmp_path / "tape.wacz").get(URL)
    assert fetched(exchange) == PAGE
    assert (exchange.warc.file, exchange.warc.offset) == ("tape.wacz:archive/data.warc.gz", begins)


def test_a_file_that_was_cut_is_read_up_to_its_last_whole_record(door, tape):
    tape.add(URL, PAGE, HTML)
    whole = tape.file.tell()
    tape.add("https://sayit.example.tw/2", PAGE * 50, HTML)
    data = tape.done().read_bytes()
    for length in range(whole, len(data) - 12, 7):
        tape.path.write_bytes(data[:length])
        opened = door(tape.path)
        assert fetched(opened.get(URL)) == PAGE
        assert failure(opened.get("https://sayit.example.tw/2")) is Reason.NOT_IN_REPLAY


def test_an_unpacked_file_that_was_cut_is_read_up_to_its_last_whole_record(door, tmp_path):
    tape = Tape(tmp_path / "tape.warc", packed=False)
    tape.add(URL, PAGE, HTML)
    whole = tape.file.tell()
    tape.add("https://sayit.example.tw/2", PAGE * 50, HTML)
    data = tape.done().read_bytes()
    for length in range(whole, len(data) - 4, 97):
        tape.path.write_bytes(data[:length])
        opened = door(tape.path)
        assert fetched(opened.get(URL)) == PAGE
        assert failure(opened.get("https://sayit.example.tw/2")) is Reason.NOT_IN_REPLAY


def bad_files(folder):
    good = Tape(folder / "good.warc.gz")
    good.add(URL, PAGE * 100, HTML)
    good.add("https://sayit.example.tw/2", PAGE * 100, HTML)
    data = good.done().read_bytes()
    info = Tape(folder / "info.warc.gz")
    info.writer.write_record(info.writer.create_warcinfo_record("x", {"software": "x"}))
    info.done()
    empty_zip = io.BytesIO()
    with zipfile.ZipFile(empty_zip, "w") as archive:
        archive.writestr("readme.txt", "x")
    return {
        "absent": None,
        "empty.warc.gz": b"",
        "page.html": PAGE,
        "report.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 10,
        "random.warc.gz": b"\x1f\x8b" + bytes(range(256)) * 10,
        "text.warc.gz": gzip.compress(PAGE),
        "damaged.warc.gz": data[:100] + b"\0" * 30 + data[130:],
        "one-member.warc.gz": gzip.compress(gzip.decompress(data)),
        "cut-in-its-first.warc.gz": data[:100],
        "only-info.warc.gz": (folder / "info.warc.gz").read_bytes(),
        "files.zip": empty_zip.getvalue(),
        "broken.zip": empty_zip.getvalue()[:-30] + b"PK\x05\x06" + b"\0" * 10,
    }


def test_what_is_no_recording_is_named_in_one_line(tmp_path):
    for name, content in bad_files(tmp_path).items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(InputInvalid) as caught:
            Replay([path])
        line = str(caught.value)
        assert (name, name in line, line.isprintable(), "; give a WARC" in line) == (name, True, True, True)
        assert len(line.replace(str(tmp_path), "")) < 250


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "not packed"])
def test_damage_in_the_middle_is_named_with_its_place_and_nothing_is_passed_over(packed, tmp_path):
    tape = Tape(tmp_path / "tape.warc", packed)
    tape.add(URL, PAGE, HTML)
    second = tape.file.tell()
    tape.add("https://sayit.example.tw/2", PAGE * 100, HTML)
    tape.add("https://sayit.example.tw/3", PAGE, HTML)
    data = tape.done().read_bytes()
    tape.path.write_bytes(data[:second] + b"\0" * 150 + data[second + 150 :])
    with pytest.raises(InputInvalid, match=f"tape.warc, byte {second}: no whole WARC record stands there"):
        Replay([tape.path])


def test_no_file_at_all_is_said_so():
    with pytest.raises(InputInvalid, match="name at least one WARC or WACZ file"):
        Replay([])


def test_a_file_that_went_away_is_said_so(door, tape):
    tape.add(URL, PAGE, HTML)
    opened = door(tape.done())
    tape.path.unlink()
    with pytest.raises(InputInvalid, match="put the file back"):
        opened.get(URL)
