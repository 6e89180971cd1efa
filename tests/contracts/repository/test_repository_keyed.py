"""What every archive under keys does beside: where things stand, and what strangers may have put there."""

import hashlib
from datetime import UTC, datetime

import pytest

from ogp_etl.archive.layout import index_key
from ogp_etl.archive.repository import Ledger
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Screened

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def place(keyed_place):
    return keyed_place


def test_it_keeps_logs_and_files_too_and_has_none_at_first(place):
    archive = place.archive()
    assert isinstance(archive, Ledger)
    assert list(archive.logs()) == []
    assert list(archive.read_log("attempts")) == []
    assert list(archive.kept()) == []


def test_it_stands_where_the_layout_says(place, make):
    package = make(b"body")
    deposit = place.archive().deposit(package, NOW)
    assert set(place.content()) == {
        f"{deposit.key}/會議紀錄.pdf",
        f"{deposit.key}/provenance.json",
        f"private/index/{package.evidence[1:3]}/{package.evidence}.json",
    }


def test_versions_of_a_document_stand_side_by_side(place, make):
    archive = place.archive()
    old, new = archive.deposit(make(b"old"), NOW), archive.deposit(make(b"new"), NOW)
    assert old.key.rpartition("/")[0] == new.key.rpartition("/")[0]


def test_the_two_sides_of_a_sealed_deposit_stand_apart(place, make):
    package = make(b"names", sealed=True)
    deposit = place.archive().deposit(package, NOW)
    private = deposit.key.replace("public/", "private/", 1)
    assert set(place.content()) == {
        f"{private}/會議紀錄.pdf",
        f"{deposit.key}/comments.csv",
        f"{deposit.key}/provenance.json",
        index_key(package.evidence),
    }


def test_what_is_on_hold_stands_on_the_private_side_alone(place, make):
    deposit = place.archive().deposit(make(b"body", outcome=Screened.HOLD), NOW)
    assert deposit.key.startswith("private/")
    assert {key.partition("/")[0] for key in place.content()} == {"private"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "x\\y", "..", "\udcb3.x"])
def test_hostile_names_lead_nowhere_else(place, make, name):
    place.archive().deposit(make(b"body", filename=name), NOW)
    assert all(key.startswith(("public/tw-2021/1-1/d", "private/index/")) for key in place.content())
    assert {"..", "."}.isdisjoint(part for key in place.content() for part in key.split("/"))


def test_other_bytes_under_the_key_are_not_taken_for_the_deposit(place, make):
    package = make(b"body")
    key = f"public/tw-2021/1-1/{package.document}/{hashlib.sha256(b'body').hexdigest()}/會議紀錄.pdf"
    place.write(key, b"squatter")
    with pytest.raises(RepositoryFault, match=hashlib.sha256(b"squatter").hexdigest()):
        place.archive().deposit(package, NOW)
    assert place.content() == {key: b"squatter"}


def test_a_damaged_index_entry_says_what_to_do(place, make):
    archive, package = place.archive(), make(b"body")
    archive.deposit(package, NOW)
    place.write(index_key(package.evidence), b"{")
    with pytest.raises(RepositoryFault, match="remove it"):
        archive.find(package.evidence)
