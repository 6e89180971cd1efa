"""The sample country over HTTP on this machine: told apart by host name, static files with validators, days that move on."""

import socket
from dataclasses import dataclass
from datetime import date
from email.message import Message
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import quote

import pytest

from ogp_etl.sample.days import LAST_DAY
from ogp_etl.sample.life import Country
from ogp_etl.sample.server import SampleServer

STANDARD = ("water.samplia.example", "/files/standard.pdf")
PAGE = ("water.samplia.example", "/zh-tw/river-quality.html")


@pytest.fixture
def served():
    with SampleServer(Country(LAST_DAY)) as server:
        yield server


@dataclass(frozen=True)
class Got:
    status_code: int
    headers: Message
    content: bytes

    @property
    def text(self):
        return self.content.decode()


def get(server, host, path, method="GET", **headers):
    connection = HTTPConnection(*server.address, timeout=5)
    try:
        connection.request(method, path, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return Got(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def test_hosts_are_told_apart_by_name(served):
    homes = {host: get(served, host, "/").text for host in ("finance.samplia.example", "water.samplia.example")}
    assert "財政部" in homes["finance.samplia.example"]
    assert "水環境署" in homes["water.samplia.example"]
    assert get(served, "elsewhere.example", "/").status_code == 404


def test_the_name_may_carry_the_port(served):
    assert "財政部" in get(served, f"finance.samplia.example:{served.address[1]}", "/").text


def test_every_host_is_served_on_loopback_only(served):
    assert served.address[0] == "127.0.0.1"
    assert set(served.loopback) == set(Country(LAST_DAY).hosts)
    assert set(served.loopback.values()) == {f"127.0.0.1:{served.address[1]}"}


def test_a_static_file_has_not_changed_when_its_tag_is_known(served):
    first = get(served, *STANDARD)
    again = get(served, *STANDARD, **{"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, first.content[:5]) == (200, b"%PDF-")
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_a_static_file_has_not_changed_since_its_day(served):
    first = get(served, *STANDARD)
    assert first.headers["Last-Modified"] == "Mon, 26 May 2025 00:00:00 GMT"
    assert get(served, *STANDARD, **{"If-Modified-Since": "Mon, 26 May 2025 00:00:00 GMT"}).status_code == 304
    assert get(served, *STANDARD, **{"If-Modified-Since": "Sun, 25 May 2025 00:00:00 GMT"}).status_code == 200


def test_another_tag_gets_the_file_whatever_the_date_says(served):
    asked = {"If-None-Match": '"other"', "If-Modified-Since": "Mon, 01 Jun 2026 00:00:00 GMT"}
    assert get(served, *STANDARD, **asked).status_code == 200


def test_a_date_that_is_none_gets_the_file(served):
    assert get(served, *STANDARD, **{"If-Modified-Since": "yesterday"}).status_code == 200


def test_a_page_with_a_counter_has_no_validators_and_counts(served):
    one, two = get(served, *PAGE), get(served, *PAGE)
    assert "ETag" not in one.headers
    assert "Last-Modified" not in one.headers
    assert one.content != two.content


def test_the_sites_change_when_the_day_is_moved_on(served):
    stations = ("water.samplia.example", "/files/stations.csv")
    assert get(served, *stations).status_code == 404
    served.country.day = date(2025, 12, 7)
    assert get(served, *stations).status_code == 200


def test_a_host_that_is_down_closes_the_connection_without_a_word(served):
    served.country.day = date(2025, 9, 30)
    with pytest.raises(RemoteDisconnected):
        get(served, "digital.samplia.example", "/")
    assert get(served, "finance.samplia.example", "/").status_code == 200


def test_a_renewed_site_sends_old_addresses_to_new_ones(served):
    moved = get(served, "digital.samplia.example", "/News_Content.aspx?n=27&s=38501")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/nc_27_38501")


def test_names_in_chinese_can_be_asked_for_percent_encoded(served):
    slug = quote("/2026-05-05-開放政府推動小組第-10-次會議.an")
    assert "第 10 次會議" in get(served, "talk.samplia.example", slug).content.decode()


def test_the_head_of_a_file_states_its_size(served):
    head = get(served, *STANDARD, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(get(served, *STANDARD).content)


def test_nothing_listens_after_the_end():
    with SampleServer(Country(LAST_DAY)) as server:
        place = server.address
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place, timeout=1)
