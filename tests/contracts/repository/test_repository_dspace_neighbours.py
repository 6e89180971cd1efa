"""One plan in several communities of a server: a trial, another office's, the real one above both. None is the other's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from dspace_place import PLAN, DspacePlace

from ogp_etl.archive.dspace import rest
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PDF = "會議紀錄.pdf"


@pytest.fixture
def above(any_dspace_place):
    return any_dspace_place


@pytest.fixture
def places(above):
    """Two communities that are prepared for the plan, below one that is too."""
    below = [DspacePlace.make(above.admin, above.user, above.register, above.double, above.parent) for _ in range(2)]
    yield SimpleNamespace(one=below[0], other=below[1], above=above)
    for place in below:
        for opened in place.opened:
            opened.close()


@pytest.fixture
def packages(make):
    """The last has an original that is held back."""
    return [make(b"one", locator="1"), make(b"two", locator="2"), make(b"names", locator="3", sealed=True)]


def deposited(place, packages, now=NOW):
    answers = list(place.archive().deposit_many(packages, now))
    assert [getattr(answer, "evidence", answer) for answer in answers] == [package.evidence for package in packages]
    return answers


def by_evidence(deposits):
    return sorted(deposits, key=lambda one: one.evidence)


@pytest.mark.parametrize("order", [("one", "other", "above"), ("above", "one", "other")])
def test_each_community_gets_its_own_items_and_touches_no_other(places, packages, order):
    keys = {}
    for name in order:
        place, before = getattr(places, name), places.above.state()
        deposits = deposited(place, packages)
        keys[name] = {deposit.key for deposit in deposits}
        after = places.above.state()
        assert {uuid: after[uuid] for uuid in before} == before
        assert len(after) - len(before) == 4
        assert list(place.archive().list()) == by_evidence(deposits)
        assert [place.archive().find(package.evidence) for package in packages] == deposits
    assert len(set.union(*keys.values())) == 9
    assert len(places.above.standing()) == 12


def test_what_stands_only_elsewhere_does_not_stand_here(places, packages):
    deposited(places.one, packages)
    for place in (places.other, places.above):
        archive = place.archive()
        assert list(archive.list()) == []
        assert [archive.find(package.evidence) for package in packages] == [None] * 3


@pytest.mark.parametrize("name", ["one", "above"])
def test_a_second_run_finds_all_of_it(places, packages, name):
    for place in (places.one, places.other, places.above):
        deposited(place, packages)
    place, before = getattr(places, name), places.above.state()
    first = list(place.archive().list())
    assert by_evidence(deposited(place, packages, LATER)) == first
    assert places.above.state() == before


def test_a_later_version_goes_into_the_item_of_its_own_community(places, make):
    old, new = make(b"old"), make(b"new")
    stands = {name: deposited(getattr(places, name), [old])[0] for name in ("one", "other", "above")}
    (later,) = deposited(places.above, [new], LATER)
    assert later.key == stands["above"].key
    assert places.one.archive().find(new.evidence) is None
    assert len(places.above.standing()) == 3


def test_doubles_are_united_in_their_own_community_only(places, make):
    one, two, three = (make(body) for body in (b"one", b"two", b"three"))
    for place in (places.one, places.above):
        deposited(place, [one])
    before = places.one.state()
    hide = {"op": "replace", "path": "/metadata/dc.identifier.other/0/value"}
    (first,) = [places.above.archive().find(one.evidence)]
    uuid, session = first.key.removeprefix("items/"), places.above.session()
    ids = ("dc.identifier.other", "ogp.evidence.id")
    rest.change_item(session, uuid, [{**hide, "path": f"/metadata/{name}/0/value", "value": "hidden"} for name in ids])
    (second,) = deposited(places.above, [two])
    rest.change_item(session, uuid, [{**hide, "path": f"/metadata/{name}/0/value", "value": one.document} for name in ids])
    (third,) = deposited(places.above, [three], LATER)
    assert third.key == first.key
    assert rest.item(session, second.key.removeprefix("items/")).withdrawn
    assert places.one.state() == before


def test_what_a_person_withdrew_elsewhere_is_not_withdrawn_here(places, make):
    (deposit,) = deposited(places.one, [make()])
    rest.change_item(places.one.session(), deposit.key.removeprefix("items/"), [rest.WITHDRAWN])
    deposited(places.above, [make()])
    with pytest.raises(RepositoryFault, match="was withdrawn by somebody"):
        places.one.archive().deposit(make(), LATER)


def test_each_is_read_back_from_its_own_original(places, make):
    package = make(b"names", sealed=True)
    deposits = [deposited(place, [package])[0] for place in (places.one, places.other)]
    sealed = next(item for item in places.other.items() if item.value("ogp.evidence.id").endswith("#sealed"))
    places.other.session().delete(f"/core/items/{sealed.uuid}")
    places.one.archive().read_back(deposits[0])
    for archive, deposit in ((places.other.archive(), deposits[1]), (places.above.archive(), deposits[1])):
        with pytest.raises(RepositoryFault, match=f"{PDF} is missing"):
            archive.read_back(deposit)


def test_what_is_put_back_is_put_back_in_its_own_community(places, make):
    package = make(b"names", sealed=True)
    deposits = {name: deposited(getattr(places, name), [package])[0] for name in ("one", "above")}
    sealed = next(item for item in places.one.items() if item.value("ogp.evidence.id").endswith("#sealed"))
    places.one.session().delete(f"/core/items/{sealed.uuid}")
    before = places.above.state()
    back = places.one.archive().put_back(package, deposits["one"], LATER)
    assert (back.deposit.key, back.files) == (deposits["one"].key, (PDF,))
    after = places.above.state()
    assert {uuid: after[uuid] for uuid in before} == before
    places.one.archive().read_back(back.deposit)


def test_what_stood_in_a_trial_is_put_back_where_the_plan_is_now(places, make):
    """The register still says the trial's key when OGP_DSPACE_PARENT names the community above."""
    package = make(b"names", sealed=True)
    (trial,) = deposited(places.one, [package])
    before = places.above.state()
    archive = places.above.archive()
    back = archive.put_back(package, trial, LATER)
    assert back.deposit.key != trial.key
    assert list(archive.list()) == [back.deposit]
    after = places.above.state()
    assert {uuid: after[uuid] for uuid in before} == before


