"""All items of a DSpace, walked page by page while others write."""

import pytest

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace import session as session_module
from ogp_etl.archive.dspace.session import Account, Session


@pytest.fixture
def session(dspace, monkeypatch):
    monkeypatch.setattr(session_module, "PAGE", 2)
    opened = Session(Account(dspace.address, dspace.accounts.admin.user, dspace.accounts.admin.password))
    yield opened
    opened.close()


@pytest.fixture
def talker(dspace):
    return dspace.talker(dspace.accounts.admin)


def pages_asked(dspace):
    return sum("/discover/search/objects" in call.path for call in dspace.calls.all)


def walked(session, talker, community, written):
    """Uuids of the items met, while ``written`` is written again as soon as the first page has been read."""
    met = []
    for item in rest.items_below(session, community):
        met.append(item.uuid)
        if len(met) == 2:
            assert talker.patch(f"/core/items/{written}", ("replace", "/metadata/dc.title/0/value", "Renamed")).status_code == 200
    return met


def test_what_is_pushed_over_the_border_of_a_page_is_met_all_the_same_and_once(dspace, session, talker):
    collection = talker.collection(parent=(community := talker.community()))
    items = [talker.item(collection, f"Minutes {number}") for number in range(6)]  # all of one second

    met = walked(session, talker, community, items[0])

    assert sorted(met) == sorted(items)
    assert len(met) == 6


def test_in_the_order_of_accession_one_walk_is_enough(dspace, session, talker):
    collection = talker.collection(parent=(community := talker.community()))
    items = []
    for number in range(6):
        items.append(talker.item(collection, f"Minutes {number}"))
        dspace.clock.advance(2)
    dspace.calls.clear()

    assert walked(session, talker, community, items[0]) == items
    assert pages_asked(dspace) == 3


def test_a_search_that_counts_more_than_it_shows_ends_and_is_named(dspace, session, talker, monkeypatch, caplog):
    collection = talker.collection(parent=(community := talker.community()))
    item = talker.item(collection)
    get = session.get

    def with_one_more(path, **params):
        answer = get(path, **params)
        answer["_embedded"]["searchResult"]["page"]["totalElements"] += 1
        return answer

    monkeypatch.setattr(session, "get", with_one_more)

    assert [one.uuid for one in rest.items_below(session, community)] == [item]
    assert "counts 2 items" in caplog.text
    assert "shows 1 of them" in caplog.text
