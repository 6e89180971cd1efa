"""What administrators of a DSpace deleted or put in the place of ours: the right file is added, and nothing is taken away."""

from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.repository import PutBack
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PDF = "會議紀錄.pdf"


@pytest.fixture
def place(any_dspace_place):
    return any_dspace_place


def bundle_of(place, item):
    return item.bundles["ORIGINAL"]


def primary(place, item):
    found = place.session().get(f"/core/bundles/{bundle_of(place, item)}/primaryBitstream")
    return found["uuid"] if found else None


def upload(place, item, name, content, metadata=None):
    """As somebody does it in the user interface, or by a script of theirs."""
    import json

    properties = json.dumps({"name": name, "metadata": metadata or {}})
    files = {"properties": (None, properties), "file": ("sent", content)}
    answer = place.talker().send("POST", f"/core/bundles/{bundle_of(place, item)}/bitstreams", files=files)
    assert answer.status_code == 201
    return answer.json()["uuid"]


def ours(place, deposit):
    item = rest.item(place.session(), deposit.key.removeprefix("items/"))
    return item, [file for file in item.files if file.value("ogp.capture.id") == deposit.evidence]


def test_a_file_put_back_is_the_one_that_readers_meet_and_what_took_its_place_is_left_and_named(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    item, (file,) = ours(place, deposit)
    place.lose(deposit, PDF)
    foreign = upload(place, item, file.name, b"forged")
    done = archive.put_back(package, deposit, LATER)
    item, (again,) = ours(place, deposit)
    assert (done.deposit, done.files) == (deposit, (PDF,))
    assert done.beside == (
        f"another file called {again.name} ({foreign}) stays in {item.handle}; it is none of ours, look at it",
    )
    assert primary(place, item) == again.uuid
    assert sorted(one.uuid for one in item.files if one.bundle == "ORIGINAL") == sorted([foreign, again.uuid])
    archive.read_back(deposit)


def test_a_wrong_file_that_says_it_is_ours_stays_disowned_and_unread(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.tamper(deposit, PDF, b"forged")
    _, (wrong,) = ours(place, deposit)
    done = archive.put_back(package, deposit, LATER)
    item, (right,) = ours(place, deposit)
    assert done.beside == (
        f"{wrong.name} ({wrong.uuid}) with other bytes stays in {item.handle}, disowned and unread by the public",
    )
    assert primary(place, item) == right.uuid != wrong.uuid
    assert rest.read_policies(place.session(), wrong.uuid) == []
    assert archive.put_back(package, deposit, LATER) == PutBack(deposit, ())


def test_of_two_files_that_say_they_are_one_the_right_one_is_read_and_the_other_disowned(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    item, (right,) = ours(place, deposit)
    metadata = {key: [{"value": text} for text, _ in values] for key, values in right.metadata.items()}
    place.talker().delete(f"/core/bitstreams/{right.uuid}")
    wrong = upload(place, item, right.name, b"forged", metadata)
    upload(place, item, right.name, b"body", metadata)
    with archive.open(deposit, PDF) as file:
        assert file.read() == b"body"
    with pytest.raises(RepositoryFault, match=f"{PDF} has SHA-256"):
        archive.read_back(deposit)
    done = archive.put_back(package, deposit, LATER)
    assert (done.files, [wrong in line for line in done.beside]) == ((), [True])
    archive.read_back(deposit)


def test_a_right_file_that_somebody_brought_back_by_hand_is_taken(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    item, (file,) = ours(place, deposit)
    place.lose(deposit, PDF)
    by_hand = upload(place, item, file.name, b"body")
    archive.put_back(package, deposit, LATER)
    assert [one.uuid for one in ours(place, deposit)[1]] == [by_hand]
    archive.read_back(deposit)


def test_an_earlier_version_that_is_put_back_does_not_become_the_primary_one(place, make):
    archive, old, new = place.archive(), make(b"old"), make(b"new")
    deposit = archive.deposit(old, NOW)
    archive.deposit(new, LATER)
    item, _ = ours(place, deposit)
    newest = primary(place, item)
    uuid = ours(place, deposit)[1][0].uuid
    assert newest != uuid
    place.talker().delete(f"/core/bitstreams/{uuid}")
    archive.put_back(old, deposit, LATER)
    archive.read_back(deposit)


def test_an_item_that_somebody_deleted_is_deposited_anew_elsewhere(place, make):
    archive, package = place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    place.session().delete(f"/core/{deposit.key}")
    done = archive.put_back(package, deposit, LATER)
    assert (done.deposit.key != deposit.key, done.files) == (True, ("comments.csv",))
    assert (done.deposit.evidence, done.deposit.sha256) == (deposit.evidence, deposit.sha256)
    archive.read_back(done.deposit)
    assert archive.find(deposit.evidence) == done.deposit


def test_all_versions_of_an_item_that_somebody_deleted_stand_in_one_again(place, make):
    archive, packages = place.archive(), [make(b"one"), make(b"two")]
    deposits = [archive.deposit(package, NOW) for package in packages]
    place.session().delete(f"/core/{deposits[0].key}")
    again = [archive.put_back(package, deposit, LATER) for package, deposit in zip(packages, deposits, strict=True)]
    assert len({one.deposit.key for one in again}) == 1
    for one in again:
        archive.read_back(one.deposit)


def test_what_a_person_withdrew_is_not_put_back(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    rest.change_item(place.session(), deposit.key.removeprefix("items/"), [rest.WITHDRAWN])
    before = place.state()
    with pytest.raises(RepositoryFault, match="was withdrawn by somebody") as caught:
        archive.put_back(package, deposit, LATER)
    assert not caught.value.again
    assert place.state() == before


def test_a_collection_that_somebody_deleted_is_named_and_restored_after_prepare(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    collection = next(
        one.uuid
        for one in rest.collections(place.session(), place.community)
        if one.value("dc.identifier.other") == "ogp:tw-2021/1-1"
    )
    place.session().delete(f"/core/collections/{collection}")
    with pytest.raises(RepositoryFault, match="no collection ogp:tw-2021/1-1; run: ogp-etl dspace prepare tw-2021"):
        archive.put_back(package, deposit, LATER)
    place.prepare()
    done = archive.put_back(package, deposit, LATER)
    archive.read_back(done.deposit)


def test_bytes_that_changed_on_the_disk_of_the_server_are_found_although_it_says_the_old_digest(dspace_place, make):
    archive, package = dspace_place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    _, (file,) = ours(dspace_place, deposit)
    dspace_place.double.store.things[file.uuid].content.write_bytes(b"bodY")
    assert archive.put_back(package, deposit, LATER).files == (PDF,)
    archive.read_back(deposit)
    item, (right,) = ours(dspace_place, deposit)
    assert right.uuid != file.uuid
    assert file.uuid in [one.uuid for one in item.files]
