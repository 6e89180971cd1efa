"""What only a DSpace can meet: calls, late and inexact search, doubles, half items, people who edit, limits, sides."""

import io
import logging
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import depositing, placing, rest
from ogp_etl.archive.package import read_provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Screened

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PDF = "會議紀錄.pdf"


@pytest.fixture
def place(dspace_place):
    """The double, as its site's administrator."""
    return dspace_place


def shapes(calls):
    return [f"{call.method} {call.path.removeprefix('/api/')}" for call in calls]


# --- calls


def test_a_first_deposit_is_four_writing_calls(place, make):
    place.archive().deposit(make(b"body"), NOW)
    assert shapes(place.double.calls.writes()) == [
        "POST core/items",
        "POST core/items/{uuid}/bundles",
        "POST core/bundles/{uuid}/bitstreams",
        "PATCH core/items/{uuid}",
    ]


def test_a_second_version_is_three_writing_calls(place, make):
    archive = place.archive()
    archive.deposit(make(b"old"), NOW)
    place.double.calls.clear()
    archive.deposit(make(b"new"), NOW)
    assert shapes(place.double.calls.writes()) == [
        "POST core/bundles/{uuid}/bitstreams",
        "POST core/bundles/{uuid}/primaryBitstream",
        "PATCH core/items/{uuid}",
    ]


def test_the_way_of_the_least_rights_is_six_writing_calls_and_one_to_learn_it(dspace_submitter_place, make):
    place = dspace_submitter_place
    archive = place.archive()
    archive.deposit(make(b"body"), NOW)
    place.double.calls.clear()
    archive.deposit(make(b"body", locator="2"), NOW)
    assert shapes(place.double.calls.writes()) == [
        "POST submission/workspaceitems",
        "PATCH submission/workspaceitems/{n}",
        "POST submission/workspaceitems/{n}",
        "POST workflow/workflowitems",
        "PATCH core/bitstreams/{uuid}",
        "PATCH core/items/{uuid}",
    ]


def test_depositing_again_what_stands_writes_nothing(place, make):
    packages = [make(b"body"), make(b"names", locator="2", sealed=True)]
    archive = place.archive()
    list(archive.deposit_many(packages, NOW))
    place.double.calls.clear()
    list(archive.deposit_many(packages, LATER))
    assert place.double.calls.writes() == []
    assert place.double.calls.count("GET", "search/objects") == 2


# --- search


def test_a_search_that_is_late_is_waited_for(place, make, monkeypatch):
    monkeypatch.setattr(depositing, "LOOK_AGAIN", 0)
    place.double.index.lag_requests = 7
    archive = place.archive()
    deposit = archive.deposit(make(b"body"), NOW)
    assert archive.find(deposit.evidence) == deposit
    assert archive.deposit(make(b"newer"), NOW).key == deposit.key


def test_a_search_that_never_finds_it_is_a_fault_and_makes_no_double(place, make, monkeypatch):
    monkeypatch.setattr(depositing, "SEEN_WITHIN", 0.0)
    monkeypatch.setattr(depositing, "LOOK_AGAIN", 0)
    place.double.index.lag = 3600
    with pytest.raises(RepositoryFault, match="search does not find it") as caught:
        place.archive().deposit(make(b"body"), NOW)
    assert caught.value.again
    place.double.index.lag = 0
    place.double.index.rebuild()
    place.archive().deposit(make(b"body"), LATER)
    assert len(place.standing()) == 1


def test_ids_that_only_look_alike_are_told_apart(place, make):
    """The server's search takes words out of values; every hit is compared."""
    package = make(b"body")
    talker = place.talker()
    collection = next(one.uuid for one in rest.collections(place.session(), _community(place)))
    for name in (f"{package.document}#x", f"x {package.document}", f"{package.document} y"):
        talker.make_item(collection, "other", dc__identifier__other=name, ogp__capture__id=f"x-{package.evidence}")
    assert len(talker.hits(f'dc.identifier.other:"{package.document}"')) == 3
    archive = place.archive()
    assert archive.find(package.evidence) is None
    deposit = archive.deposit(package, NOW)
    assert len(place.standing()) == 4
    assert archive.find(package.evidence) == deposit


def test_more_than_a_page_of_hits_is_walked(place, make, monkeypatch):
    monkeypatch.setattr("ogp_etl.archive.dspace.session.PAGE", 2)
    archive = place.archive()
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(7)]
    assert len(list(archive.deposit_many(packages, NOW))) == len(list(archive.list())) == 7


def _community(place):
    return next(one.uuid for one in rest.communities(place.session(), place.parent))


