"""Deposits in a DSpace looked at from outside: what is found, and what is never taken for right."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from ogp_etl.archive.dspace.session import Account
from ogp_etl.model import Found, Screened

DAY = timedelta(days=1)


def test_what_anybody_can_read_is_open(archived):
    assert archived.verify(archived.deposit()) == ([(Found.OPEN, "")], ["oai-empty"])


def test_nobody_is_logged_in_to_read_what_is_public(archived):
    deposit = archived.deposit()
    stranger = Account(archived.account.address, "nobody@example.org", "wrong")
    assert archived.look(deposit, account=stranger) == (Found.OPEN, "")


def test_all_versions_of_a_document_are_looked_at(archived):
    first, second = archived.deposit(b"first"), archived.deposit(b"second")
    assert first.key == second.key
    archived.tamper(next(file.uuid for file in archived.item(second).files if file.size == 6), b"thirds")
    seen, _ = archived.verify(first, second)
    assert [found for found, _ in seen] == [Found.OPEN, Found.ALTERED]


def test_a_withdrawn_item_is_no_open_one_although_it_answers_200(archived):
    deposit = archived.deposit()
    archived.admin.patch(f"/core/{deposit.key}", ("replace", "/withdrawn", True))
    found, detail = archived.look(deposit)
    assert found is Found.WITHDRAWN
    assert deposit.key in detail


def test_an_item_that_is_gone_is_missing(archived):
    deposit = archived.deposit()
    archived.admin.delete(f"/core/{deposit.key}")
    assert archived.look(deposit)[0] is Found.MISSING


def test_an_item_behind_a_log_in_is_closed(archived):
    deposit = archived.deposit()
    archived.close_reading(deposit.key.removeprefix("items/"))
    found, detail = archived.look(deposit)
    assert found is Found.CLOSED
    assert detail.endswith(f"{deposit.key} asks for a log-in")


def test_a_file_behind_a_log_in_is_closed(archived):
    deposit = archived.deposit()
    archived.close_reading(archived.file(deposit).uuid)
    found, detail = archived.look(deposit)
    assert found is Found.CLOSED
    assert "minutes.pdf" in detail
    assert "(401)" in detail


def test_a_bundle_that_only_we_see_is_closed_and_not_missing(archived):
    deposit = archived.deposit()
    archived.close_reading(archived.item(deposit).bundles["ORIGINAL"])
    assert archived.look(deposit)[0] is Found.CLOSED


def test_a_file_that_somebody_deleted_is_missing(archived):
    deposit = archived.deposit()
    archived.admin.delete(f"/core/bitstreams/{archived.file(deposit).uuid}")
    assert archived.look(deposit)[0] is Found.MISSING


def test_other_bytes_are_altered(archived):
    deposit = archived.deposit(b"minutes")
    archived.tamper(archived.file(deposit).uuid, b"MINUTES")
    found, detail = archived.look(deposit)
    assert found is Found.ALTERED
    assert "SHA-256" in detail


def test_a_provenance_that_was_rewritten_is_altered(archived):
    deposit = archived.deposit()
    assert archived.look(replace(deposit, sha256="0" * 64))[0] is Found.ALTERED


def test_an_item_that_is_not_discoverable_is_unlisted(archived):
    deposit = archived.deposit()
    archived.admin.patch(f"/core/{deposit.key}", ("replace", "/discoverable", False))
    assert archived.look(deposit)[0] is Found.UNLISTED


# --- Sampling --------------------------------------------------------------------------------------------------------------


def test_between_whole_readings_sizes_are_compared(archived):
    deposit = archived.deposit(b"minutes")
    last = archived.rows(deposit)
    archived.tamper(archived.file(deposit).uuid, b"MINUTES")
    assert archived.look(deposit, last=last, every=10_000)[0] is Found.OPEN
    assert archived.look(deposit, last=last, every=1)[0] is Found.ALTERED


def test_a_file_of_another_size_is_altered_also_between_whole_readings(archived):
    deposit = archived.deposit(b"minutes")
    last = archived.rows(deposit)
    uuid = archived.file(deposit).uuid
    archived.tamper(uuid, b"less")
    archived.server.store.things[uuid].size = 4
    assert archived.look(deposit, last=last, every=10_000)[0] is Found.ALTERED


# --- What is held back -----------------------------------------------------------------------------------------------------


def test_an_original_that_is_refused_is_sealed(archived):
    assert archived.look(archived.deposit(b"names", outcome=Screened.HOLD)) == (Found.SEALED, "")


def test_a_public_dataset_beside_a_sealed_original_is_open(archived):
    assert archived.look(archived.deposit(b"names", sealed=True)) == (Found.OPEN, "")


@pytest.mark.parametrize("kind", [{"outcome": Screened.HOLD}, {"sealed": True}])
def test_an_original_that_anybody_can_read_is_leaking(archived, kind):
    deposit = archived.deposit(b"names", **kind)
    item = archived.sealed_item(deposit) if "sealed" in kind else archived.item(deposit)
    archived.open_reading(item.files[0].uuid)
    found, detail = archived.look(deposit)
    assert found is Found.LEAKING
    assert item.files[0].uuid in detail


def test_a_leak_is_looked_for_each_time(archived):
    deposit = archived.deposit(b"names", outcome=Screened.HOLD)
    last = archived.rows(deposit)
    archived.open_reading(archived.item(deposit).files[0].uuid)
    assert archived.look(deposit, last=last, every=10_000)[0] is Found.LEAKING


def test_a_text_that_the_server_made_of_a_sealed_original_leaks_as_well(archived):
    deposit = archived.deposit(b"names", sealed=True)
    item = archived.sealed_item(deposit)
    text = archived.admin.file(archived.admin.bundle(item.uuid, "TEXT"), b"names", "minutes.pdf.txt")
    assert archived.look(deposit)[0] is Found.OPEN
    archived.open_reading(text)
    assert archived.look(deposit)[0] is Found.LEAKING


def test_a_sealed_original_that_somebody_put_into_the_public_item_is_leaking(archived):
    deposit = archived.deposit(b"names", sealed=True)
    archived.admin.file(archived.item(deposit).bundles["ORIGINAL"], b"names", "innocent.pdf")
    assert archived.look(deposit)[0] is Found.LEAKING


def test_a_leak_is_told_also_when_something_else_is_wrong(archived):
    deposit = archived.deposit(b"names", sealed=True)
    archived.open_reading(archived.sealed_item(deposit).files[0].uuid)
    archived.close_reading(archived.file(deposit).uuid)
    found, detail = archived.look(deposit)
    assert found is Found.LEAKING
    assert "comments.csv" in detail


def test_a_sealed_original_that_is_gone_is_missing(archived):
    deposit = archived.deposit(b"names", sealed=True)
    archived.admin.delete(f"/core/bitstreams/{archived.sealed_item(deposit).files[0].uuid}")
    assert archived.look(deposit)[0] is Found.MISSING


def test_a_sealed_original_whose_item_was_withdrawn_is_told(archived):
    deposit = archived.deposit(b"names", sealed=True)
    archived.admin.patch(f"/core/items/{archived.sealed_item(deposit).uuid}", ("replace", "/withdrawn", True))
    assert archived.look(deposit)[0] is Found.WITHDRAWN


def test_other_bytes_of_a_sealed_original_are_altered(archived):
    deposit = archived.deposit(b"names", sealed=True)
    archived.tamper(archived.sealed_item(deposit).files[0].uuid, b"NAMES")
    assert archived.look(deposit)[0] is Found.ALTERED


def test_without_an_account_nobody_knows_where_to_look_for_a_leak(archived):
    deposit = archived.deposit(b"names", sealed=True)
    found, detail = archived.look(deposit, account=Account(archived.account.address))
    assert found is Found.UNANSWERED
    assert "OGP_DSPACE_USER" in detail


# --- Files too large for the server ----------------------------------------------------------------------------------------


@pytest.fixture
def linked(archived, raw_site, reply):
    """A deposit whose only file stands elsewhere; gives it, the site and the address of its keys."""
    site = raw_site()
    base = f"{site.url}/archive/"
    site.answers["/archive/minutes.pdf"] = reply(b"minutes", content_type="application/pdf")
    options = {"limit": 3, "elsewhere": lambda _package, name: f"{base}{name}"}
    return archived.deposit(b"minutes", options=options), site, base


def test_a_file_that_is_linked_is_read_where_it_is(archived, linked):
    deposit, _, base = linked
    assert archived.look(deposit, base=base) == (Found.OPEN, "")


def test_a_link_that_leads_to_other_bytes_is_altered(archived, linked, reply):
    deposit, site, base = linked
    site.answers["/archive/minutes.pdf"] = reply(b"MINUTES")
    assert archived.look(deposit, base=base)[0] is Found.ALTERED


def test_a_link_that_leads_elsewhere_is_not_followed_and_named_with_what_to_do(archived, linked):
    deposit, site, base = linked
    found, detail = archived.look(deposit, base="http://127.0.0.1:9/other/")
    assert found is Found.MISSING
    assert detail == (
        f"the link of minutes.pdf goes to {base}minutes.pdf, which is not below OGP_ARCHIVE_URL (http://127.0.0.1:9/other/);"
        " ogp-etl archive deposit writes the new one"
    )
    assert site.requests == []


def test_a_link_is_not_asked_for_where_no_address_of_the_archive_is_set(archived, linked):
    deposit, site, base = linked
    told = f"minutes.pdf is linked to {base}minutes.pdf; not asked: set OGP_ARCHIVE_URL"
    assert archived.look(deposit) == (Found.UNANSWERED, told)
    assert site.requests == []


# --- A server that does not answer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/core/items/", "/content$"])
def test_what_was_not_answered_is_our_failure(archived, path):
    deposit = archived.deposit()
    archived.server.faults.answer(500, None, path, times=99)
    assert archived.look(deposit)[0] is Found.UNANSWERED


def test_a_file_that_breaks_off_is_our_failure_and_not_altered(archived):
    deposit = archived.deposit(b"x" * 4096)
    archived.server.faults.cut("GET", "/content$", midway=True, times=9)
    assert archived.look(deposit)[0] is Found.UNANSWERED


def test_a_sealed_original_that_is_not_answered_proves_nothing(archived):
    deposit = archived.deposit(b"names", outcome=Screened.HOLD)
    archived.server.faults.answer(500, "GET", "/content$", times=99)
    assert archived.look(deposit)[0] is Found.UNANSWERED


def test_a_server_that_is_down_is_not_asked_for_each_deposit(archived):
    deposits = [archived.deposit(locator=str(number)) for number in range(24)]
    archived.server.faults.answer(500, None, "", times=10_000)
    before = len(archived.server.calls.all)
    seen, alarms = archived.verify(*deposits)
    assert {found for found, _ in seen} == {Found.UNANSWERED}
    assert alarms == ["oai-unanswered"]
    assert len(archived.server.calls.all) - before < 24


# --- OAI-PMH ---------------------------------------------------------------------------------------------------------------


def test_what_harvesters_are_offered_raises_no_alarm(archived):
    deposit = archived.deposit()
    archived.server.oai.take_in()
    assert archived.verify(deposit) == ([(Found.OPEN, "")], [])


def test_an_import_that_never_ran_is_said_once_and_of_no_deposit(archived):
    deposits = [archived.deposit(locator=str(number)) for number in range(3)]
    assert archived.verify(*deposits) == ([(Found.OPEN, "")] * 3, ["oai-empty"])


def test_an_item_that_an_import_left_out_is_unlisted(archived):
    one, other = archived.deposit(locator="1"), archived.deposit(locator="2")
    archived.server.clock.advance(minutes=5)
    newer = archived.deposit(locator="3")
    archived.server.oai.take_in()
    archived.server.oai.records = [
        record for record in archived.server.oai.records if not record.identifier.endswith(archived.item(other).handle)
    ]
    seen, _ = archived.verify(one, other, newer)
    assert [found for found, _ in seen] == [Found.OPEN, Found.UNLISTED, Found.OPEN]


def test_an_item_newer_than_the_last_import_is_not_unlisted(archived):
    old = archived.deposit(locator="1")
    archived.server.oai.take_in()
    archived.server.clock.advance(minutes=5)
    new = archived.deposit(locator="2")
    assert archived.verify(old, new) == ([(Found.OPEN, "")] * 2, [])


def test_an_import_that_stopped_is_said_once(archived):
    old = archived.deposit(locator="1")
    archived.server.oai.take_in()
    archived.server.clock.advance(days=5)
    new = archived.deposit(locator="2", now=archived.now + 5 * DAY)
    assert archived.verify(old, new, at=archived.now + 8 * DAY) == ([(Found.OPEN, "")] * 2, ["oai-late"])


def test_what_was_deposited_since_yesterday_may_wait_for_the_next_import(archived):
    old = archived.deposit(locator="1")
    archived.server.oai.take_in()
    archived.server.clock.advance(days=5)
    new = archived.deposit(locator="2", now=archived.now + 5 * DAY)
    assert archived.verify(old, new, at=archived.now + 6 * DAY)[1] == []


def test_a_record_that_is_listed_as_deleted_is_unlisted(archived):
    deposit = archived.deposit()
    archived.server.clock.advance(minutes=5)
    archived.deposit(locator="2")
    archived.server.oai.take_in()
    for record in archived.server.oai.records:
        record.deleted = record.identifier.endswith(archived.item(deposit).handle)
    assert archived.look(deposit)[0] is Found.UNLISTED


def test_a_long_list_is_walked_to_its_end(archived):
    collection = next(iter(archived.own.pages("/core/collections", "collections")))["uuid"]
    first, *_ = [archived.admin.item(collection, str(number)) for number in range(105)]
    last = archived.deposit()
    archived.server.clock.advance(minutes=5)
    archived.admin.patch(f"/core/items/{first}", ("add", "/metadata/dc.title/-", {"value": "newer"}))
    archived.server.oai.take_in()
    assert archived.server.oai.records[0].modified > archived.item(last).modified
    assert archived.verify(last) == ([(Found.OPEN, "")], [])


def test_a_newer_record_of_another_community_shows_that_an_import_ran(archived):
    deposit = archived.deposit()
    archived.server.clock.advance(minutes=5)
    archived.admin.item(archived.admin.collection("Theirs"))
    archived.server.oai.take_in()
    archived.server.oai.records = archived.server.oai.records[-1:]
    assert archived.look(deposit)[0] is Found.UNLISTED


def test_a_server_without_oai_pmh_is_said_once(archived):
    deposit = archived.deposit()
    archived.server.faults.answer(404, "GET", "/oai/request", times=9)
    assert archived.verify(deposit) == ([(Found.OPEN, "")], ["oai-absent"])


def test_no_password_is_told_in_a_log(archived, caplog):
    caplog.set_level(logging.DEBUG)
    archived.verify(archived.deposit(b"names", sealed=True))
    assert archived.account.password not in caplog.text
