"""Addresses: one form for asking and looking up, and what counts as the public internet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.harvest.door.addresses import clean, is_public, origin, redirected


@pytest.mark.parametrize(
    ("cleaned", "written"),
    [
        ("http://example.gov.tw/", "http://example.gov.tw"),
        ("http://example.gov.tw/", "HTTP://Example.GOV.tw:80/#top"),
        ("https://example.gov.tw/a?b=1", "https://example.gov.tw:443/a?b=1#c"),
        ("https://example.gov.tw:8443/", "https://example.gov.tw:8443"),
        ("https://xn--fiq228c.tw/", "https://中文.tw/"),
        ("https://example.tw/%E5%85%AC%E9%96%8B", "https://example.tw/公開"),
        ("https://example.tw/%E5%85%AC%E9%96%8B", "https://example.tw/%e5%85%ac%e9%96%8b"),
        ("https://example.tw/a~b", "https://example.tw/%61%7Eb"),
        ("https://example.tw/a%2Fb", "https://example.tw/a%2fb"),
        ("https://example.tw/a%20b?c=d%20e", "  https://example.tw/a b?c=d e\n"),
        ("https://example.tw/", "https://user:secret@example.tw/"),
        ("http://[2001:db8::1]:8080/", "http://[2001:DB8::1]:8080/"),
    ],
)
def test_an_address_has_one_form(cleaned, written):
    assert clean(written) == cleaned


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("only http and https", "ftp://example.tw/"),
        ("only http and https", "file:///etc/passwd"),
        ("only http and https", "//example.tw/"),
        ("names no host", "http:///path"),
        ("no valid port", "http://example.tw:99999/"),
        ("no host name", "http://exa mple.tw/"),
        ("no host name", "http://a..公開.tw/"),
        ("Invalid IPv6", "http://[::1"),
    ],
)
def test_what_is_no_web_address_is_said_so(said, written):
    with pytest.raises(ValueError, match=said):
        clean(written)


@given(st.text(max_size=40), st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(path, query):
    once = clean(f"https://example.tw/{path.replace('#', '')}?{query.replace('#', '')}")
    assert clean(once) == once
    assert once.isascii()
    assert not any(character.isspace() for character in once)


@pytest.mark.parametrize(
    ("parts", "cleaned"),
    [
        (("http", "example.tw", 80), "http://example.tw/"),
        (("https", "example.tw", 443), "https://example.tw/a"),
        (("https", "example.tw", 8443), "https://example.tw:8443/"),
        (("http", "2001:db8::1", 8080), "http://[2001:db8::1]:8080/"),
    ],
)
def test_origin_is_scheme_host_and_port(parts, cleaned):
    assert origin(cleaned) == parts


@pytest.mark.parametrize(
    ("reached", "location"),
    [
        ("https://example.tw/a/c", "c"),
        ("https://example.tw/c", "/c"),
        ("https://other.tw/", "//other.tw"),
        ("http://other.tw/x", "http://other.tw/x#part"),
        ("https://example.tw/%E5%85%AC", "/公".encode().decode("latin-1")),
        ("https://example.tw/%E5%85%AC", "/%E5%85%AC"),
        ("https://example.tw/a/b?x=1", "?x=1"),
    ],
)
def test_a_location_header_leads_there(reached, location):
    assert redirected("https://example.tw/a/b", location) == reached


@pytest.mark.parametrize("location", ["javascript:alert(1)", "file:///etc/passwd", "gopher://x/", "http://", "http://[::1"])
def test_a_location_that_is_no_web_address_is_not_followed(location):
    with pytest.raises(ValueError, match=r"."):
        redirected("https://example.tw/", location)


PUBLIC = ["8.8.8.8", "117.56.0.1", "2001:b000::1", "2400:cb00::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
NOT_PUBLIC = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",  # noqa: S104 judged, not bound
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",  # where clouds give out keys
    "100.64.0.1",  # carrier-grade NAT
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",  # IPv4-compatible
    "::ffff:127.0.0.1",  # mapped
    "::ffff:10.0.0.1",
    "::ffff:100.64.0.1",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "64:ff9b::a9fe:a9fe",  # NAT64 of 169.254.169.254
    "64:ff9b:1::808:808",  # NAT64 for local use
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2002:a00:1::1",
    "2001::7f00:1",  # Teredo
    "2001:db8::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "no address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address):
    assert not is_public(address)
