"""Replaying WARC and WACZ files that others made: each recorder has its own habits."""

import base64
import gzip
import hashlib
import io
import json
import uuid
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from ogp_etl.errors import InputInvalid
from ogp_etl.harvest.replay import Replay
from ogp_etl.harvest.spool import Spool
from ogp_etl.harvest.web import Door
from ogp_etl.model import Outcome, Reason

PAGE = "<html><body>開放政府</body></html>".encode()
URL = "https://example.tw/page"
DAY = "2026-11-20T00:00:00Z"


class Warc:
    """Writes a file as many tools do: WARC 1.0, SHA-1 digests, request records only when asked for."""

    def __init__(self, path, *, packed=True):
        self.path = path
        self._packed = packed
        self._data = b""

    def add(self, url, raw, *, kind="response", **fields):
        digest = base64.b32encode(hashlib.sha1(raw, usedforsecurity=False).digest()).decode()
        stated = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
            "WARC-Date": DAY,
            "WARC-Target-URI": url,
            "WARC-Block-Digest": f"sha1:{digest}",
            "Content-Type": f"application/http; msgtype={'request' if kind == 'request' else 'response'}",
            "Content-Length": len(raw),
        }
        stated |= {f"WARC-{name.title().replace('_', '-').replace('Id', 'ID')}": value for name, value in fields.items()}
        record = "\r\n".join(["WARC/1.0", *(f"{name}: {value}" for name, value in stated.items()), "", ""]).encode() + raw
        self._data += gzip.compress(record + b"\r\n\r\n") if self._packed else record + b"\r\n\r\n"
        return stated["WARC-Record-ID"]

    def done(self):
        self.path.write_bytes(self._data)
        return self.path


def answer(body=PAGE, *headers, first="HTTP/1.1 200 OK"):
    return "\r\n".join([first, *headers, "", ""]).encode() + body


@pytest.fixture
def warc(tmp_path):
    return Warc(tmp_path / "foreign.warc.gz")


@pytest.fixture
def ask(tmp_path):
    """Asks a door that replays the files."""

    def get(url, *files):
        now = datetime(2026, 11, 21, tzinfo=UTC)
        with Door(contact="a@b.tw", spool=Spool(tmp_path / "spool"), now=lambda: now, replay=Replay(files)) as door:
            return door.get(url)

    return get


@pytest.mark.parametrize(
    "raw",
    [
        answer(PAGE, f"Content-Length: {len(PAGE)}"),
        answer(PAGE),
        answer(PAGE, first="HTTP/2 200"),
        answer(PAGE, first="HTTP/2.0 200 OK"),
        answer(PAGE, first="HTTP/1.0 200"),
        answer(b"5\r\n<html\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE) - 5, PAGE[5:]), "Transfer-Encoding: chunked"),
        answer(PAGE, "Transfer-Encoding: chunked", "Content-Length: 7"),
        answer(gzip.compress(PAGE), "Content-Encoding: gzip"),
        answer(PAGE, "Content-Encoding: gzip", "Content-Length: 20"),
        answer(PAGE, "content-encoding: br", "Content-Length: 20"),
        answer(PAGE, "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
        answer(zlib.compress(PAGE), "Content-Encoding: deflate"),
    ],
)
def test_the_page_is_had_however_its_recorder_left_the_headers(warc, ask, raw):
    warc.add(URL, raw)
    got = ask(URL, warc.done())
    assert (got.outcome, got.body and got.body.read_bytes()) == (Outcome.FETCHED, PAGE)


def test_a_body_that_is_shorter_than_announced_is_cut_short(warc, ask):
    warc.add(URL, answer(PAGE, "Content-Length: 500"))
    got = ask(URL, warc.done())
    assert (got.outcome, got.reason) == (Outcome.FAILED, Reason.CUT_SHORT)


def test_a_record_that_its_recorder_cut_is_cut_short(warc, ask):
    warc.add(URL, answer(PAGE), truncated="length")
    got = ask(URL, warc.done())
    assert (got.outcome, got.reason) == (Outcome.FAILED, Reason.CUT_SHORT)


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("https://example.tw/%e5%85%ac%E9%96%8b", "https://example.tw/公開"),
        ("https://example.tw/公開?a=公", "https://EXAMPLE.tw:443/%E5%85%AC%E9%96%8B?a=%e5%85%ac#part"),
        ("https://xn--fiq228c.tw/", "https://中文.tw"),
        ("<https://example.tw/a~b>", "https://example.tw/a%7Eb"),
    ],
)
def test_an_address_is_found_in_whatever_form(warc, ask, recorded, asked):
    warc.add(recorded, answer())
    assert ask(asked, warc.done()).outcome is Outcome.FETCHED


