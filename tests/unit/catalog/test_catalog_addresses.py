"""Which addresses a card may name."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ogp_etl.cards.values import Url
from ogp_etl.catalog.addresses import address_fault

INSIDE = [
    ipaddress.ip_network(text) for text in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
]
WAYS = [
    str,
    lambda ip: str(int(ip)),
    lambda ip: hex(int(ip)),
    lambda ip: ".".join(hex(byte) for byte in ip.packed),
    lambda ip: f"[::ffff:{ip}]",
    lambda ip: f"[64:ff9b::{ip}]",
    lambda ip: f"user@{ip}",
]


@given(
    ip=st.sampled_from(INSIDE).flatmap(lambda net: st.ip_addresses(network=net)), way=st.sampled_from(WAYS), port=st.booleans()
)
def test_an_address_inside_a_network_is_refused_however_it_is_written(ip, way, port):
    assert address_fault(f"http://{way(ip)}{':8080' if port else ''}/x")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://LOCALHOST./",
        "https://board.localhost/",
        "https://intranet/",
        "https://files.agency.internal/",
        "http://nas.local:5000/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00::1]/",
        "http://127.1/",
        "http://0/",
        "http://224.0.0.1/",
        "https://user:secret@www.ndc.gov.tw/",
    ],
)
def test_what_is_no_public_address_is_refused(url):
    assert address_fault(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ndc.gov.tw/Content_List.aspx?n=478D4A6E6EABF2D4",
        "https://gov.tw/3aG",
        "http://council.samplia.example/",
        "http://192.0.66.2:8080/",
        "https://例え.tw/文件",
        "https://localhost.gov.tw/",
    ],
)
def test_a_public_address_is_taken(url):
    assert address_fault(url) is None
    assert TypeAdapter(Url).validate_python(url) == url


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("begins with file:, and only addresses that begin with https:// or http:// are read", "file:///etc/passwd"),
        ("begins with ftp:, and only addresses that begin with https:// or http:// are read", "ftp://ftp.example.gov.tw/a"),
        ("begins with mailto:", "mailto:a@example.gov.tw"),
        ("begins with javascript:", "javascript:alert(1)"),
        ("does not begin with https:// or http://", "www.ndc.gov.tw/plan"),
        ("does not begin with https:// or http://", "www.ndc.gov.tw:443/plan"),
        ("does not begin with https:// or http://", ""),
        ("names no host", "https:///path"),
        ("is no web address", "https://www.ndc.gov.tw:port/"),
        ("is no web address", "https://[::1/"),
        ("holds a blank", "https://www.ndc.gov.tw/a b"),
        ("holds a template ({{)", "https://www.ndc.gov.tw/{{ ds }}"),
        ("holds a template ({%)", "{% raw %}"),
    ],
)
def test_what_is_no_web_address_is_said_in_words(said, url):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Url).validate_python(url)
    (error,) = caught.value.errors()
    assert said in str(error["ctx"]["error"])
    assert address_fault(url) is None  # named once
