"""What an item says of its versions, taken away or falsified by somebody who may edit metadata: told again as it was."""

from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import rest

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LISTS = ("ogp.capture.id", "ogp.capture.sha256", "ogp.capture.deposited")


@pytest.fixture
def place(any_dspace_place):
    return any_dspace_place


def item_of(place, deposit):
    return rest.item(place.session(), deposit.key.removeprefix("items/"))


def edit(place, deposit, *operations):
    rest.change_item(place.session(), deposit.key.removeprefix("items/"), operations)


def removed(*fields):
    return [{"op": "remove", "path": f"/metadata/{field}"} for field in fields]


def told(place, deposit):
    """(id, digest, instant of deposit) of each version, as the item says."""
    item = item_of(place, deposit)
    return list(zip(*(item.values(field) for field in LISTS), strict=True))


def row(package, at):
    return package.evidence, package.files[0].sha256, at.isoformat().replace("+00:00", "Z")


def test_a_version_whose_id_was_taken_away_is_told_of_again_with_its_own_instant(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    edit(place, deposit, *removed("ogp.capture.id"))
    done = archive.put_back(package, deposit, LATER)
    assert (done.deposit, done.files) == (deposit, ("what the item says of its versions",))
    assert told(place, deposit) == [row(package, NOW)]


def test_a_newer_version_is_never_paired_with_the_digest_of_one_whose_id_was_taken_away(place, make):
    archive, old, new = place.archive(), make(b"body"), make(b"newer")
    deposit = archive.deposit(old, NOW)
    edit(place, deposit, *removed("ogp.capture.id"))
    assert archive.deposit(new, LATER).key == deposit.key
    assert told(place, deposit) == [row(new, LATER)]
    archive.put_back(old, deposit, LATER)
    assert {one[:2] for one in told(place, deposit)} == {row(old, NOW)[:2], row(new, LATER)[:2]}


def test_a_falsified_digest_is_put_right_and_the_other_versions_stay(place, make):
    archive, old, new = place.archive(), make(b"body"), make(b"newer")
    deposit = archive.deposit(old, NOW)
    archive.deposit(new, LATER)
    edit(place, deposit, {"op": "replace", "path": "/metadata/ogp.capture.sha256/0/value", "value": "0" * 64})
    done = archive.put_back(old, deposit, LATER)
    assert done.files == ("what the item says of its versions",)
    assert told(place, deposit) == [row(old, NOW), row(new, LATER)]


def test_an_item_that_says_nothing_any_more_is_told_again_and_stays_the_only_one(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    before = item_of(place, deposit)
    gone = [field for field in before.metadata if field.startswith("ogp.") or field in ("dc.identifier.other", "dc.title")]
    edit(place, deposit, *removed(*gone))
    done = archive.put_back(package, deposit, LATER)
    after = item_of(place, deposit)
    assert done.deposit.key == deposit.key
    assert [item.uuid for item in place.standing()] == [before.uuid]
    for field in ("ogp.evidence.id", "dc.identifier.other", "dc.title", "ogp.capture.id", "ogp.capture.sha256"):
        assert after.values(field) == before.values(field)
    archive.read_back(deposit)


def test_what_is_right_is_not_written_again(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    assert archive.put_back(package, deposit, LATER).files == ()
    assert told(place, deposit) == [row(package, NOW)]
