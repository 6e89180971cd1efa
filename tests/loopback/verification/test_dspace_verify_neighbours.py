"""One plan in two communities of a DSpace: each is looked at by itself."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from ogp_etl.archive.dspace.prepare import Preparation
from ogp_etl.model import Found

BODY = b"names"


@pytest.fixture
def twice(archived):
    """The same deposit, with an original that is held back, in the community of a trial and in the real one on top."""
    parent = archived.admin.community("Trial")
    list(Preparation(archived.own, parent).plan(archived.plan))
    trial = archived.deposit(BODY, options={"parent": parent}, sealed=True)
    return SimpleNamespace(parent=parent, trial=trial, real=archived.deposit(BODY, sealed=True))


def originals(archived, twice):
    """Items of the originals: the trial's, the real one's."""
    document = archived.item(twice.real).value("ogp.evidence.id")
    found = archived.admin.hits(f'ogp.evidence.id:"{document}#sealed"', configuration="administrativeView")
    below = archived.admin.hits(f'ogp.evidence.id:"{document}#sealed"', configuration="administrativeView", scope=twice.parent)
    (trial,), (real,) = below, [one for one in found if one not in below]
    return trial, real


def found(archived, twice):
    """What was found of the trial's deposit, and of the real one."""
    return archived.look(twice.trial, parent=twice.parent), archived.look(twice.real)


def test_each_is_as_it_should_be(archived, twice):
    assert found(archived, twice) == ((Found.OPEN, ""), (Found.OPEN, ""))


@pytest.mark.parametrize("lost", [0, 1])
def test_an_original_that_is_gone_is_missed_although_the_other_community_has_it(archived, twice, lost):
    archived.admin.delete(f"/core/items/{originals(archived, twice)[lost]}")
    seen = found(archived, twice)
    assert seen[lost][0] is Found.MISSING
    assert "minutes.pdf, which is held back, is not where it was deposited" in seen[lost][1]
    assert seen[1 - lost] == (Found.OPEN, "")


@pytest.mark.parametrize("open_", [0, 1])
def test_a_leak_is_told_of_the_community_that_leaks(archived, twice, open_):
    item = archived.own.get(f"/core/items/{originals(archived, twice)[open_]}", embed="bundles/bitstreams")
    (bundle,) = [one for one in item["_embedded"]["bundles"]["_embedded"]["bundles"] if one["name"] == "ORIGINAL"]
    (file,) = bundle["_embedded"]["bitstreams"]["_embedded"]["bitstreams"]
    for uuid in (item["uuid"], bundle["uuid"], file["uuid"]):
        archived.open_reading(uuid)
    seen = found(archived, twice)
    assert seen[open_][0] is Found.LEAKING
    assert file["uuid"] in seen[open_][1]
    assert seen[1 - open_] == (Found.OPEN, "")


def test_a_deposit_of_a_trial_is_missing_when_the_plan_is_looked_for_elsewhere(archived, twice):
    """The register still has the key of the trial when OGP_DSPACE_PARENT has changed."""
    kind, detail = archived.look(twice.trial)
    handle = archived.item(twice.trial).handle
    assert kind is Found.MISSING
    assert detail == f"{handle} is not in the plan's community below OGP_DSPACE_PARENT, but elsewhere"


def moved_out(archived, uuid, below=None):
    elsewhere = archived.admin.collection("elsewhere", archived.admin.community("Drawer", below))
    things = archived.server.store.things
    things[uuid].collection = things[elsewhere]
    archived.server.index.rebuild()


def test_a_public_item_that_was_moved_out_of_the_plan_s_community_is_missing(archived):
    deposit = archived.deposit()
    moved_out(archived, deposit.key.removeprefix("items/"))
    assert archived.look(deposit)[0] is Found.MISSING
    again = archived.repository().put_back(archived.package(), deposit, archived.now + timedelta(days=1)).deposit
    assert again.key != deposit.key
    assert archived.look(again) == (Found.OPEN, "")


def test_an_original_that_was_moved_out_of_the_plan_s_community_is_missing(archived):
    deposit = archived.deposit(BODY, sealed=True)
    moved_out(archived, archived.sealed_item(deposit).uuid)
    assert archived.look(deposit)[0] is Found.MISSING


def test_an_original_that_was_moved_out_and_opened_leaks(archived):
    deposit = archived.deposit(BODY, sealed=True)
    item = archived.sealed_item(deposit)
    moved_out(archived, item.uuid)
    for uuid in (item.uuid, *item.bundles.values(), *(file.uuid for file in item.files)):
        archived.open_reading(uuid)
    assert archived.look(deposit)[0] is Found.LEAKING


@pytest.mark.parametrize("moved", [False, True])
def test_where_the_public_may_not_see_an_item_lies_is_not_held_against_it(archived, moved):
    deposit, store = archived.deposit(), archived.server.store
    uuid = deposit.key.removeprefix("items/")
    community = store.things[uuid].collection.parent
    if moved:
        moved_out(archived, uuid, below=community.uuid)
    assert archived.look(deposit) == (Found.OPEN, "")
    store.drop_policies(community)
    assert archived.look(deposit) == (Found.OPEN, "")
