"""The door against a server that misbehaves in every way a ministry's server has been seen to."""

import gzip
import hashlib
import resource
import socket
import tracemalloc
import zlib
from contextlib import contextmanager

import pytest

from ogp_etl.errors import LocalFault
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Outcome, Reason, Validators

PAGE = "<html><head><title>開放政府</title></head><body>公開資料</body></html>".encode()
NOISE = hashlib.shake_128(b"noise").digest(300_000)


def ended(exchange):
    return exchange.outcome, exchange.reason


# --- what a good answer gives ----------------------------------------------------------------------------------------


def test_a_page_is_had_with_everything_the_site_states(site, open_door, reply):
    site.answers["/a?b=1"] = reply(
        PAGE, content_type="Text/HTML; charset=Big5", etag='"v1"', last_modified="Sat, 21 Nov 2026 01:00:00 GMT",
        content_disposition='attachment; filename="report.pdf"',
    )  # fmt: skip
    got = open_door(site).get(f"{site.url}/a?b=1#part")
    assert ended(got) == (Outcome.FETCHED, None)
    assert got.body.read_bytes() == PAGE
    assert (got.sha256, got.size) == (hashlib.sha256(PAGE).hexdigest(), len(PAGE))
    assert (got.media_type, got.charset, got.filename) == ("text/html", "Big5", "report.pdf")
    assert got.validators == Validators('"v1"', "Sat, 21 Nov 2026 01:00:00 GMT")
    assert (got.url, got.final_url, got.status) == (f"{site.url}/a?b=1#part", f"{site.url}/a?b=1", 200)
    assert got.tls is None


def test_we_say_who_we_are_and_ask_over_one_kept_connection(site, open_door, reply):
    site.answers["/"] = reply(PAGE)
    door = open_door(site)
    for _ in range(3):
        door.get(site.url)
    assert site.connections == 1
    assert {headers["user-agent"] for _, headers in site.requests} == {"ogp-etl/0.1.0 (+tests@example.tw)"}
    assert {headers["host"] for _, headers in site.requests} == {site.host}


def test_a_wrong_content_type_and_unsaid_big5_are_kept_as_stated(site, open_door, reply):
    body = "<html>行政院國家發展委員會</html>".encode("big5")
    site.answers["/big5"] = reply(body, content_type="image/png")
    site.answers["/none"] = reply(body, content_type=None)
    door = open_door(site)
    stated, unsaid = door.get(f"{site.url}/big5"), door.get(f"{site.url}/none")
    assert (stated.media_type, stated.charset, stated.body.read_bytes()) == ("image/png", None, body)
    assert (unsaid.media_type, unsaid.charset, unsaid.body.read_bytes()) == (None, None, body)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE[:10], mtime=0) + gzip.compress(PAGE[10:], mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0)),
        ("identity", PAGE),
    ],
)
def test_content_encodings_are_undone(site, open_door, reply, encoding, packed):
    site.answers["/"] = reply(packed, content_encoding=encoding)
    assert open_door(site).get(site.url).body.read_bytes() == PAGE


def test_chunks_are_joined(site, open_door, reply):
    chunks = b"".join(b"%x;x=y\r\n%b\r\n" % (len(PAGE[i : i + 7]), PAGE[i : i + 7]) for i in range(0, len(PAGE), 7))
    site.answers["/"] = reply(content_length=None, transfer_encoding="chunked") + chunks + b"0\r\nTrailer: x\r\n\r\n"
    assert open_door(site).get(site.url).body.read_bytes() == PAGE


@pytest.mark.parametrize("interim", ["100 Continue", "103 Early Hints"])
def test_an_interim_answer_is_passed_over(site, open_door, reply, interim):
    site.answers["/"] = f"HTTP/1.1 {interim}\r\nLink: </a.css>\r\n\r\n".encode() + reply(PAGE)
    got = open_door(site).get(site.url)
    assert (got.status, got.body.read_bytes()) == (200, PAGE)


# --- unchanged -------------------------------------------------------------------------------------------------------


