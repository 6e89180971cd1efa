"""What cards and robots.txt files say of single hosts, and connections of several hosts; against real servers here."""

import gzip
import ssl

import pytest
import trustme

from ogp_etl.cards import HostRule
from ogp_etl.errors import InputInvalid
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.model import Outcome, Reason

PAGE = "<html><body>公開資料</body></html>".encode()
NOTHING = b"User-agent: *\nDisallow: /\n"


def ended(exchange):
    return exchange.outcome, exchange.reason


def abrupt(data):
    def answer(wire):
        wire.sendall(data)
        return False

    return answer


# --- connections -----------------------------------------------------------------------------------------------------


def test_each_host_has_one_connection_that_is_kept(site, raw_site, open_door, reply):
    other = raw_site()
    for server in (site, other):
        server.answers |= {"/a": reply(PAGE), "/b": reply(b"moved", "302 Found", location="/a"), "/c": b"HTTP/1.1 304 a\r\n\r\n"}
    door = open_door(loopback={"a.example:80": site.host, "b.example:80": other.host})
    for path in ("/a", "/b", "/c", "/missing", "/a"):
        door.get(f"http://a.example{path}")
        door.get(f"http://b.example{path}")
    assert (site.connections, other.connections) == (1, 1)
    assert len(site.requests) == len(other.requests) == 7


def test_another_port_of_a_host_takes_the_place_of_the_first(site, raw_site, open_door, reply):
    """One connection to a machine at a time, whatever ports it serves."""
    other = raw_site()
    site.answers["/"] = other.answers["/"] = reply(PAGE)
    door = open_door(site, other)
    assert [ended(door.get(url)) for url in (site.url, other.url, site.url)] == [(Outcome.FETCHED, None)] * 3
    assert (site.connections, other.connections) == (2, 1)


def test_what_follows_a_body_is_not_taken_for_the_next_answer(site, open_door, reply):
    site.answers |= {"/a": reply(PAGE) + reply(b"smuggled"), "/b": reply(b"true")}
    door = open_door(site)
    assert door.get(f"{site.url}/a").body.read_bytes() == PAGE
    assert door.get(f"{site.url}/b").body.read_bytes() == b"true"


@pytest.mark.parametrize("status", ["302 Found\r\nLocation: /page", "404 Not Found", "500 Oops"])
def test_of_what_was_not_asked_for_only_the_beginning_is_read(site, open_door, reply, status):
    sent = []

    def endless(wire):
        wire.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())
        while not site.gone.is_set():
            wire.sendall(bytes(100_000))
            sent.append(100_000)
        return False

    site.answers |= {"/": endless, "/page": reply(PAGE)}
    got = open_door(site).get(site.url)
    assert (got.outcome is Outcome.FETCHED) == status.startswith("302")
    assert sum(sent) < 30_000_000  # as much as fits into the machine's own buffers


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"", mtime=0) * 5000),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 60_000 + b"\r\na\r\n"),
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"Trailer: " + b"x" * 60_000 + b"\r\n"),
    ],
    ids=["empty gzip members", "chunk extensions", "trailers"],
)
def test_bytes_that_bring_no_body_count_as_well(site, open_door, head, piece):
    def endless(wire):
        wire.sendall(b"HTTP/1.1 200 OK\r\n" + head)
        while not site.gone.is_set():
            wire.sendall(piece)
        return False

    site.answers["/"] = endless
    got = open_door(site, limits=Limits(max_bytes=100_000, total=20)).get(site.url)
    assert ended(got) == (Outcome.FAILED, Reason.TOO_LARGE)


@pytest.mark.parametrize("place", ["10.0.0.8:80", "93.184.216.34:80"])
def test_nothing_but_loopback_is_opened_by_name(open_door, place):
    got = open_door(loopback={"a.example:80": place}).get("http://a.example/")
    assert ended(got) == (Outcome.FAILED, Reason.ADDRESS)
    assert "no loopback address" in got.detail