def test_a_community_of_a_plan_inside_another_is_none_of_the_outer(above, make):
    """Somebody named the plan's own community in OGP_DSPACE_PARENT, for a while."""
    inner = DspacePlace.make(above.admin, above.user, above.register, above.double, above.community)
    (trial,) = deposited(inner, [make()])
    before = above.state()
    (real,) = deposited(above, [make()])
    assert real.key != trial.key
    assert list(above.archive().list()) == [real]
    assert list(inner.archive().list()) == [trial]
    assert above.state()[trial.key.removeprefix("items/")] == before[trial.key.removeprefix("items/")]
    for opened in inner.opened:
        opened.close()


def test_of_two_communities_of_one_plan_in_one_place_only_the_older_counts(above, make):
    twin = above.talker().community("Plan", above.parent)
    told = {"op": "add", "path": "/metadata/dc.identifier.other/-", "value": [{"value": f"ogp:{PLAN}"}]}
    above.session().patch(f"/core/communities/{twin}", [{**told, "value": {"value": f"ogp:{PLAN}"}}])
    collection = above.talker().collection("1-1", twin)
    document = make().document
    above.talker().make_item(collection, "other", dc__identifier__other=document, ogp__evidence__id=document)
    before = above.state()
    (deposit,) = deposited(above, [make()])
    assert list(above.archive().list()) == [deposit]
    assert before.items() <= above.state().items()


# --- on the double alone: what a search shows that it should not


@pytest.fixture
def place(dspace_place):
    return dspace_place