def test_what_differs_is_not_found(warc, ask):
    warc.add("https://example.tw/A?b=1", answer())
    file = warc.done()
    for url in ("https://example.tw/a?b=1", "https://example.tw/A", "http://example.tw/A?b=1", "https://example.tw/A?b=%31%2F"):
        assert ask(url, file).reason is Reason.NOT_IN_REPLAY


def test_the_newest_answer_counts_wherever_it_stands(tmp_path, ask):
    first, second = Warc(tmp_path / "a.warc.gz"), Warc(tmp_path / "b.warc", packed=False)
    first.add(URL, answer(b"middle"), date="2026-11-02T00:00:00Z")
    first.add(URL, answer(b"newest"), date="2026-11-03T00:00:00Z")
    second.add(URL, answer(b"oldest"), date="2026-11-01T00:00:00Z")
    second.add("https://example.tw/other", answer(b"other"), date="2026-11-04T08:00:00.25+08:00")
    files = (first.done(), second.done())
    assert ask(URL, *files).body.read_bytes() == b"newest"
    assert ask("https://example.tw/other", *files).body.read_bytes() == b"other"
    assert Replay(files).newest == datetime(2026, 11, 4, 0, 0, 0, 250_000, tzinfo=UTC)


def test_a_form_that_was_posted_is_no_answer_to_get(warc, ask):
    response = warc.add(URL, answer(b"found 3"))
    warc.add(URL, b"POST /page HTTP/1.1\r\n\r\nq=1", kind="request", concurrent_to=response)
    request = "<urn:uuid:11111111-1111-4111-8111-111111111111>"
    warc.add("https://example.tw/b", b"OPTIONS /b HTTP/1.1\r\n\r\n", kind="request", record_id=request)
    warc.add("https://example.tw/b", answer(), concurrent_to=request)
    response = warc.add("https://example.tw/c", answer())
    warc.add("https://example.tw/c", b"GET /c HTTP/1.1\r\n\r\n", kind="request", concurrent_to=response)
    file = warc.done()
    reasons = [ask(url, file).reason for url in (URL, "https://example.tw/b", "https://example.tw/c")]
    assert reasons == [Reason.NOT_IN_REPLAY, Reason.NOT_IN_REPLAY, None]


def test_a_revisit_gives_the_body_it_refers_to(warc, ask):
    warc.add("https://example.tw/first", answer(), payload_digest="sha1:AAAA")
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    warc.add(URL, answer(b""), kind="revisit", payload_digest="sha1:AAAA", profile=profile)
    warc.add("https://example.tw/lost", answer(b""), kind="revisit", payload_digest="sha1:BBBB", profile=profile)
    file = warc.done()
    assert ask(URL, file).body.read_bytes() == PAGE
    assert ask("https://example.tw/lost", file).reason is Reason.NOT_IN_REPLAY


def test_other_records_are_passed_over(warc, ask):
    warc.add("urn:pageinfo:https://example.tw/", b"{}", kind="resource")
    warc.add("dns:example.tw", b"20261120 example.tw. 300 IN A 192.0.2.1", kind="response")
    warc.add(URL, answer())
    assert ask(URL, warc.done()).outcome is Outcome.FETCHED