# --- what a crash may leave


def test_a_double_is_withdrawn_marked_and_said(place, make, caplog):
    package = make(b"body")
    archive = place.archive()
    deposit = archive.deposit(package, NOW)
    talker, collection = place.talker(), next(one.uuid for one in rest.collections(place.session(), _community(place)))
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
        for one in rest.collections(place.session(), _community(place))
        if one.value("dc.identifier.other") == "ogp:tw-2021/1-1"
    )
    halves = [talker.item(collection, "half", discoverable=False, dc__identifier__other=package.document) for _ in range(3)]
    deposit = place.archive().deposit(package, NOW)
    assert deposit.key == f"items/{halves[0]}"
    assert [item.uuid for item in place.standing()] == [halves[0]]
    place.archive().read_back(deposit)


def test_a_double_with_a_version_of_its_own_is_left_for_a_person(place, make, caplog):
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
    assert f"alone holds {second.evidence}; a person must bring them together" in caplog.text
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


# --- what people do


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
    for one in rest.collections(session, _community(place)):
        session.patch(f"/core/collections/{one.uuid}", [{"op": "replace", "path": "/metadata/dc.title/0/value", "value": "改名"}])
    session.patch(
        f"/core/communities/{_community(place)}", [{"op": "replace", "path": "/metadata/dc.title/0/value", "value": "改名"}]
    )
    place.archive().deposit(make(b"body"), NOW)


def test_a_collection_that_was_deleted_is_named_with_what_to_do(place, make):
    archive = place.archive()
    archive.deposit(make(b"body"), NOW)
    collection = next(
        one.uuid
        for one in rest.collections(place.session(), _community(place))
        if one.value("dc.identifier.other") == "ogp:tw-2021/1-1"
    )
    place.session().delete(f"/core/collections/{collection}")
    with pytest.raises(RepositoryFault, match="no collection ogp:tw-2021/1-1; run: ogp-etl dspace prepare tw-2021") as caught:
        archive.deposit(make(b"body", locator="2"), NOW)
    assert not caught.value.again
    place.prepare()
    archive.deposit(make(b"body", locator="2"), NOW)


def test_a_plan_that_was_not_prepared_is_named_with_what_to_do(place, make):
    place.session().delete(f"/core/communities/{_community(place)}")
    with pytest.raises(RepositoryFault, match="there is no community for tw-2021; run: ogp-etl dspace prepare tw-2021"):
        place.archive().deposit(make(b"body"), NOW)


def _moved(place, item):
    """Puts an item into another collection, which is open; gives that."""
    elsewhere = place.talker().collection("elsewhere", place.parent)
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


# --- many versions, large files, sides


def test_an_item_with_more_versions_than_a_page_holds_them_all(place, make):
    archive = place.archive()
    packages = [make(f"body {number}".encode()) for number in range(27)]
    deposits = [archive.deposit(package, NOW + timedelta(hours=number)) for number, package in enumerate(packages)]
    assert len({deposit.key for deposit in deposits}) == 1
    assert sorted(deposits, key=lambda one: one.evidence) == list(place.archive().list())
    for deposit in deposits:
        archive.read_back(deposit)
    place.double.calls.clear()
    assert archive.deposit(packages[25], LATER) == deposits[25]
    assert place.double.calls.writes() == []


def test_the_newest_version_is_the_primary_one_whatever_the_order_of_deposits(place, make):
    archive = place.archive()
    for number in (1, 3, 2):
        package = make(f"body {number}".encode())
        document, capture, facts = read_provenance(package.provenance)
        archive.deposit(_captured(package, document, replace(capture, captured=NOW + timedelta(days=number)), facts), LATER)
    (item,) = place.items()
    primary = place.talker().get(f"/core/bundles/{item.bundles['ORIGINAL']}/primaryBitstream").json()["uuid"]
    assert place.double.read(primary) == b"body 3"


def _captured(package, document, capture, facts):
    from ogp_etl.archive.package import make_package

    return make_package(document, capture, facts, package.files[0].path)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_file_over_the_limit_stays_in_the_archive_and_the_item_says_where(place, make, sealed):
    body = secrets.token_bytes(2000)
    archive = place.archive(limit=1000, elsewhere=lambda _, name: f"https://archive.example/{name}")
    packages = [make(body, sealed=sealed), make(body + b"2", sealed=sealed)]
    deposits = [archive.deposit(package, NOW + timedelta(days=number)) for number, package in enumerate(packages)]
    assert list(place.archive(limit=1000).list()) == sorted(deposits, key=lambda one: one.evidence)
    for deposit, package in zip(deposits, packages, strict=True):
        archive.read_back(deposit)
        assert archive.provenance(deposit) == package.provenance
    where = "kept with the originals" if sealed else f"https://archive.example/{PDF}"
    (item,) = [one for one in place.items() if one.value("ogp.evidence.id").endswith("#sealed") is sealed]
    assert item.values("dc.relation.uri") == [f"{where} SHA-256 {package.files[0].sha256}" for package in packages]
    assert archive.deposit(packages[0], LATER) == deposits[0]