def test_an_item_that_is_only_mapped_to_a_collection_of_ours_is_none_of_ours(place, make):
    """The server's search finds it below our community too."""
    trial = DspacePlace.make(place.admin, place.user, place.register, place.double, place.parent)
    (stranger,) = deposited(trial, [make()])
    uuid = stranger.key.removeprefix("items/")
    place.double.index.documents[uuid].scopes.add(place.community)
    before = place.state()[uuid]
    archive = place.archive()
    assert list(archive.list()) == []
    assert archive.find(stranger.evidence) is None
    deposit = archive.deposit(make(), LATER)
    assert deposit.key != stranger.key
    assert list(archive.list()) == [deposit]
    assert place.state()[uuid] == before
    for opened in trial.opened:
        opened.close()


def test_an_open_archive_does_not_double_what_another_put_into_a_community_that_was_made_anew(place, make, monkeypatch):
    monkeypatch.setattr("ogp_etl.archive.dspace.repository.THREADS", 1)  # all in one batch
    archive, packages = place.archive(), [make(b"body", locator=str(number)) for number in range(4)]
    archive.deposit(make(b"first"), NOW)
    place.session().delete(f"/core/communities/{place.community}")
    place.prepare()
    stands = deposited(place, packages[1:])
    first, *others = archive.deposit_many(packages, LATER)
    assert isinstance(first, RepositoryFault)
    assert others == stands
    assert list(archive.deposit_many(packages, LATER))[1:] == stands
    assert len(place.standing()) == 4


def test_the_community_of_an_item_is_asked_for_once(place, make):
    archive, packages = place.archive(), [make(f"{number}".encode(), locator=str(number)) for number in range(8)]
    trial = DspacePlace.make(place.admin, place.user, place.register, place.double, place.parent)
    for each in (place, trial):
        deposited(each, packages)
    archive.find(packages[0].evidence)
    place.double.calls.clear()
    list(archive.deposit_many(packages, LATER))
    paths = {call.path.removeprefix("/api/") for call in place.double.calls.all if "/authn/" not in call.path}
    assert paths == {"discover/search/objects", "core/items/{uuid}"}
    for opened in trial.opened:
        opened.close()


@pytest.mark.parametrize("collections", [False, True])
def test_what_lies_in_a_community_that_the_account_may_not_see_is_none_of_ours(dspace_submitter_place, make, collections, caplog):
    place = dspace_submitter_place
    secret = DspacePlace.make(place.admin, place.admin, place.register, place.double)
    deposited(secret, [make()])
    things = place.double.store.things
    below = rest.collections(secret.session(), secret.community) if collections else ()
    for thing in [things[secret.community], things[secret.parent], *(things[one.uuid] for one in below)]:
        place.double.store.drop_policies(thing)
    place.double.calls.clear()
    archive = replace(place, parent=None).archive()
    assert archive.find(make().evidence) is None
    with pytest.raises(RepositoryFault, match="there is no community for tw-2021"):
        archive.deposit(make(), LATER)
    assert "does not count" not in caplog.text  # nobody can say so
    asked = "core/collections/{uuid}/parentCommunity" in {call.path.removeprefix("/api/") for call in place.double.calls.all}
    assert asked is not collections
    for opened in secret.opened:
        opened.close()


@pytest.mark.parametrize("closed", [False, True])
def test_empty_drafts_of_another_community_are_left_alone(dspace_submitter_place, make, closed):
    """Of the same account, which deposits into both; or did, until somebody took its rights there."""
    place = dspace_submitter_place
    other = DspacePlace.make(place.admin, place.user, place.register, place.double)
    user = place.double.talker(place.double.accounts.community_admin)
    left = {}
    for each in (place, other):
        collection = next(one.uuid for one in rest.collections(each.session(), each.community))
        left[each.parent] = user.post(f"/submission/workspaceitems?owningCollection={collection}").json()["id"]
    if closed:
        store = place.double.store
        collection = store.drafts[left[other.parent]].collection
        for thing in (collection, collection.parent, collection.parent.parent):
            store.drop_policies(thing)
            thing.groups.clear()
    place.double.clock.advance(minutes=61)
    deposited(place, [make()])
    assert set(left.values()) & set(place.double.store.drafts) == {left[other.parent]}
    for opened in other.opened:
        opened.close()
