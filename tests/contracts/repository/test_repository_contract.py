"""What every repository must do: deposit once, and whole; tell when bytes are other than deposited."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.names import clean_name
from ogp_etl.archive.package import package_files, read_provenance
from ogp_etl.archive.repository import Repository
from ogp_etl.errors import LocalFault, RepositoryFault
from ogp_etl.model import Deposit, Screened

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def test_it_has_all_verbs(place):
    archive = place.archive()
    assert isinstance(archive, Repository)


def test_an_archive_that_was_never_written_to_is_empty(place):
    archive = place.archive()
    assert archive.find("c0123456789abcdef01234567") is None
    assert list(archive.list()) == []


def test_a_deposit_is_found_listed_and_holds_the_same_bytes(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    assert deposit == Deposit(
        evidence=package.evidence,
        repository=archive.name,
        key=deposit.key,
        deposited=NOW,
        sha256=hashlib.sha256(package.provenance).hexdigest(),
    )
    again = place.archive()
    assert again.find(package.evidence) == deposit
    assert list(again.list()) == [deposit]
    assert again.provenance(deposit) == package.provenance
    with again.open(deposit, "會議紀錄.pdf") as file:
        assert file.read() == b"body"
    with again.open(deposit, "provenance.json") as file:
        assert read_provenance(file.read())[0].id == package.document
    again.read_back(deposit)


def test_already_there_is_success_and_changes_nothing(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    before = place.state()
    assert place.archive().deposit(package, LATER) == deposit
    assert place.state() == before


def test_the_same_capture_described_otherwise_is_already_there(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"body"), NOW)
    assert archive.deposit(make(b"body", title="另一標題"), LATER) == deposit
    archive.read_back(deposit)


def test_a_new_version_stands_beside_the_old_one(place, make):
    archive = place.archive()
    old, new = archive.deposit(make(b"old"), NOW), archive.deposit(make(b"new"), NOW)
    assert {deposit.evidence for deposit in archive.list()} == {old.evidence, new.evidence}
    archive.read_back(old)


def test_an_empty_file_can_be_deposited(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b""), NOW)
    with archive.open(deposit, "會議紀錄.pdf") as file:
        assert file.read() == b""
    archive.read_back(deposit)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nb#?%41 +&.pdf", "會" * 400, "\U0002000b議\u202e.pdf", "x\\y", "..", "\udcb3.x"]
)
def test_hostile_names_come_back_as_clean_ones(place, make, name):
    archive, package = place.archive(), make(b"body", filename=name)
    deposit = archive.deposit(package, NOW)
    (file,) = package_files(archive.provenance(deposit))
    with archive.open(deposit, file.name) as stream:
        assert stream.read() == b"body"
    assert file.name == clean_name(name)


@pytest.mark.parametrize(
    "change", [{"plan": "../x"}, {"commitment": ".."}, {"commitment": "a/b"}, {"plan": ""}, {"document": "d1"}]
)
def test_a_package_that_points_elsewhere_is_refused(place, make, change):
    package = make(b"body")
    with pytest.raises(ValueError, match=r"cannot be part of a key|does not hold"):
        place.archive().deposit(replace(package, **change), NOW)
    assert place.state() == {}


def test_a_file_name_that_is_not_clean_is_refused(place, make):
    package = make(b"body")
    bad = replace(package, files=(replace(package.files[0], name="../x"),))
    with pytest.raises(ValueError, match="no clean file name"):
        place.archive().deposit(bad, NOW)
    assert place.state() == {}


def test_a_sealed_body_is_private_and_its_dataset_public(place, make):
    archive, package = place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    assert {file.name: file.public for file in package_files(archive.provenance(deposit))} == {
        "comments.csv": True,
        "會議紀錄.pdf": False,
    }
    for name, content in (("會議紀錄.pdf", b"names"), ("comments.csv", b"time,text\n")):
        with archive.open(deposit, name) as file:
            assert file.read() == content
    archive.read_back(deposit)


def test_what_was_private_does_not_become_public_by_itself(place, make):
    archive = place.archive()
    archive.deposit(make(b"body", outcome=Screened.HOLD), NOW)
    before = place.state()
    with pytest.raises(RepositoryFault, match="never moved") as caught:
        archive.deposit(make(b"body"), LATER)
    assert not caught.value.again
    assert place.state() == before


def test_a_body_that_is_not_here_is_a_fault_of_our_machine(place, make):
    package = make(b"body")
    package.files[0].path.unlink()
    with pytest.raises(LocalFault, match="harvest its source again"):
        place.archive().deposit(package, NOW)
    assert place.state() == {}


def test_a_body_with_other_bytes_never_arrives(place, make):
    package = make(b"body")
    package.files[0].path.write_bytes(b"else")
    with pytest.raises(LocalFault, match=hashlib.sha256(b"else").hexdigest()):
        place.archive().deposit(package, NOW)
    assert place.state() == {}


def test_what_comes_before_a_body_that_is_not_here_is_deposited_before_that_is_said(place, make):
    archive = place.archive()
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(12)]
    packages[11].files[0].path.unlink()
    with pytest.raises(LocalFault, match="harvest its source again"):
        list(archive.deposit_many(packages, NOW))
    assert len(list(archive.list())) == 11


def test_many_are_answered_in_their_order(place, make):
    archive = place.archive()
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(120)]
    archive.deposit(packages[5], NOW)
    answers = list(archive.deposit_many(iter(packages), LATER))
    assert [str(answer) for answer in answers if not isinstance(answer, Deposit)] == []
    assert [answer.evidence for answer in answers] == [package.evidence for package in packages]
    assert [number for number, answer in enumerate(answers) if answer.deposited == NOW] == [5]
    assert sorted(deposit.evidence for deposit in archive.list()) == sorted(package.evidence for package in packages)
    assert list(archive.deposit_many(packages, LATER + timedelta(days=1))) == answers


def test_the_faults_of_some_do_not_stop_the_others(place, make):
    archive = place.archive()
    for number in range(1, 31):
        archive.deposit(make(f"body {number}".encode(), locator=str(number), outcome=Screened.HOLD), NOW)
    answers = list(archive.deposit_many((make(f"body {n}".encode(), locator=str(n)) for n in range(35)), NOW))
    assert [isinstance(answer, RepositoryFault) for answer in answers] == [False] + 30 * [True] + 4 * [False]


def test_a_file_that_was_tampered_with_is_named_with_both_digests(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"body"), NOW)
    place.tamper(deposit, "會議紀錄.pdf", b"bodY")
    with pytest.raises(RepositoryFault) as caught:
        archive.read_back(deposit)
    assert "會議紀錄.pdf" in str(caught.value)
    assert hashlib.sha256(b"body").hexdigest() in str(caught.value)
    assert hashlib.sha256(b"bodY").hexdigest() in str(caught.value)
    assert not caught.value.again


def test_a_sealed_file_that_was_tampered_with_is_found(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"names", sealed=True), NOW)
    place.tamper(deposit, "會議紀錄.pdf", b"")
    with pytest.raises(RepositoryFault, match=r"會議紀錄\.pdf"):
        archive.read_back(deposit)


def test_a_provenance_that_was_tampered_with_is_found(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.tamper(deposit, "provenance.json", package.provenance.replace(b"200", b"404"))
    for verb in (archive.read_back, archive.provenance, lambda found: archive.open(found, "會議紀錄.pdf")):
        with pytest.raises(RepositoryFault, match=deposit.sha256):
            verb(deposit)


@pytest.mark.parametrize("name", ["會議紀錄.pdf", "comments.csv", "provenance.json"])
def test_a_file_that_is_gone_is_named(place, make, name):
    archive = place.archive()
    deposit = archive.deposit(make(b"body", sealed=True), NOW)
    place.lose(deposit, name)
    with pytest.raises(RepositoryFault, match=rf"{name} is missing"):
        archive.read_back(deposit)


def test_a_file_that_the_deposit_never_had_is_a_plain_fault(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"body"), NOW)
    with pytest.raises(RepositoryFault, match=r"has no file other\.pdf"):
        archive.open(deposit, "other.pdf")
