"""What a deposit to a DSpace costs, and how its late and inexact search is lived with."""

from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import depositing, rest
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def place(dspace_place):
    """The double, as its site's administrator."""
    return dspace_place


def shapes(calls):
    return [f"{call.method} {call.path.removeprefix('/api/')}" for call in calls]


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


def test_a_batch_is_looked_for_with_one_question_and_seen_with_another(place, make):
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(40)]
    archive = place.archive()
    archive.find("c0")  # logs in, finds the community
    place.double.calls.clear()
    assert [answer.evidence for answer in archive.deposit_many(packages, NOW)] == [package.evidence for package in packages]
    assert len(place.double.calls.writes()) == 40 * 4
    assert place.double.calls.count("GET", "search/objects") == 4 * 2


def test_each_of_a_batch_that_takes_too_long_is_looked_for_by_itself(place, make, monkeypatch):
    """Its claim could have ended, and another worker have made it since."""
    monkeypatch.setattr(depositing, "BEGUN_WITHIN", -1)
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(8)]
    answers = list(place.archive().deposit_many(packages, NOW))
    assert [answer.evidence for answer in answers] == [package.evidence for package in packages]
    assert place.double.calls.count("GET", "search/objects") == 8 * 2
    assert len(place.standing()) == 8


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
    collection = next(one.uuid for one in rest.collections(place.session(), place.community))
    for name in (f"{package.document}#x", f"x {package.document}", f"{package.document} y"):
        talker.make_item(collection, "other", dc__identifier__other=name, ogp__capture__id=f"x-{package.evidence}")
    assert len(talker.hits(f'dc.identifier.other:"{package.document}"')) == 3
    assert rest.items_with(place.session(), ["dc.identifier.other"], [package.document]) == []
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