def test_a_file_over_the_limit_without_another_place_is_refused_before_anything_is_sent(place, make):
    with pytest.raises(RepositoryFault, match="raise its limit and OGP_DSPACE_LIMIT, or set OGP_ARCHIVE_URL") as caught:
        place.archive(limit=3).deposit(make(b"body"), NOW)
    assert not caught.value.again
    assert place.double.calls.writes() == []


@pytest.mark.parametrize("breaks", [False, True])
def test_a_file_over_the_servers_own_limit_says_so(place, make, breaks):
    place.double.upload_limit, place.double.breaks_at_limit = 100_000, breaks
    with pytest.raises(RepositoryFault, match=r"over the server's limit") as caught:
        place.archive().deposit(make(secrets.token_bytes(4_000_000)), NOW)
    assert "\n" not in str(caught.value)
    place.double.upload_limit = 8_000_000


def test_nothing_held_back_is_sent_to_a_collection_that_is_open(place, make):
    (sealed,) = [
        one
        for one in rest.collections(place.session(), _community(place))
        if one.value("dc.identifier.other").endswith("/sealed")
    ]
    place.session().delete(f"/core/collections/{sealed.uuid}/bitstreamReadGroup")
    place.double.calls.clear()
    with pytest.raises(RepositoryFault, match=r"bitstreamReadGroup.*ogp-etl dspace prepare") as caught:
        place.archive().deposit(make(b"names", sealed=True), NOW)
    assert not caught.value.again
    assert place.double.calls.writes() == []


def test_what_is_open_in_spite_of_its_collection_is_closed_and_never_committed(place, make):
    """Somebody gave everybody the right to read just as it was sent."""

    def open_up():
        store = place.double.store
        for thing in [one for one in store.things.values() if one.kind == "bitstream"]:
            store.add_policy(thing, "READ", store.anonymous)

    place.double.faults.call(open_up, "GET", "/content$")
    with pytest.raises(RepositoryFault, match="is held back and was open to anybody; its READ policies were removed") as caught:
        place.archive().deposit(make(b"names", sealed=True), NOW)
    assert not caught.value.again
    (item,) = place.items()
    assert item.values("ogp.capture.id") == []
    assert place.double.talker().get(f"/core/bitstreams/{item.files[0].uuid}/content").status_code == 401


def test_what_is_on_hold_stands_only_on_the_closed_side(place, make):
    archive = place.archive()
    deposit = archive.deposit(make(b"body", outcome=Screened.HOLD), NOW)
    (item,) = place.items()
    assert (item.value("ogp.evidence.id")[-7:], item.discoverable) == ("#sealed", False)
    assert place.double.talker().get(f"/core/{deposit.key}").status_code == 401
    archive.read_back(deposit)


def test_a_field_that_is_not_registered_is_said_with_what_to_do(place, make):
    field = place.double.store.field("ogp.plan")
    del place.double.store.fields[field.id]
    with pytest.raises(RepositoryFault, match=r"500 .*ogp-etl dspace prepare makes them"):
        place.archive().deposit(make(b"body"), NOW)


def test_a_community_that_is_not_there_is_said_plainly(place, make):
    archive = replace(place, parent="0b87e9a2-8de8-4da2-a827-f203dbd9005d").archive()
    for verb in (lambda: archive.deposit(make(b"body"), NOW), lambda: archive.find("c0"), lambda: list(archive.list())):
        with pytest.raises(RepositoryFault, match=r"there is no community 0b87e9a2.*OGP_DSPACE_PARENT"):
            verb()


def test_a_server_that_is_down_ends_long_work_early(place, make, monkeypatch):
    monkeypatch.setattr("ogp_etl.archive.dspace.client.READ_TRIES", 0)
    archive = place.archive()
    archive.find("c0")
    place.double.faults.answer(503, times=10_000)
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(30)]
    answers = list(archive.deposit_many(packages, NOW))
    place.double.faults.clear()
    assert len(answers) == 30
    assert "not tried after 10 faults in a row" in str(answers[-1])
    assert all(isinstance(answer, RepositoryFault) and answer.again for answer in answers)
