"""What a crash may leave in a DSpace: doubles, half items, wrong files. Found, finished or withdrawn, and said."""

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import placing, rest
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def place(dspace_place):
    """The double, as its site's administrator."""
    return dspace_place


def test_a_double_is_withdrawn_marked_and_said(place, make, caplog):
    package = make(b"body")
    archive = place.archive()
    deposit = archive.deposit(package, NOW)
    talker, collection = place.talker(), next(one.uuid for one in rest.collections(place.session(), place.community))
    double = talker.item(collection, "double", discoverable=False, dc__identifier__other=package.document)
    with caplog.at_level(logging.WARNING):
        assert archive.deposit(make(b"newer"), LATER).key == deposit.key
    kept = rest.item(place.session(), deposit.key.removeprefix("items/"))
    other = rest.item(place.session(), double)
    assert [item.uuid for item in place.standing()] == [kept.uuid]
    assert (other.withdrawn, other.value("dc.relation.isreplacedby")) == (True, kept.handle)
    assert f"{package.document} stood twice; kept {kept.handle}, withdrew {other.handle}" in caplog.text


def test_of_two_half_items_the_oldest_is_finished(place, make):
    package, talker = make(b"body"), place.talker()
    collection = next(
        one.uuid
        for one in rest.collections(place.session(), place.community)
        if one.value("dc.identifier.other") == "ogp:tw-2021/1-1"
    )
    halves = [talker.item(collection, "half", discoverable=False, dc__identifier__other=package.document) for _ in range(3)]
    deposit = place.archive().deposit(package, NOW)
    assert deposit.key == f"items/{halves[0]}"
    assert [item.uuid for item in place.standing()] == [halves[0]]
    place.archive().read_back(deposit)


def test_a_double_that_holds_a_version_of_another_document_is_left_for_a_person(place, make, caplog):
    archive = place.archive()
    first, second = archive.deposit(make(b"one"), NOW), archive.deposit(make(b"two", locator="2"), NOW)
    document = make(b"one").document
    operations = [
        {"op": "replace", "path": f"/metadata/{field}/0/value", "value": document}
        for field in ("dc.identifier.other", "ogp.evidence.id")
    ]
    rest.change_item(place.session(), second.key.removeprefix("items/"), operations)
    with caplog.at_level(logging.WARNING):
        archive.deposit(make(b"three"), LATER)
    assert len(place.standing()) == 2
    told = f"a person must bring them together: {second.evidence} is a version of {make(b'two', locator='2').document}, not of"
    assert f"{told} {document}" in caplog.text
    archive.read_back(first)


def test_a_file_that_arrived_with_other_bytes_is_disowned_and_sent_again(place, make, monkeypatch, caplog):
    """The file changed on our disk between its digest and its upload."""
    package = make(b"body")
    with monkeypatch.context() as changed:
        changed.setattr(placing.Upload, "open", lambda _: io.BytesIO(b"bodY"))
        with pytest.raises(RepositoryFault, match=r"arrived in \S+ with 4 bytes and MD5") as caught:
            place.archive().deposit(package, NOW)
    assert caught.value.again
    (item,) = place.items()
    assert (item.discoverable, item.values("ogp.capture.id")) == (False, [])
    assert place.double.talker().get(f"/core/bitstreams/{item.files[0].uuid}/content").status_code == 401
    deposit = place.archive().deposit(package, LATER)
    place.archive().read_back(deposit)
    (item,) = place.items()
    assert item.discoverable
    told = [(file.value("ogp.capture.id"), place.double.read(file.uuid)) for file in item.files]
    assert told == [(None, b"bodY"), (package.evidence, b"body")]
    assert "is disowned and stays, unread by the public" in caplog.text


def test_a_half_sealed_deposit_described_otherwise_since_holds_the_first_provenance(place, make):
    first, other = make(b"names", sealed=True), make(b"names", sealed=True, title="另一標題")
    place.double.faults.answer(500, "POST", "/core/items$", nth=2)
    with pytest.raises(RepositoryFault):
        place.archive().deposit(first, NOW)
    archive = place.archive()
    deposit = archive.deposit(other, LATER)
    assert archive.provenance(deposit) == first.provenance
    assert deposit.deposited == LATER
    archive.read_back(deposit)


def test_a_half_deposit_whose_dataset_changed_is_finished_with_the_new_one(place, make):
    first, other = make(b"names", sealed=True), make(b"names", sealed=True, rows=b"time,text,side\n", title="另一標題")
    place.double.faults.answer(500, "PATCH", "/core/items/{uuid}$", nth=2)
    with pytest.raises(RepositoryFault):
        place.archive().deposit(first, NOW)
    archive = place.archive()
    deposit = archive.deposit(other, LATER)
    assert archive.provenance(deposit) == other.provenance
    archive.read_back(deposit)
    with archive.open(deposit, "comments.csv") as file:
        assert file.read() == b"time,text,side\n"
    assert list(place.archive().list()) == [deposit]
