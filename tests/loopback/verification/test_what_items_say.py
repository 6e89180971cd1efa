"""What an item says of its versions is compared with what was deposited, as its bytes are."""

import pytest
from packages import NOW

from ogp_etl.archive.dspace import rest
from ogp_etl.model import Found

ZEROS = "0" * 64


def removed(*fields):
    return [{"op": "remove", "path": f"/metadata/{field}"} for field in fields]


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        (removed("ogp.capture.id"), "has lists of versions that do not belong together"),
        (removed("ogp.capture.id", "ogp.capture.sha256", "ogp.capture.date", "ogp.capture.deposited"), "no longer says that"),
        ([{"op": "replace", "path": "/metadata/ogp.capture.sha256/0/value", "value": ZEROS}], f"with SHA-256 {ZEROS}"),
        (removed("ogp.evidence.id", "dc.identifier.other"), "no longer says that it is"),
        (removed("dc.title"), "has no title any more"),
    ],
)
def test_an_item_that_says_otherwise_is_untrue(archived, operations, said):
    deposit = archived.deposit(b"body")
    assert archived.look(deposit)[0] is Found.OPEN
    rest.change_item(archived.own, deposit.key.removeprefix("items/"), operations)
    found, detail = archived.look(deposit)
    assert (found, said in detail) == (Found.UNTRUE, True)


def test_an_item_that_still_says_one_of_its_two_ids_is_as_it_should_be(archived):
    deposit = archived.deposit(b"body")
    rest.change_item(archived.own, deposit.key.removeprefix("items/"), removed("ogp.evidence.id"))
    assert archived.look(deposit, at=NOW)[0] is Found.OPEN


def double_of(archived, deposit, **more):
    """A second item that says the same of itself, as a person makes it by copying metadata."""
    item = archived.item(deposit)
    fields = {field: [{"value": text, "language": code} for text, code in values] for field, values in item.metadata.items()}
    body = {"name": "double", "inArchive": True, "discoverable": True, "withdrawn": False, "metadata": fields, **more}
    return archived.own.post(f"/core/items?owningCollection={item.collection}", body)["uuid"]


def test_a_double_that_the_public_finds_is_named_and_withdrawn_with_nothing_lost(archived):
    package = archived.package(b"body")
    archive = archived.repository()
    deposit = archive.deposit(package, NOW)
    other = double_of(archived, deposit)
    found, detail = archived.look(deposit)
    assert (found, "stands a second time, as " in detail) == (Found.UNTRUE, True)
    archive.put_back(package, deposit, NOW)
    assert rest.item(archived.own, other).withdrawn
    assert archived.look(deposit) == (Found.OPEN, "")


def test_an_item_that_somebody_hid_from_search_is_unlisted_with_what_to_do(archived):
    deposit = archived.deposit(b"body")
    rest.change_item(archived.own, deposit.key.removeprefix("items/"), [rest.HIDDEN])
    found, detail = archived.look(deposit)
    assert (found, detail.endswith("make it so in DSpace, or leave it")) == (Found.UNLISTED, True)


def test_a_search_that_does_not_answer_hides_nothing_else(archived):
    deposit = archived.deposit(b"body")
    archived.close_reading(archived.file(deposit).uuid)
    archived.server.faults.answer(500, "GET", "/discover/search/objects", times=1000)
    assert archived.look(deposit)[0] is Found.CLOSED
