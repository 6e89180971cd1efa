"""What is lost or altered is put back, in every kind of repository; what is right is never written over."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive import layout
from ogp_etl.archive.repository import PutBack
from ogp_etl.errors import LocalFault, RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PDF = "會議紀錄.pdf"
BOTH = [PDF, "comments.csv"]


@pytest.mark.parametrize("name", BOTH)
def test_a_file_that_is_gone_is_put_back(place, make, name):
    archive, package = place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    place.lose(deposit, name)
    assert archive.put_back(package, deposit, LATER) == PutBack(deposit, (name,))
    archive.read_back(deposit)


@pytest.mark.parametrize("name", BOTH)
def test_other_bytes_give_way_to_the_right_ones(place, make, name):
    archive, package = place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    place.tamper(deposit, name, b"forged")
    done = archive.put_back(package, deposit, LATER)
    assert (done.deposit, done.files) == (deposit, (name,))
    archive.read_back(deposit)
    with archive.open(deposit, name) as file:
        assert hashlib.sha256(file.read()).hexdigest() in {one.sha256 for one in package.files}


def test_a_provenance_that_was_rewritten_is_put_back(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.tamper(deposit, "provenance.json", make(b"body", title="改寫").provenance)
    assert archive.put_back(package, deposit, LATER) == PutBack(deposit, ("provenance.json",))
    assert archive.provenance(deposit) == package.provenance


def test_a_provenance_that_is_gone_is_put_back(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.lose(deposit, "provenance.json")
    assert archive.put_back(package, deposit, LATER) == PutBack(deposit, ("provenance.json",))
    assert archive.provenance(deposit) == package.provenance


def test_of_what_stands_nothing_is_written_again(place, make):
    archive, package = place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    before = place.state()
    assert archive.put_back(package, deposit, LATER) == PutBack(deposit, ())
    assert place.state() == before


def test_what_stands_is_put_back_to_what_it_was_and_to_nothing_else(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"body"), NOW)
    before = place.state()
    for other in (make(b"body", title="另一標題"), make(b"other")):
        with pytest.raises(ValueError, match="is not the deposit"):
            archive.put_back(other, deposit, LATER)
    assert place.state() == before


def test_bytes_that_changed_on_our_machine_are_not_put_back(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.lose(deposit, PDF)
    package.files[0].path.write_bytes(b"bodY")
    with pytest.raises(LocalFault, match="not " + package.files[0].sha256):
        archive.put_back(package, deposit, LATER)
    with pytest.raises(RepositoryFault):
        archive.read_back(deposit)


# --- stores of bytes under keys


def test_a_deposit_all_of_which_is_gone_is_put_back_under_its_keys(keyed_place, make):
    archive, package = keyed_place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    before = keyed_place.content()
    for key in before:
        keyed_place.remove(key)
    assert archive.put_back(package, deposit, LATER) == PutBack(deposit, ("comments.csv", "provenance.json", PDF))
    assert keyed_place.content() == before
    assert list(archive.list()) == [deposit]


@pytest.mark.parametrize("entry", [None, b"", b'{"evidence": "c1"}'])
def test_an_index_entry_that_is_gone_or_damaged_is_put_back(keyed_place, make, entry):
    archive, package = keyed_place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    key = layout.index_key(deposit.evidence)
    before = keyed_place.content()
    keyed_place.remove(key) if entry is None else keyed_place.write(key, entry)
    archive.put_back(package, deposit, LATER)
    assert keyed_place.content() == before


def test_wrong_bytes_that_are_written_over_are_named_with_both_digests(keyed_place, make, caplog):
    archive, package = keyed_place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    keyed_place.tamper(deposit, PDF, b"forged")
    archive.put_back(package, deposit, LATER)
    (file,) = package.files
    assert f"{PDF} had SHA-256 {hashlib.sha256(b'forged').hexdigest()} (6 bytes), not {file.sha256}; written over" in caplog.text


@pytest.mark.parametrize("size", [(1 << 20) + 1, (64 << 20) + 1])
def test_a_large_file_is_written_over_too(keyed_place, make_large, size):
    archive, package = keyed_place.archive(), make_large(size)
    deposit = archive.deposit(package, NOW)
    keyed_place.tamper(deposit, PDF, b"forged")
    assert archive.put_back(package, deposit, LATER).files == (PDF,)
    archive.read_back(deposit)


def test_the_private_side_of_a_folder_stays_its_owners(folder_place, make):
    archive, package = folder_place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    for name in BOTH:
        folder_place.tamper(deposit, name, b"forged")
    archive.put_back(package, deposit, LATER)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder_place.root.rglob("*") if path.name in BOTH}
    assert modes == {PDF: "0o400", "comments.csv": "0o444"}