def test_recorded_rules_are_obeyed_and_redirects_followed_inside_the_file(warc, ask):
    warc.add("https://example.tw/robots.txt", answer(b"User-agent: *\nDisallow: /private\n"))
    warc.add("https://example.tw/private", answer())
    warc.add("https://example.tw/old", answer(b"", "Location: /page", first="HTTP/1.1 301 Moved"))
    warc.add(URL, answer())
    file = warc.done()
    refused, redirected = ask("https://example.tw/private", file), ask("https://example.tw/old", file)
    assert (refused.outcome, refused.robots) == (Outcome.REFUSED, "forbidden")
    assert (redirected.outcome, redirected.final_url, redirected.robots) == (Outcome.FETCHED, URL, "allowed")


# --- files that cannot be used ---------------------------------------------------------------------------------------


def bad_files(folder):
    good = Warc(folder / "good.warc.gz")
    for number in range(3):
        good.add(f"{URL}{number}", answer(hashlib.shake_128(b"x").digest(2000)))
    data = good.done().read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "no WARC here")
    return {
        "missing": None,
        "empty": b"",
        "text": b"just some text\n" * 100,
        "json": json.dumps({"log": {"entries": []}}).encode(),
        "broken": data[:900] + b"\0\0\0" + data[903:],
        "rubbish": data + b"and so on" * 50,
        "other gzip": gzip.compress(b"something else"),
        "one gzip member": gzip.compress(gzip.decompress(data)),
        "zip": packed.getvalue(),
        "half a zip": packed.getvalue()[:-8],
    }


BAD = ["missing", "empty", "text", "json", "broken", "rubbish", "other gzip", "one gzip member", "zip", "half a zip"]


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_used_is_one_line_that_names_it(tmp_path, kind):
    data = bad_files(tmp_path)[kind]
    path = tmp_path / "bad.warc.gz"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputInvalid) as raised:
        Replay([path])
    assert len(str(raised.value).splitlines()) == 1
    assert "bad.warc.gz" in str(raised.value)


def test_no_file_at_all_is_said_so():
    with pytest.raises(InputInvalid, match="no file"):
        Replay([])


# --- the real file ---------------------------------------------------------------------------------------------------


def test_the_real_file_gives_its_index_and_transcripts_byte_for_byte(real, ask):
    file = real / "replay-tw-2021.warc.gz"
    index = ask("https://sayit.archive.tw/api/speech_index.json", file)
    assert index.body.read_bytes() == (real / "sayit" / "speech_index.json").read_bytes()
    assert index.media_type == "application/json"
    transcripts = list((real / "sayit").glob("*.an.xml"))
    assert len(transcripts) == 3
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in transcripts}
    slugs = [
        "2018-12-05-ocfg0v-社群夥伴談-ogp",
        "2019-10-28-108年第3次開放政府政策協調聯繫會",
        "2020-10-28-行政院開放政府國家行動方案推動小組第1次會議",
    ]
    assert {ask(f"https://sayit.archive.tw/{slug}.an", file).sha256 for slug in slugs} == digests


def test_the_real_file_knows_what_is_gone_and_what_was_never_asked(real, ask):
    file = real / "replay-tw-2021.warc.gz"
    gone = ask("https://sayit.archive.tw/2020-12-31-行政院開放政府國家行動方案推動小組第2次會議.an", file)
    assert (gone.outcome, gone.reason, gone.status, gone.robots) == (Outcome.FAILED, Reason.NOT_FOUND, 404, "no-file")
    unasked = ask("https://www.ndc.gov.tw/Content_List.aspx?n=478D4A6E6EABF2D4", file)
    assert (unasked.reason, unasked.robots) == (Reason.NOT_IN_REPLAY, "not-recorded")
    assert Replay([file]).newest == datetime(2026, 11, 20, tzinfo=UTC)
