"""The double of DSpace: what tests can make go wrong, and how they count."""

import threading

import pytest
import requests
from dspace_double import ClientKilled, kill_switch


@pytest.fixture
def admin(dspace):
    return dspace.talker(dspace.accounts.admin)


@pytest.fixture
def collection(admin):
    return admin.collection()


def there(admin):
    return admin.get("/core/items").json()["page"]["totalElements"]


@pytest.mark.parametrize(("acted", "made"), [(False, 0), (True, 1)])
def test_an_answer_of_500_before_or_after_the_server_acted(dspace, admin, collection, acted, made):
    dspace.faults.answer(500, "POST", "/core/items$", acted=acted)
    assert (admin.make_item(collection).status_code, there(admin)) == (500, made)


@pytest.mark.parametrize(("acted", "made"), [(False, 0), (True, 1)])
def test_a_connection_cut_before_or_after_the_server_acted(dspace, admin, collection, acted, made):
    dspace.faults.cut("POST", "/core/items$", acted=acted)
    with pytest.raises(requests.ConnectionError):
        admin.make_item(collection)
    assert there(admin) == made


def test_a_connection_cut_in_the_middle_of_an_answer(dspace, admin, collection):
    dspace.faults.cut("POST", "/core/items$", midway=True)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        admin.make_item(collection)
    assert there(admin) == 1


@pytest.mark.parametrize(("acted", "made"), [(False, 0), (True, 1)])
def test_no_answer_until_the_client_gives_up(dspace, admin, collection, acted, made):
    dspace.faults.hang("POST", "/core/items$", acted=acted)
    body = {"inArchive": True, "metadata": {}}
    with pytest.raises(requests.ReadTimeout):
        admin.send("POST", f"/core/items?owningCollection={collection}", json=body, timeout=0.05)
    assert there(admin) == made


def test_the_nth_call_fails_and_those_around_it_do_not(dspace, admin, collection):
    dspace.faults.answer(503, "POST", "/core/items$", nth=2, times=2)
    assert [admin.make_item(collection).status_code for _ in range(5)] == [201, 503, 503, 201, 201]


def test_other_calls_are_not_touched(dspace, admin, collection):
    dspace.faults.answer(503, "POST", "/bundles$")
    assert admin.make_item(collection).status_code == 201


def test_a_function_is_called_while_the_client_waits(dspace, admin, collection):
    seen = []
    dspace.faults.call(lambda: seen.append(there(admin)), "POST", "/core/items$", acted=True)
    assert (admin.make_item(collection).status_code, seen) == (201, [1])


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_client_is_killed_before_or_after_a_call(dspace, admin, collection, when, made):
    with kill_switch(dspace.address, **{when: 1}) as switch:
        for _ in range(2):
            with pytest.raises(ClientKilled):
                admin.make_item(collection)
    assert (switch.dead, there(admin)) == (True, made)


def test_a_kill_switch_that_does_not_strike_counts(dspace, admin, collection):
    with kill_switch(dspace.address, before=3) as switch:
        admin.make_item(collection)
    assert (switch.calls, switch.dead) == (1, False)


def test_calls_are_counted_without_those_of_the_session(dspace, admin, collection):
    dspace.calls.clear()
    admin.login()
    admin.file(admin.bundle(admin.item(collection)))
    assert dspace.calls.by_class() == {
        "POST /api/core/items": 1,
        "POST /api/core/items/{uuid}/bundles": 1,
        "POST /api/core/bundles/{uuid}/bitstreams": 1,
    }
    assert (dspace.calls.count("POST"), dspace.calls.count("POST", "/bundles$"), dspace.calls.count("POST", "login")) == (3, 1, 1)


# Items a second of a real server: the three calls, five PATCHes more, and the three by several threads (its figures to 5 %).
@pytest.mark.parametrize(("patches", "threads", "speed"), [(0, 1, 5.5), (5, 1, 2.25), (0, 4, 8.1), (0, 8, 8.7), (0, 12, 8.7)])
def test_counted_calls_cost_what_they_did_on_a_real_server(dspace, admin, collection, patches, threads, speed):
    dspace.calls.clear()
    item = admin.item(collection)
    admin.file(admin.bundle(item))
    for number in range(patches):
        admin.patch(f"/core/items/{item}", ("add", "/metadata/dc.subject", [{"value": f"{number}"}]))
    assert 1 / dspace.calls.seconds(threads) == pytest.approx(speed, rel=0.05)


def test_four_workers_that_look_and_then_make_make_four(dspace, admin, collection):
    """Each has looked before the first has made: nothing but the client's own claim can help."""
    looked = threading.Barrier(4)
    talkers = [dspace.talker(dspace.accounts.admin) for _ in range(4)]

    def work(talker):
        if not talker.hits("dc.title:same", dsoType="item"):
            looked.wait(10)
            talker.item(collection, "same")

    threads = [threading.Thread(target=work, args=[talker]) for talker in talkers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert there(admin) == 4


@pytest.mark.filterwarnings("ignore")
def test_the_client_library_works_with_it(dspace, tmp_path):
    # Imported here: it brings cloud libraries along that warn of this and that.
    from dspace_rest_client.client import DSpaceClient
    from dspace_rest_client.models import Item

    account = dspace.accounts.admin
    client = DSpaceClient(dspace.address, account.user, account.password)
    assert client.authenticate() is True
    community = client.create_community(None, {"metadata": {"dc.title": [{"value": "Plan"}]}})
    collection = client.create_collection(community.uuid, {"metadata": {"dc.title": [{"value": "1-1"}]}})
    facts = {"inArchive": True, "discoverable": True, "metadata": {"dc.title": [{"value": "Minutes"}]}}
    item = client.create_item(collection.uuid, Item(facts))
    client.add_metadata(item, "dc.subject", "1-1")
    bundle = client.create_bundle(item)
    path = tmp_path / "minutes.txt"
    path.write_bytes(b"content")
    file = client.create_bitstream(bundle, "minutes.txt", str(path), "text/plain")
    assert client.download_bitstream(file.uuid).content == b"content"
    assert [one.uuid for one in client.search_objects_iter("dc.subject:1", dso_type="item")] == [item.uuid]
    client.session.close()