# --- robots.txt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        (Reason.CUT_SHORT, abrupt(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nUser-agent: *\n")),
        (Reason.ENCODING, abrupt(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nabc")),
        (Reason.CONNECT, abrupt(b"")),
        (Reason.RETRY_LATER, abrupt(b"HTTP/1.1 503 a\r\nRetry-After: 7200\r\n\r\n")),
        (Reason.STATUS, abrupt(b"HTTP/1.1 503 a\r\n\r\n")),
    ],
)
def test_where_robots_txt_is_not_had_nothing_else_is_asked(site, open_door, reason, answer):
    site.answers["/robots.txt"] = answer
    got = open_door(site).get(f"{site.url}/page")
    assert (ended(got), got.robots, site.paths()) == ((Outcome.FAILED, reason), "unreachable", [])
    assert "robots.txt could not be had" in got.detail


def test_a_robots_txt_that_never_ends_is_not_had(site, open_door):
    def silent(wire):
        wire.sendall(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n")
        site.gone.wait()
        return False

    site.answers["/robots.txt"] = silent
    got = open_door(site, limits=Limits(read=0.2)).get(f"{site.url}/page")
    assert (ended(got), site.paths()) == ((Outcome.FAILED, Reason.TIMEOUT), [])


def test_a_robots_txt_may_lie_on_another_host(site, raw_site, open_door, reply):
    other = raw_site()
    site.answers |= {"/robots.txt": reply(b"", "301 a", location=f"{other.url}/rules"), "/page": reply(PAGE)}
    other.answers["/rules"] = reply(NOTHING)
    got = open_door(site, other).get(f"{site.url}/page")
    assert (ended(got), site.paths()) == ((Outcome.REFUSED, Reason.ROBOTS), [])


def test_a_robots_txt_on_a_private_address_is_not_asked_for(site, raw_site, open_door, reply):
    inside = raw_site()
    site.answers |= {"/robots.txt": reply(b"", "301 a", location=f"{inside.url}/rules"), "/page": reply(PAGE)}
    got = open_door(site).get(f"{site.url}/page")
    assert (ended(got), site.paths(), inside.connections) == ((Outcome.FAILED, Reason.ADDRESS), [], 0)


# --- certificates ----------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(raw_site, reply, tmp_path):
    """A site whose authority nobody knows; its certificate lies in the plan's folder."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "extra.pem")
    site = raw_site(context)
    site.answers["/"] = reply(PAGE)
    return site


def test_a_rule_for_one_port_finds_its_certificate(secure, open_door, tmp_path):
    rule = HostRule(host=secure.host, extra_ca_file="extra.pem")
    got = open_door(secure, hosts={secure.host: rule}, folders={secure.host: tmp_path}).get(secure.url)
    assert (ended(got), got.tls) == ((Outcome.FETCHED, None), "extra certificate extra.pem")


def test_an_extra_certificate_serves_its_host_only(secure, open_door, tmp_path):
    rule = HostRule(host="localhost", extra_ca_file="extra.pem")
    got = open_door(secure, hosts={"localhost": rule}, folders={"localhost": tmp_path}).get(secure.url)
    assert (ended(got), got.tls) == ((Outcome.FAILED, Reason.TLS), None)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_certificate_file_that_cannot_be_read_is_named(secure, open_door, tmp_path, content):
    path = tmp_path / "plan" / "bad.pem"
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)
    door = open_door(
        secure, hosts={"127.0.0.1": HostRule(host="127.0.0.1", extra_ca_file="bad.pem")}, folders={"127.0.0.1": path.parent}
    )
    with pytest.raises(InputInvalid, match=r"bad\.pem: cannot be read as certificates for 127\.0\.0\.1 .*PEM form") as caught:
        door.get(secure.url)
    assert "\n" not in str(caught.value)
    assert secure.requests == []
