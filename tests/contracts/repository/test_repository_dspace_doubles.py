"""Two items of one document, each with versions of its own: brought into one by themselves, and nothing is lost on the way."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import rest
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
AFTER = NOW + timedelta(days=2)
PDF = "會議紀錄.pdf"
IDS = ("dc.identifier.other", "ogp.evidence.id")


@pytest.fixture
def place(any_dspace_place):
    return any_dspace_place


def hide(place, packages):
    """Takes the items of a document out of our sight; gives what brings them back."""
    items = place.items_of(packages)
    for item in items:
        operations = [
            {"op": "replace", "path": f"/metadata/{field}/0/value", "value": f"hidden-{item.value(field)}"} for field in IDS
        ]
        rest.change_item(place.session(), item.uuid, operations)

    def show():
        for item in items:
            operations = [{"op": "replace", "path": f"/metadata/{field}/0/value", "value": item.value(field)} for field in IDS]
            rest.change_item(place.session(), item.uuid, operations)

    return show


@pytest.fixture
def twice(place, make):
    """A document that stands as two items, the older with version ``one``, the younger with version ``two``."""

    def make_twice(**facts):
        archive, one, two = place.archive(), make(b"one", **facts), make(b"two", **facts)
        first = archive.deposit(one, NOW)
        show = hide(place, [one])
        second = place.archive().deposit(two, LATER)
        show()
        assert first.key != second.key
        return (one, first), (two, second)

    return make_twice


def item_of(place, deposit):
    return rest.item(place.session(), deposit.key.removeprefix("items/"))


def test_versions_of_the_younger_item_are_brought_into_the_older_and_the_younger_is_withdrawn(place, make, twice, caplog):
    (_, first), (two, second) = twice()
    moved = []
    archive = place.archive(moved=moved.append)
    with caplog.at_level(logging.WARNING):
        third = archive.deposit(make(b"three"), AFTER)
    kept, other = item_of(place, first), item_of(place, second)
    assert third.key == first.key
    assert (other.withdrawn, other.value("dc.relation.isreplacedby")) == (True, kept.handle)
    assert sorted(kept.values("ogp.capture.id")) == sorted([first.evidence, second.evidence, third.evidence])
    assert f"stands twice; brought {second.evidence} from {other.handle} to {kept.handle}" in caplog.text
    (now,) = [one for one in archive.list() if one.evidence == two.evidence]
    assert now == archive.find(two.evidence)
    assert (now.key, now.sha256, now.deposited) == (first.key, second.sha256, LATER)
    assert now in moved
    for deposit in archive.list():
        archive.read_back(deposit)


def test_the_files_of_the_younger_item_stay_where_they_are(place, make, twice):
    _, (_, second) = twice()
    before = item_of(place, second).files
    place.archive().deposit(make(b"three"), AFTER)
    assert item_of(place, second).files == before


def test_originals_held_back_are_brought_together_closed(place, make, twice):
    (_, first), _ = twice(sealed=True)
    archive = place.archive()
    archive.deposit(make(b"three", sealed=True), AFTER)
    standing = [item for item in place.standing() if item.values("ogp.capture.id")]
    assert sorted(item.discoverable for item in standing) == [False, True]
    deposits = list(archive.list())
    assert [len(item.values("ogp.capture.id")) for item in standing] == [3, 3]
    assert {one.key for one in deposits} == {first.key}
    for deposit in deposits:
        archive.read_back(deposit)


def test_bytes_of_the_younger_item_that_are_not_those_deposited_are_left_for_a_person(place, make, twice, caplog):
    (_, first), (two, second) = twice()
    place.tamper(second, PDF, b"forged")
    with caplog.at_level(logging.WARNING):
        third = place.archive().deposit(make(b"three"), AFTER)
    assert "a person must bring them together:" in caplog.text
    assert f", not {two.files[0].sha256}" in caplog.text
    assert not item_of(place, second).withdrawn
    assert third.key == first.key
    assert item_of(place, first).values("ogp.capture.id") == [first.evidence, third.evidence]


def test_a_version_that_stands_in_both_is_kept_where_it_is_whole(place, make, twice):
    """The older item says that it has the version, and somebody deleted its file there; the younger has it."""
    (one, first), (_, second) = twice()
    younger, older = item_of(place, second), item_of(place, first)
    (file,) = [one for one in older.files if one.bundle == "ORIGINAL"]
    properties = {
        "name": file.name,
        "metadata": {key: [{"value": text} for text, _ in values] for key, values in file.metadata.items()},
    }
    sent = {"properties": (None, json.dumps(properties)), "file": ("sent", b"one")}
    assert place.talker().send("POST", f"/core/bundles/{younger.bundles['ORIGINAL']}/bitstreams", files=sent).status_code == 201
    rest.change_item(place.session(), younger.uuid, rest.adding({"ogp.capture.id": [(first.evidence, None)]}))
    assert place.talker().delete(f"/core/bitstreams/{file.uuid}").status_code == 204
    archive = place.archive()
    archive.deposit(make(b"three"), AFTER)
    assert item_of(place, second).withdrawn
    found = archive.find(one.evidence)
    assert found.key == first.key
    archive.read_back(found)


@pytest.mark.parametrize("nth", range(1, 12))
def test_a_server_that_fails_in_the_middle_loses_nothing_and_the_next_run_finishes(place, make, twice, nth):
    if place.double is None:
        pytest.skip("a live server does not fail when it is told to")
    (_, first), (_, second) = twice()
    three = make(b"three")
    place.double.faults.answer(500, nth=nth, acted=bool(nth % 2))
    archive = place.archive()
    try:
        archive.deposit(three, AFTER)
    except RepositoryFault:
        place.double.faults.clear()
        archive = place.archive()
        archive.deposit(three, AFTER)
    assert item_of(place, second).withdrawn
    deposits = list(archive.list())
    assert len(deposits) == 3
    assert {one.key for one in deposits} == {first.key}
    for deposit in deposits:
        archive.read_back(deposit)
