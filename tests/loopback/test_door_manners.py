"""Where the door does not go, how it waits, and what it takes for a block page; against real servers on this machine."""

import ssl
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
import trustme

from ogp_etl.cards import HostRule, TlsException
from ogp_etl.harvest.door import tls
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.model import Outcome, Reason

PAGE = "<html><body>公開資料</body></html>".encode()


def ended(exchange):
    return exchange.outcome, exchange.reason


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.0.0.8", "169.254.169.254", "100.64.0.1", "0x7f000001", "127.1", "0", "2130706433"],
)
def test_an_address_that_is_not_public_is_refused_unasked(open_door, host):
    got = open_door().get(f"http://{host}/latest/meta-data")
    assert ended(got) == (Outcome.FAILED, Reason.ADDRESS)
    assert "not a public address" in got.detail


@pytest.mark.parametrize(
    "address", ["::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "fe80::1%eth0", "224.0.0.1", "fec0::1"]
)
def test_a_name_that_leads_to_such_an_address_is_refused(open_door, address):
    got = open_door(resolve=lambda host, port: [address]).get("http://example.tw/")
    assert ended(got) == (Outcome.FAILED, Reason.ADDRESS)


def test_one_private_address_among_public_ones_is_enough_to_refuse(open_door):
    got = open_door(resolve=lambda host, port: ["93.184.216.34", "10.0.0.8"]).get("http://example.tw/")
    assert ended(got) == (Outcome.FAILED, Reason.ADDRESS)


def test_a_redirect_to_a_private_address_is_refused(site, raw_site, open_door, reply):
    inside = raw_site()
    site.answers["/"] = reply(status="302 a", location=f"{inside.url}/secret")
    got = open_door(site).get(site.url)
    assert ended(got) == (Outcome.FAILED, Reason.ADDRESS)
    assert inside.requests == []
    assert inside.connections == 0


def test_a_name_is_looked_up_once_and_the_judged_address_is_dialled(open_door, monkeypatch):
    """Rebinding: a second look-up would give this machine, so there must be none, and what is dialled is what was judged."""
    answers, dialled = [["93.184.216.34"], ["127.0.0.1"]], []

    def connect(place, timeout):
        dialled.append(place)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("ogp_etl.harvest.door.guard.socket.create_connection", connect)
    got = open_door(resolve=lambda host, port: answers.pop(0), limits=Limits(retries=0)).get("http://example.tw/")
    assert dialled == [("93.184.216.34", 80)]
    assert answers == [["127.0.0.1"]]
    assert ended(got) == (Outcome.FAILED, Reason.CONNECT)


def test_a_proxy_of_the_environment_is_not_used(site, raw_site, open_door, reply, monkeypatch):
    proxy = raw_site()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    site.answers["/"] = reply(PAGE)
    assert ended(open_door(site).get(site.url)) == (Outcome.FETCHED, None)
    assert proxy.connections == 0


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_without_an_address_is_said_so(open_door, error):
    def resolve(host, port):
        raise error

    assert ended(open_door(resolve=resolve).get("http://example.tw/")) == (Outcome.FAILED, Reason.DNS)


def test_a_named_pair_opens_that_port_only(site, raw_site, open_door, reply):
    other = raw_site()
    site.answers["/"] = other.answers["/"] = reply(PAGE)
    door = open_door(loopback={"ministry.example:80": site.host})
    assert ended(door.get("http://ministry.example/")) == (Outcome.FETCHED, None)
    assert site.requests[-1][1]["host"] == "ministry.example"
    assert ended(door.get(other.url)) == (Outcome.FAILED, Reason.ADDRESS)


# --- robots.txt ------------------------------------------------------------------------------------------------------

RULES = b"User-agent: *\nDisallow: /private\nAllow: /private/open\n"


@pytest.mark.parametrize(
    ("end", "robots", "asked", "rules"),
    [
        ((Outcome.REFUSED, Reason.ROBOTS), "forbidden", [], ("200 OK", b"User-agent: *\nDisallow: /\n")),
        (
            (Outcome.REFUSED, Reason.ROBOTS),
            "forbidden",
            [],
            ("200 OK", b"\xef\xbb\xbfuser-agent: OGP-etl\r\ndisallow: /page*\r\n"),
        ),
        ((Outcome.FETCHED, None), "allowed", ["/page"], ("200 OK", RULES)),
        ((Outcome.FETCHED, None), "allowed", ["/page"], ("200 OK", b"User-agent: Googlebot\nDisallow: /\n")),
        ((Outcome.FETCHED, None), "allowed", ["/page"], ("200 OK", b"")),
        ((Outcome.FETCHED, None), "no-file", ["/page"], ("404 Not Found", b"User-agent: *\nDisallow: /\n")),
        ((Outcome.FETCHED, None), "no-file", ["/page"], ("403 Forbidden", b"")),
        ((Outcome.FETCHED, None), "no-file", ["/page"], ("200 OK", b"\n<!DOCTYPE html><p>User-agent: *\nDisallow: /\n")),
        ((Outcome.FAILED, Reason.STATUS), "unreachable", [], ("500 Oops", b"")),
    ],
)
def test_robots_txt_decides(site, open_door, reply, end, robots, asked, rules):
    status, body = rules
    site.answers |= {"/robots.txt": reply(body, status, content_type="text/plain"), "/page": reply(PAGE)}
    got = open_door(site).get(f"{site.url}/page")
    assert (ended(got), got.robots, site.paths()) == (end, robots, asked)


def test_a_web_page_for_a_robots_txt_is_said_so(site, open_door, reply):
    site.answers |= {"/robots.txt": reply(PAGE), "/": reply(PAGE)}
    assert "robots.txt is a web page" in open_door(site).get(site.url).detail


def test_rules_are_asked_for_once_a_site(site, raw_site, open_door, reply):
    other = raw_site()
    for server in (site, other):
        server.answers |= {"/robots.txt": reply(RULES), "/a": reply(PAGE), "/b": reply(PAGE)}
    door = open_door(site, other)
    for url in (f"{site.url}/a", f"{site.url}/b", f"{other.url}/a", f"{site.url}/private/x"):
        door.get(url)
    assert [path for path, _ in site.requests] == ["/robots.txt", "/a", "/b"]
    assert [path for path, _ in other.requests] == ["/robots.txt", "/a"]


def test_rules_are_read_anew_after_a_day(site, open_door, reply):
    clock = [0.0]
    site.answers |= {"/robots.txt": [reply(b""), reply(b"User-agent: *\nDisallow: /")], "/": reply(PAGE)}
    door = open_door(site, clock=lambda: clock[0])
    outcomes = []
    for hours in (0, 23, 25):
        clock[0] = hours * 3600.0
        outcomes.append(door.get(site.url).outcome)
    assert outcomes == [Outcome.FETCHED, Outcome.FETCHED, Outcome.REFUSED]


def test_a_redirect_is_judged_by_the_rules_of_where_it_leads(site, raw_site, open_door, reply):
    other = raw_site()
    other.answers |= {"/robots.txt": reply(RULES), "/private/x": reply(PAGE)}
    site.answers["/"] = reply(status="302 a", location=f"{other.url}/private/x")
    got = open_door(site, other).get(site.url)
    assert (ended(got), got.robots) == ((Outcome.REFUSED, Reason.ROBOTS), "forbidden")
    assert other.paths() == []


@pytest.mark.parametrize(("outcome", "count"), [(Outcome.REFUSED, 5), (Outcome.FETCHED, 6)])
def test_five_redirects_of_a_robots_txt_are_followed(site, open_door, reply, outcome, count):
    site.answers["/robots.txt"] = reply(status="301 a", location="/r1")
    for number in range(1, count):
        site.answers[f"/r{number}"] = reply(status="301 a", location=f"/r{number + 1}")
    site.answers |= {f"/r{count}": reply(b"User-agent: *\nDisallow: /"), "/": reply(PAGE)}
    assert open_door(site).get(site.url).outcome is outcome


def test_only_the_first_500_kib_of_a_robots_txt_count(site, open_door, reply):
    filler = b"# nothing\n" * (500 * 1024 // 10)
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /a\n" + filler + b"Disallow: /b\n")}
    site.answers |= {"/a": reply(PAGE), "/b": reply(PAGE)}
    door = open_door(site)
    assert [door.get(f"{site.url}{path}").outcome for path in ("/a", "/b")] == [Outcome.REFUSED, Outcome.FETCHED]


def test_a_crawl_delay_is_kept_up_to_a_limit(site, open_door, reply, sleeps):
    site.answers |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 7"), "/": reply(PAGE)}
    door = open_door(site, limits=Limits(crawl_delay=5), clock=lambda: 0.0)
    door.get(site.url)
    door.get(site.url)
    assert sleeps == [5, 5]


# --- pace ------------------------------------------------------------------------------------------------------------


def test_the_card_sets_the_pause_and_robots_txt_and_redirects_count(site, open_door, reply, sleeps):
    site.answers |= {"/": reply(status="302 a", location="/b"), "/b": reply(PAGE)}
    open_door(site, hosts={"127.0.0.1": HostRule(host="127.0.0.1", seconds_between=9)}, clock=lambda: 0.0).get(site.url)
    assert sleeps == [9, 9]


@pytest.mark.parametrize("status", ["429 Too Many", "502 a", "503 a", "504 a"])
def test_a_passing_failure_is_asked_again_with_growing_pauses(site, open_door, reply, sleeps, status):
    site.answers["/"] = [reply(status=status), reply(status=status), reply(PAGE)]
    got = open_door(site, limits=Limits(retries=2, backoff=3), clock=lambda: 0.0).get(site.url)
    assert (ended(got), sleeps) == ((Outcome.FETCHED, None), [3, 6])


def test_what_stays_is_recorded_as_failed(site, open_door, reply):
    site.answers["/"] = reply(status="503 a")
    got = open_door(site, limits=Limits(retries=2)).get(site.url)
    assert (ended(got), got.status, len(site.paths())) == ((Outcome.FAILED, Reason.STATUS), 503, 3)


@pytest.mark.parametrize(
    "status", ["400 a", "401 a", "403 a", "404 a", "500 a", "501 a"]
)  # fmt: skip
def test_a_lasting_failure_is_asked_once(site, open_door, reply, status):
    site.answers["/"] = reply(status=status)
    open_door(site).get(site.url)
    assert site.paths() == ["/"]


@pytest.mark.parametrize("stated", ["60", "Sat, 21 Nov 2026 03:01:00 GMT"])
def test_retry_after_is_waited_for_within_our_patience(site, open_door, reply, sleeps, stated):
    site.answers["/"] = [reply(status="429 Too Many", retry_after=stated), reply(PAGE)]
    got = open_door(site, clock=lambda: 0.0).get(site.url)
    assert (ended(got), sleeps) == ((Outcome.FETCHED, None), [60])


def test_a_site_that_asks_for_more_is_left_alone_for_the_rest_of_the_run(site, open_door, reply, sleeps):
    site.answers |= {"/": reply(status="503 a", retry_after="7200"), "/other": reply(PAGE)}
    door = open_door(site)
    first, second = door.get(site.url), door.get(f"{site.url}/other")
    assert (ended(first), first.status) == ((Outcome.FAILED, Reason.RETRY_LATER), 503)
    assert ended(second) == (Outcome.FAILED, Reason.RETRY_LATER)
    assert (site.paths(), sleeps) == (["/"], [])


def test_a_connection_lost_while_idle_is_opened_again(site, open_door, reply):
    def once(wire):
        wire.sendall(reply(PAGE))
        return False

    site.answers["/"] = once
    door = open_door(site)
    assert [ended(door.get(site.url)) for _ in range(3)] == [(Outcome.FETCHED, None)] * 3


# --- block pages -----------------------------------------------------------------------------------------------------

F5 = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your "
    b"administrator.<br><br>Your support ID is: 1234567890123456789<br><br>"
    b"<a href='javascript:history.back();'>[Go Back]</a></body></html>"
)
CHALLENGE = (
    b'<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={cType:"managed"}'
    b"</script></body></html>"
)


@pytest.mark.parametrize(
    ("status", "page"), [("200 OK", F5), ("200 OK", CHALLENGE), ("403 Forbidden", CHALLENGE), ("503 a", CHALLENGE)]
)
def test_a_block_page_is_no_success_and_is_kept(site, open_door, reply, status, page):
    site.answers["/"] = reply(page, status)
    got = open_door(site).get(site.url)
    assert ended(got) == (Outcome.BLOCKED, Reason.BLOCK_PAGE)
    assert got.body.read_bytes() == page
    assert got.warc is not None
    assert site.paths() == ["/"], "a defence is not asked again"


def test_a_challenge_that_says_so_in_a_header_is_one_whatever_its_text(site, open_door, reply):
    site.answers["/"] = reply(PAGE, "403 Forbidden", cf_mitigated="challenge")
    assert ended(open_door(site).get(site.url)) == (Outcome.BLOCKED, Reason.BLOCK_PAGE)


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority():
    root = trustme.CA()
    return root, root.create_child_ca()


@pytest.fixture
def trusted(authority, monkeypatch, tmp_path):
    """The test's root among those of the machine."""
    authority[0].cert_pem.write_to_path(tmp_path / "root.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    tls._ordinary.cache_clear()
    yield
    tls._ordinary.cache_clear()


def server_of(leaf, *, whole_chain=True):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if whole_chain:
        leaf.configure_cert(context)
    else:
        with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as chain:
            context.load_cert_chain(chain, key)
    return context


def secure(raw_site, leaf, reply, **options):
    site = raw_site(server_of(leaf, **options))
    site.answers["/"] = reply(PAGE)
    return site


def test_a_verified_site_is_read(raw_site, authority, trusted, open_door, reply):
    site = secure(raw_site, authority[1].issue_cert("127.0.0.1"), reply)
    got = open_door(site).get(site.url)
    assert (ended(got), got.tls) == ((Outcome.FETCHED, None), None)


def test_an_unknown_authority_is_not_accepted(raw_site, authority, open_door, reply):
    site = secure(raw_site, authority[1].issue_cert("127.0.0.1"), reply)
    got = open_door(site).get(site.url)
    assert ended(got) == (Outcome.FAILED, Reason.TLS)
    assert site.requests == []


@pytest.fixture
def extra(authority, tmp_path):
    (tmp_path / "plan").mkdir()
    authority[1].cert_pem.write_to_path(tmp_path / "plan" / "intermediate.pem")
    return {
        "hosts": {"127.0.0.1": HostRule(host="127.0.0.1", extra_ca_file="intermediate.pem")},
        "folders": {"127.0.0.1": tmp_path / "plan"},
    }


def test_a_missing_intermediate_is_mended_by_the_extra_certificate_only(raw_site, authority, trusted, open_door, reply, extra):
    site = secure(raw_site, authority[1].issue_cert("127.0.0.1"), reply, whole_chain=False)
    assert ended(open_door(site).get(site.url)) == (Outcome.FAILED, Reason.TLS)
    mended = open_door(site, **extra).get(site.url)
    assert (ended(mended), mended.tls) == ((Outcome.FETCHED, None), "extra certificate intermediate.pem")


def test_an_extra_intermediate_does_not_make_its_unknown_root_trusted(raw_site, authority, open_door, reply, extra):
    site = secure(raw_site, authority[1].issue_cert("127.0.0.1"), reply)
    assert ended(open_door(site, **extra).get(site.url)) == (Outcome.FAILED, Reason.TLS)


@pytest.fixture(scope="module")
def careless(tmp_path_factory):
    """An authority and a leaf without key identifiers, as on some ministries' servers."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def name(text):
        return x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, text)])

    def made(subject, key, issuer, signer, *extensions):
        builder = x509.CertificateBuilder(name(issuer), name(subject), key.public_key(), x509.random_serial_number())
        begun = datetime.now(UTC) - timedelta(days=1)
        builder = builder.not_valid_before(begun).not_valid_after(begun + timedelta(days=30))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(signer, hashes.SHA256())

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = made("root", root_key, "root", root_key, (x509.BasicConstraints(ca=True, path_length=None), True))
    alternative = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    leaf = made("leaf", key, "root", root_key, (alternative, False))
    folder = tmp_path_factory.mktemp("careless")
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "leaf.pem").write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM))
    return folder


def ruled(host, careless, *exceptions):
    rule = HostRule(host=host, extra_ca_file="root.pem", tls=exceptions)
    return {"hosts": {host: rule}, "folders": {host: careless}}


def tolerating(expires, what="missing-key-identifier"):
    return TlsException(tolerate=what, reason="asked them on 2026-11-01 to renew", expires=expires)


@pytest.fixture
def careless_site(raw_site, careless, reply):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(careless / "leaf.pem")
    site = raw_site(context)
    site.answers["/"] = reply(PAGE)
    site.port = site.host.partition(":")[2]
    return site


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("end", "exceptions"),
    [
        ((Outcome.FAILED, Reason.TLS), []),
        ((Outcome.FETCHED, None), [tolerating(TODAY)]),
        ((Outcome.FAILED, Reason.TLS), [tolerating(TODAY - timedelta(days=1))]),
        ((Outcome.FAILED, Reason.TLS), [tolerating(TODAY, "weak-dh")]),
    ],
)
def test_a_named_weakness_is_tolerated_until_it_expires(careless_site, careless, open_door, end, exceptions):
    door = open_door(
        loopback={f"localhost:{careless_site.port}": careless_site.host}, **ruled("localhost", careless, *exceptions)
    )
    got = door.get(f"https://localhost:{careless_site.port}/")
    assert ended(got) == end
    said = "missing-key-identifier until 2026-11-21: asked them on 2026-11-01 to renew; extra certificate root.pem"
    assert (got.tls == said) == (end[0] is Outcome.FETCHED)


def test_a_tolerance_never_covers_a_wrong_host_name(careless_site, careless, open_door):
    rules = ruled("ministry.example", careless, tolerating(TODAY), tolerating(TODAY, "weak-dh"))
    door = open_door(loopback={f"ministry.example:{careless_site.port}": careless_site.host}, **rules)
    got = door.get(f"https://ministry.example:{careless_site.port}/")
    assert ended(got) == (Outcome.FAILED, Reason.TLS)
    assert "mismatch" in got.detail.lower()
    assert careless_site.requests == []


def test_a_weak_key_exchange_is_tolerated_for_its_host_only(raw_site, authority, trusted, open_door, reply, tmp_path):
    parameters = tmp_path / "dh.pem"
    subprocess.run(["openssl", "dhparam", "-dsaparam", "-out", parameters, "1024"], check=True, capture_output=True)
    context = server_of(authority[1].issue_cert("127.0.0.1", key_type=trustme.KeyType.RSA))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")
    context.load_dh_params(str(parameters))
    site = raw_site(context)
    site.answers["/"] = reply(PAGE)
    rules = {"127.0.0.1": HostRule(host="127.0.0.1", tls=(tolerating(TODAY, "weak-dh"),))}
    assert ended(open_door(site).get(site.url)) == (Outcome.FAILED, Reason.TLS)
    assert ended(open_door(site, hosts=rules).get(site.url)) == (Outcome.FETCHED, None)
