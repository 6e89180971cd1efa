"""What people do to a DSpace: rename, move, delete, withdraw. Each has an outcome, and a line that says so."""

from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import depositing, rest
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PDF = "會議紀錄.pdf"


@pytest.fixture
def place(dspace_place):
    """The double, as its site's administrator."""
    return dspace_place


def test_an_item_that_was_renamed_is_found_and_keeps_its_name(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    uuid = deposit.key.removeprefix("items/")
    rest.change_item(place.session(), uuid, [{"op": "replace", "path": "/metadata/dc.title/0/value", "value": "由人改名"}])
    assert archive.deposit(make(b"new"), LATER).key == deposit.key
    assert rest.item(place.session(), uuid).values("dc.title") == ["由人改名"]


@pytest.mark.parametrize("field", ["dc.identifier.other", "ogp.evidence.id"])
def test_an_item_that_lost_one_of_its_ids_is_found_by_the_other_and_mended(place, make, field):
    archive, document = place.archive(), make(b"old").document
    deposit = archive.deposit(make(b"old"), NOW)
    uuid = deposit.key.removeprefix("items/")
    rest.change_item(place.session(), uuid, [{"op": "remove", "path": f"/metadata/{field}"}])
    assert archive.deposit(make(b"new"), LATER).key == deposit.key
    assert rest.item(place.session(), uuid).values(field) == [document]


def test_a_collection_that_was_renamed_is_found(place, make):
    session = place.session()
    for one in rest.collections(session, place.community):
        session.patch(f"/core/collections/{one.uuid}", [{"op": "replace", "path": "/metadata/dc.title/0/value", "value": "改名"}])
    session.patch(
        f"/core/communities/{place.community}", [{"op": "replace", "path": "/metadata/dc.title/0/value", "value": "改名"}]
    )
    place.archive().deposit(make(b"body"), NOW)


def test_a_collection_that_was_deleted_is_named_with_what_to_do(place, make):
    archive = place.archive()
    archive.deposit(make(b"body"), NOW)
    collection = next(
        one.uuid
        for one in rest.collections(place.session(), place.community)
        if one.value("dc.identifier.other") == "ogp:tw-2021/1-1"
    )
    place.session().delete(f"/core/collections/{collection}")
    with pytest.raises(RepositoryFault, match="no collection ogp:tw-2021/1-1; run: ogp-etl dspace prepare tw-2021") as caught:
        archive.deposit(make(b"body", locator="2"), NOW)
    assert not caught.value.again
    place.prepare()
    archive.deposit(make(b"body", locator="2"), NOW)


def test_a_plan_that_was_not_prepared_is_named_with_what_to_do(place, make):
    place.session().delete(f"/core/communities/{place.community}")
    with pytest.raises(RepositoryFault, match="there is no community for tw-2021; run: ogp-etl dspace prepare tw-2021"):
        place.archive().deposit(make(b"body"), NOW)


def _moved(place, item, below=None):
    """Puts an item into another collection, which is open, of a community that somebody made in the plan's; gives that."""
    talker = place.talker()
    elsewhere = talker.collection("elsewhere", below or talker.community("Drawer", place.community))
    things = place.double.store.things
    things[item].collection = things[elsewhere]
    return elsewhere


def test_an_item_that_was_moved_is_found_and_stays_where_it_is(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    uuid = deposit.key.removeprefix("items/")
    elsewhere = _moved(place, uuid)
    assert archive.deposit(make(b"new"), LATER).key == deposit.key
    assert rest.collection_of(place.session(), uuid) == elsewhere


def test_an_item_that_was_moved_out_of_the_plan_s_community_counts_no_more_and_stays_where_it_is(place, make, caplog):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    uuid = deposit.key.removeprefix("items/")
    elsewhere = _moved(place, uuid, place.parent)
    before = place.state()[uuid]
    again = place.archive().deposit(make(b"old"), LATER)
    assert again.key != deposit.key
    assert f"{make().document} stands in {before.handle} too, outside the communities of the plans" in caplog.text
    assert (rest.collection_of(place.session(), uuid), place.state()[uuid]) == (elsewhere, before)
    assert list(place.archive().list()) == [again]
    place.archive().read_back(deposit)


def test_an_item_that_was_moved_out_and_back_is_found_again(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    uuid = deposit.key.removeprefix("items/")
    things, home = place.double.store.things, rest.collection_of(place.session(), uuid)
    _moved(place, uuid, place.parent)
    assert archive.find(deposit.evidence) is None
    things[uuid].collection = things[home]
    assert archive.find(deposit.evidence) == deposit


def test_a_sealed_item_that_was_moved_to_an_open_collection_gets_no_further_file(place, make):
    archive = place.archive()
    archive.deposit(make(b"names", sealed=True), NOW)
    (item,) = [one for one in place.items() if one.value("ogp.evidence.id").endswith("#sealed")]
    elsewhere = _moved(place, item.uuid)
    place.double.calls.clear()
    with pytest.raises(RepositoryFault, match=f"open to anybody in the collection {elsewhere}") as caught:
        archive.deposit(make(b"other names", sealed=True), LATER)
    assert not caught.value.again
    assert place.double.calls.writes() == []


def test_an_item_that_somebody_withdrew_is_not_made_again(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    rest.change_item(place.session(), deposit.key.removeprefix("items/"), [rest.WITHDRAWN])
    assert archive.find(deposit.evidence) is None
    with pytest.raises(RepositoryFault, match="is withdrawn; put it back"):
        archive.read_back(deposit)
    place.double.calls.clear()
    for package in (make(b"old"), make(b"new")):
        with pytest.raises(
            RepositoryFault, match=f"{package.document} was withdrawn by somebody .*reinstate it in DSpace"
        ) as caught:
            archive.deposit(package, LATER)
        assert not caught.value.again
    assert place.double.calls.writes() == []
    rest.change_item(place.session(), deposit.key.removeprefix("items/"), [{**rest.WITHDRAWN, "value": False}])
    assert archive.deposit(make(b"old"), LATER) == deposit


def test_an_item_that_is_gone_is_named_and_can_be_deposited_again(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    place.session().delete(f"/core/{deposit.key}")
    with pytest.raises(RepositoryFault, match=f"{deposit.key} is missing"):
        archive.read_back(deposit)
    again = archive.deposit(make(b"old"), LATER)
    assert again.key != deposit.key
    archive.read_back(again)


@pytest.mark.parametrize("name", [PDF, "comments.csv"])
def test_a_file_that_somebody_deleted_is_put_back_by_the_next_deposit(place, make, name, caplog):
    archive, package = place.archive(), make(b"names", sealed=True)
    deposit = archive.deposit(package, NOW)
    place.lose(deposit, name)
    with pytest.raises(RepositoryFault, match=f"{name} is missing"):
        archive.read_back(deposit)
    assert archive.deposit(package, LATER) == deposit
    assert f"lost {name}; sent again" in caplog.text
    archive.read_back(deposit)


def test_a_version_all_of_whose_files_are_gone_is_not_listed_and_put_back_by_the_next_deposit(place, make, caplog):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.lose(deposit, PDF)
    assert list(archive.list()) == []
    assert f"{package.evidence} is said to stand in" in caplog.text
    assert archive.deposit(package, LATER) == deposit
    archive.read_back(deposit)


def test_a_file_that_somebody_replaced_is_disowned_and_the_right_one_sent(place, make):
    archive, package = place.archive(), make(b"body")
    deposit = archive.deposit(package, NOW)
    place.tamper(deposit, PDF, b"bodY")
    assert archive.deposit(package, LATER) == deposit
    archive.read_back(deposit)
    (item,) = place.items()
    assert sorted(file.value("ogp.capture.id") or "" for file in item.files) == ["", package.evidence]


def test_an_item_that_is_withdrawn_while_its_batch_is_under_way_is_left_alone(place, make, monkeypatch):
    archive = place.archive()
    deposit = archive.deposit(make(b"old"), NOW)
    uuid, look = deposit.key.removeprefix("items/"), depositing.look

    def withdrawn_after(*asked):
        found = look(*asked)
        rest.change_item(place.session(), uuid, [rest.WITHDRAWN])
        return found

    monkeypatch.setattr(depositing, "look", withdrawn_after)
    place.double.calls.clear()
    with pytest.raises(RepositoryFault, match=r"was withdrawn by somebody .* reinstate it in DSpace"):
        archive.deposit(make(b"new"), LATER)
    assert [call.method for call in place.double.calls.writes()] == ["PATCH"]
    (item,) = place.items()
    assert (item.withdrawn, len(item.files)) == (True, 1)