def test_unchanged_is_asked_for_and_carries_the_validators_over(site, open_door, reply):
    site.answers["/"] = b'HTTP/1.1 304 Not Modified\r\nETag: "new"\r\n\r\n'
    got = open_door(site).get(site.url, Validators('"old"', "Sat, 21 Nov 2026 01:00:00 GMT"))
    assert ended(got) == (Outcome.UNCHANGED, None)
    assert got.validators == Validators('"new"', "Sat, 21 Nov 2026 01:00:00 GMT")
    assert (got.body, got.size, got.sha256) == (None, None, None)
    sent = site.requests[-1][1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"old"', "Sat, 21 Nov 2026 01:00:00 GMT")


def test_unchanged_without_a_question_is_no_success(site, open_door):
    site.answers["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    assert ended(open_door(site).get(site.url)) == (Outcome.FAILED, Reason.STATUS)


def test_a_date_is_not_sent_to_where_a_redirect_leads(site, open_door, reply):
    site.answers |= {"/old": reply(status="301 Moved", location="/new"), "/new": reply(PAGE)}
    open_door(site).get(f"{site.url}/old", Validators('"e"', "Sat, 21 Nov 2026 01:00:00 GMT"))
    (_, first), (_, second) = site.requests[-2:]
    assert ("if-modified-since" in first, "if-modified-since" in second) == (True, False)
    assert second["if-none-match"] == '"e"'


# --- failures --------------------------------------------------------------------------------------------------------


def abrupt(data):
    def answer(wire):
        wire.sendall(data)
        return False

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        (Reason.NOT_FOUND, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        (Reason.NOT_FOUND, b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"),
        (Reason.STATUS, b"HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops"),
        (Reason.STATUS, b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
        (Reason.STATUS, b"HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\na"),
        (Reason.EMPTY, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (Reason.EMPTY, b"HTTP/1.1 204 No Content\r\n\r\n"),
        (Reason.CUT_SHORT, abrupt(HEAD + b"Content-Length: 100\r\n\r\nonly this")),
        (Reason.CUT_SHORT, abrupt(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")),
        (Reason.CUT_SHORT, abrupt(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel")),
        (Reason.CUT_SHORT, abrupt(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello")),
        (Reason.CUT_SHORT, abrupt(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE, mtime=0)[:-9])),
        (Reason.ENCODING, abrupt(HEAD + b"Content-Encoding: gzip\r\n\r\n<html>")),
        (Reason.ENCODING, abrupt(HEAD + b"Content-Encoding: br\r\n\r\nabc")),
        (Reason.CONNECT, abrupt(b"SSH-2.0-OpenSSH_9.2\r\n")),
        (Reason.CONNECT, abrupt(b"")),
        (Reason.CONNECT, abrupt(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n")),
        (Reason.CONNECT, abrupt(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n")),
    ],
)
def test_each_failure_has_its_reason_and_a_line_for_people(site, open_door, reason, answer):
    site.answers["/"] = answer
    got = open_door(site).get(site.url)
    assert ended(got) == (Outcome.FAILED, reason)
    assert got.detail
    assert "\n" not in got.detail
    assert (got.body, got.sha256, got.size) == (None, None, None)
    assert got.validators == Validators()


def files(spool):
    """Names of what is kept in a spool, whole or half."""
    return [path.name for path in spool.rglob("*") if path.is_file() and path.name != "lock"]


def test_a_failure_leaves_nothing_half_written_and_the_door_goes_on(site, open_door, reply, tmp_path):
    site.answers |= {"/cut": abrupt(HEAD + b"Content-Length: 9000000\r\n\r\n" + NOISE * 5), "/ok": reply(PAGE)}
    door = open_door(site)
    assert ended(door.get(f"{site.url}/cut")) == (Outcome.FAILED, Reason.CUT_SHORT)
    assert ended(door.get(f"{site.url}/ok")) == (Outcome.FETCHED, None)
    assert files(tmp_path / "spool") == [hashlib.sha256(PAGE).hexdigest()]


def test_a_server_that_is_down_is_a_failed_connection(open_door, sleeps):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    got = open_door(loopback={host: host}, limits=Limits(retries=2, backoff=3)).get(f"http://{host}/a")
    assert ended(got) == (Outcome.FAILED, Reason.CONNECT)
    assert got.robots == "unreachable"
    assert [round(pause) for pause in sleeps] == [3, 6]


def dripping(site, first=b""):
    def answer(wire):
        wire.sendall(first)
        while not site.gone.wait(0.01):
            wire.sendall(b"x")
        return False

    return answer


@pytest.mark.parametrize("first", [HEAD + b"Content-Length: 1000000\r\n\r\n", HEAD + b"X-Slow: ", b"HTTP/1.1 2"])
def test_a_server_that_drips_is_given_up_after_the_total_limit(site, open_door, first):
    site.answers["/"] = dripping(site, first)
    got = open_door(site, limits=Limits(total=0.3, read=10)).get(site.url)
    assert ended(got) == (Outcome.FAILED, Reason.TIMEOUT)
    assert "as a whole" in got.detail


def test_redirects_share_one_total_limit(site, open_door, reply):
    clock = [0.0]

    def slow(answer):
        def send(wire):
            clock[0] += 20
            wire.sendall(answer)
            return True

        return send

    site.answers |= {f"/{number}": slow(reply(status="302 a", location=f"/{number + 1}")) for number in range(5)}
    got = open_door(site, limits=Limits(total=30), clock=lambda: clock[0]).get(f"{site.url}/0")
    assert ended(got) == (Outcome.FAILED, Reason.TIMEOUT)
    assert site.paths()[:2] == ["/0", "/1"]
    assert "/3" not in site.paths()


@pytest.mark.parametrize("first", [b"", HEAD, HEAD + b"Content-Length: 10\r\n\r\nabc"])
def test_a_server_that_falls_silent_is_given_up_after_the_read_limit(site, open_door, first):
    def answer(wire):
        wire.sendall(first)
        site.gone.wait()
        return False

    site.answers["/"] = answer
    got = open_door(site, limits=Limits(read=0.2)).get(site.url)
    assert ended(got) == (Outcome.FAILED, Reason.TIMEOUT)
    assert "silent" in got.detail


# --- size ------------------------------------------------------------------------------------------------------------

MOST = Limits(max_bytes=200_000)


def endless(site, head):
    def answer(wire):
        wire.sendall(head)
        while not site.gone.is_set():
            wire.sendall(NOISE)
        return False

    return answer


def stored_bytes(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_an_announced_10_gb_is_not_even_begun(site, open_door, tmp_path):
    site.answers["/"] = endless(site, HEAD + b"Content-Length: 10737418240\r\n\r\n")
    got = open_door(site, limits=MOST).get(site.url)
    assert ended(got) == (Outcome.FAILED, Reason.TOO_LARGE)
    assert "10,737,418,240" in got.detail
    assert stored_bytes(tmp_path) < 300_000


def test_a_body_without_end_is_cut_off_at_the_limit(site, open_door, tmp_path):
    site.answers["/"] = endless(site, HEAD + b"\r\n")
    assert ended(open_door(site, limits=MOST).get(site.url)) == (Outcome.FAILED, Reason.TOO_LARGE)
    assert stored_bytes(tmp_path) < 1_500_000


def test_a_gzip_bomb_fills_neither_memory_nor_disk(site, open_door, reply, tmp_path):
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(200)), packer.flush()])
    site.answers["/"] = reply(gzip.compress(bomb), content_encoding="gzip, gzip")
    door = open_door(site, limits=Limits(max_bytes=10_000_000))
    tracemalloc.start()
    got = door.get(site.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ended(got) == (Outcome.FAILED, Reason.TOO_LARGE)
    assert peak < 8_000_000
    assert stored_bytes(tmp_path) < 1_000_000


def test_a_large_body_is_streamed_in_flat_memory(site, open_door, tmp_path):
    def answer(wire):
        wire.sendall(HEAD + b"Content-Length: 60000000\r\n\r\n")
        for _ in range(200):
            wire.sendall(NOISE)
        return True

    site.answers["/"] = answer
    door = open_door(site)
    tracemalloc.start()
    got = door.get(site.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert got.sha256 == hashlib.sha256(NOISE * 200).hexdigest()
    assert peak < 12_000_000


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["301 a", "302 a", "303 a", "307 a", "308 a"])
def test_redirects_are_followed_and_said(site, open_door, reply, status):
    site.answers |= {"/a": reply(status=status, location="b/c?d"), "/b/c?d": reply(PAGE)}
    got = open_door(site).get(f"{site.url}/a")
    assert (ended(got), got.final_url) == ((Outcome.FETCHED, None), f"{site.url}/b/c?d")
    assert f"redirected to {site.url}/b/c?d" in got.detail


def test_a_location_in_raw_utf8_is_understood(site, open_door, reply):
    site.answers |= {"/a": reply(status="302 a", location="/公開"), "/%E5%85%AC%E9%96%8B": reply(PAGE)}
    assert ended(open_door(site).get(f"{site.url}/a")) == (Outcome.FETCHED, None)


def test_a_circle_of_redirects_ends(site, open_door, reply):
    site.answers |= {"/a": reply(status="302 a", location="/b"), "/b": reply(status="302 a", location="/a")}
    assert ended(open_door(site).get(f"{site.url}/a")) == (Outcome.FAILED, Reason.REDIRECTS)
    assert len(site.paths()) <= 5


def test_redirects_that_never_come_back_end_too(site, open_door, reply):
    for number in range(30):
        site.answers[f"/{number}"] = reply(status="302 a", location=f"/{number + 1}")
    got = open_door(site, limits=Limits(redirects=4)).get(f"{site.url}/0")
    assert ended(got) == (Outcome.FAILED, Reason.REDIRECTS)
    assert site.paths() == ["/0", "/1", "/2", "/3", "/4"]


def test_being_sent_back_once_with_a_cookie_is_no_circle(site, open_door, reply):
    site.answers["/"] = [reply(status="302 a", location="/", set_cookie="TS01=abc; Path=/"), reply(PAGE)]
    assert ended(open_door(site).get(site.url)) == (Outcome.FETCHED, None)
    assert site.requests[-1][1]["cookie"] == "TS01=abc"


@pytest.mark.parametrize("location", ["ftp://example.tw/", "javascript:alert(1)", "file:///etc/passwd", "http://[::1"])
def test_a_redirect_out_of_the_web_is_not_followed(site, open_door, reply, location):
    site.answers["/"] = reply(status="302 a", location=location)
    assert ended(open_door(site).get(site.url)) == (Outcome.FAILED, Reason.REDIRECTS)


def test_the_body_of_a_redirect_cannot_hold_us_up(site, open_door, reply):
    site.answers |= {"/": endless(site, b"HTTP/1.1 302 a\r\nLocation: /b\r\n\r\n"), "/b": reply(PAGE)}
    assert ended(open_door(site).get(site.url)) == (Outcome.FETCHED, None)


# --- our own machine -------------------------------------------------------------------------------------------------


@contextmanager
def disk_full_after(size):
    """No file can grow beyond ``size`` bytes: the write fails as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_our_fault_and_the_next_run_finishes(site, open_door, reply, tmp_path):
    site.answers["/"] = reply(NOISE)
    with disk_full_after(100_000), pytest.raises(LocalFault, match="free space"):
        open_door(site, record=False).get(site.url)
    assert files(tmp_path / "spool") == []
    assert ended(open_door(site).get(site.url)) == (Outcome.FETCHED, None)


def test_a_spool_that_cannot_be_written_is_our_fault(site, open_door, reply, tmp_path):
    (tmp_path / "file").write_text("no folder")
    site.answers["/"] = reply(PAGE)
    with pytest.raises(LocalFault, match="cannot keep"):
        open_door(site, spool=Spool(tmp_path / "file")).get(site.url)


def test_what_is_no_web_address_is_said_so_and_nothing_is_asked(site, open_door):
    got = open_door(site).get("ftp://example.tw/file")
    assert ended(got) == (Outcome.FAILED, Reason.ADDRESS)
    assert "ftp://example.tw/file" in got.detail
    assert site.requests == []
