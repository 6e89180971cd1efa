"""What the doctor tells an operator of a DSpace, and that it changes nothing there."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from ogp_etl.archive.dspace import fields
from ogp_etl.archive.dspace.crosswalk import Subject, file_metadata, item_metadata
from ogp_etl.archive.dspace.doctor import Level, doctor, lines_json, worst
from ogp_etl.archive.dspace.doctor_server import DUBLIN_CORE
from ogp_etl.archive.dspace.session import Account
from ogp_etl.archive.provenance import parse_provenance

MIB = 1 << 20


@pytest.fixture
def ask(archived):
    """Asks the doctor; gives the lines by what they are about."""

    def make(account=None, **more):
        now = more.pop("now", archived.now)
        return list(doctor(account or archived.account, [archived.plan], now, **more))

    return make


def levels(lines):
    return {line.check: line.level for line in lines}


def told(lines, check):
    (line,) = (line for line in lines if line.check == check)
    return line


def account_of(archived, role):
    who = getattr(archived.server.accounts, role)
    return Account(archived.server.address, who.user, who.password)


@pytest.fixture
def healthy(archived):
    """A server that is as it should be, with a document in it."""
    archived.deposit()
    archived.server.index.cjk = True
    archived.server.index.rebuild()
    archived.server.oai.take_in()
    return archived


def test_a_server_that_is_as_it_should_be(healthy, ask):
    found = levels(ask())
    assert found.pop("handles") is Level.WARNING  # the double has the stock prefix
    assert found == dict.fromkeys(
        ["address", "clock", "login", "structure", "rights", "limit", "fields", "sealed", "anonymous", "chinese", "oai"],
        Level.OK,
    )


def test_nothing_is_written(healthy, ask):
    healthy.server.calls.clear()
    ask()
    assert {call.method for call in healthy.server.calls.work()} <= {"GET", "HEAD"}


def test_every_line_speaks_both_languages_and_says_what_to_do(archived, ask):
    archived.server.faults.answer(500, None, "/core/metadatafields", times=9)
    for line in ask():
        assert set(line.found) == {"zh-Hant", "en"}
        assert set(line.do) == (set() if line.level is Level.OK else {"zh-Hant", "en"})


def test_as_json(healthy, ask):
    lines = json.loads(json.dumps(lines_json(ask())))
    assert lines[0] == {"check": "address", "level": "ok", "found": lines[0]["found"], "do": {}}


def test_the_worst_line_counts(healthy, ask):
    lines = ask()
    assert (worst([]), worst(lines[:3]), worst(lines)) == (Level.OK, Level.OK, Level.WARNING)


# --- Address, clock, log-in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["http://127.0.0.1:9/server/api", "{server}/oai/request"])
def test_an_address_that_is_no_dspace_api_ends_it(archived, ask, where, monkeypatch):
    monkeypatch.setattr("ogp_etl.archive.dspace.client.READ_TRIES", 0)
    address = where.format(server=archived.server.address.removesuffix("/api"))
    (line,) = ask(Account(address, "a@example.org", "x"))
    assert (line.check, line.level) == ("address", Level.FAULT)
    assert "/server/api" in line.do["en"]


@pytest.mark.parametrize(("version", "level"), [("9.3", Level.OK), ("9.0", Level.OK), ("8.1", Level.WARNING)])
def test_versions_other_than_those_tried_are_warned_of(archived, ask, version, level):
    archived.server.version = version
    assert told(ask(), "address").level is level


def test_clocks_that_disagree_are_told(archived, ask):
    line = told(ask(now=archived.now + timedelta(minutes=61)), "clock")
    assert line.level is Level.WARNING
    assert "61 minutes" in line.found["en"]


def test_without_an_account_what_anybody_sees_is_still_told(healthy, ask):
    found = levels(ask(Account(healthy.server.address)))
    assert (found["login"], found["anonymous"], "rights" in found) == (Level.FAULT, Level.OK, False)


def test_a_wrong_password_is_told_and_not_shown(healthy, ask):
    lines = ask(replace(healthy.account, password="hunter2"))
    assert told(lines, "login").level is Level.FAULT
    assert "hunter2" not in json.dumps(lines_json(lines))


# --- Rights ----------------------------------------------------------------------------------------------------------------


def rights(archived, ask, role, *places, kind="admin"):
    for uuid in places:
        archived.server.grant(getattr(archived.server.accounts, role), uuid, kind)
    return told(ask(account_of(archived, role)), "rights")


@pytest.fixture
def community(archived):
    return next(iter(archived.own.pages("/core/communities/search/top", "communities")))["uuid"]


@pytest.fixture
def collections(archived, community):
    return [one["uuid"] for one in archived.own.pages(f"/core/communities/{community}/collections", "collections")]


def test_a_site_administrator_deposits_directly(archived, ask):
    assert "directly" in told(ask(), "rights").found["en"]


def test_an_administrator_of_the_community_deposits_by_submission(archived, ask, community):
    line = rights(archived, ask, "community_admin", community)
    assert line.level is Level.OK
    assert "submission" in line.found["en"]


def test_an_administrator_of_all_collections_deposits_by_submission(archived, ask, collections):
    assert rights(archived, ask, "collection_admin", *collections).level is Level.OK


def test_an_administrator_of_some_collections_is_not_enough(archived, ask, collections):
    assert rights(archived, ask, "collection_admin", *collections[:-1]).level is Level.FAULT


def test_a_submitter_is_not_enough_and_is_told_why(archived, ask, collections):
    line = rights(archived, ask, "submitter", *collections, kind="submit")
    assert line.level is Level.FAULT
    assert "may only submit" in line.found["en"]
    assert "administrator" in line.do["en"]


def test_somebody_without_rights(archived, ask):
    line = rights(archived, ask, "nobody")
    assert line.level is Level.FAULT
    assert "no rights" in line.found["en"]


# --- Limit, fields, structure ----------------------------------------------------------------------------------------------


def test_a_limit_above_the_server_s_default_is_warned_of(archived, ask):
    assert told(ask(limit=513 * MIB), "limit").level is Level.WARNING


@pytest.mark.parametrize(
    ("stated", "level"), [("512MB", Level.OK), ("2GB", Level.OK), ("-1", Level.OK), ("511MB", Level.FAULT), ("1024", Level.FAULT)]
)
def test_a_limit_that_the_server_tells_is_compared(archived, ask, monkeypatch, stated, level):
    from ogp_etl.archive.dspace.session import Session

    real = Session.get

    def get(session, path, **params):
        told = {"name": path.rpartition("/")[2], "values": [stated], "type": "property"}
        return told if path.startswith("/config/properties/") else real(session, path, **params)

    monkeypatch.setattr(Session, "get", get)
    assert told(ask(), "limit").level is level


def test_fields_that_are_not_registered_are_named(archived, ask):
    listed = archived.own.pages("/core/metadatafields/search/bySchema", "metadatafields", schema="ogp")
    kind = next(one["id"] for one in listed if one["element"] == "kind")
    assert archived.admin.delete(f"/core/metadatafields/{kind}").status_code == 204
    line = told(ask(), "fields")
    assert line.level is Level.FAULT
    assert "ogp.kind" in line.found["en"]
    assert "prepare" in line.do["en"]


def test_every_field_that_is_written_is_looked_for(package):
    found = parse_provenance(package(b"names", sealed=True).provenance)
    words = {"zh-Hant": "詞", "en": "word"}
    subject = Subject(zone="Asia/Taipei", plan=words, commitment=words, area=words, publisher=words, kind=words, milestone=words)
    written = {*item_metadata(found, subject, sealed=False), *file_metadata(found, b"{}", found.files[0]), fields.LINK}
    wanted = {*DUBLIN_CORE, *(field.name for field in fields.OWN_FIELDS)}
    assert written - wanted == set()


def test_a_plan_without_a_community_is_a_fault(archived, ask, community):
    archived.admin.delete(f"/core/communities/{community}")
    line = told(ask(), "structure")
    assert line.level is Level.FAULT
    assert archived.plan.id in line.do["en"]


def test_a_collection_that_is_gone_is_named(archived, ask):
    listed = archived.own.pages("/core/collections", "collections")
    gone = next(one["uuid"] for one in listed if one["metadata"]["dc.identifier.other"][0]["value"].endswith("/1-1"))
    archived.admin.delete(f"/core/collections/{gone}")
    assert "1-1" in told(ask(), "structure").found["en"]


def test_a_collection_for_originals_that_is_open_is_a_fault(archived, ask):
    listed = archived.own.pages("/core/collections", "collections")
    sealed = next(one["uuid"] for one in listed if one["metadata"]["dc.identifier.other"][0]["value"].endswith("/sealed"))
    assert archived.admin.delete(f"/core/collections/{sealed}/bitstreamReadGroup").status_code == 204
    line = told(ask(), "sealed")
    assert line.level is Level.FAULT
    assert "bitstreamReadGroup" in line.found["en"]


# --- What the public gets --------------------------------------------------------------------------------------------------


def test_before_the_first_deposit_nothing_can_be_told_of_the_public(archived, ask):
    found = levels(ask())
    assert (found["anonymous"], "chinese" in found) == (Level.WARNING, False)


def the_item(archived):
    return archived.repository().find(archived.package().evidence).key.removeprefix("items/")


def test_items_that_the_public_does_not_find_are_a_fault(healthy, ask):
    healthy.close_reading(the_item(healthy))
    line = told(ask(), "anonymous")
    assert line.level is Level.FAULT
    assert "READ" in line.do["en"]


def test_a_file_that_the_public_cannot_read_is_a_fault(healthy, ask):
    healthy.close_reading(healthy.file(healthy.repository().find(healthy.package().evidence)).uuid)
    assert told(ask(), "anonymous").level is Level.FAULT


def test_chinese_words_are_not_found_on_a_stock_server(healthy, ask):
    healthy.server.index.cjk = False
    healthy.server.index.rebuild()
    line = told(ask(), "chinese")
    assert line.level is Level.FAULT
    assert "CJKBigramFilter" in line.do["en"]
    assert "index-discovery" in line.do["zh-Hant"]


def test_another_document_with_the_word_by_itself_cures_nothing(healthy, ask):
    """On a stock server a word between blanks is found; one inside a title is not."""
    healthy.server.index.cjk = False
    healthy.deposit(locator="2", title="國家 word")
    healthy.server.index.rebuild()
    assert told(ask(), "chinese").level is Level.FAULT


def test_without_a_chinese_title_the_search_cannot_be_tried(archived, ask):
    archived.deposit(title="minutes 會議 of a meeting")
    assert told(ask(), "chinese").level is Level.WARNING


def test_an_import_that_never_ran_is_told(archived, ask):
    archived.deposit()
    line = told(ask(), "oai")
    assert line.level is Level.WARNING
    assert "oai import" in line.do["en"]


def test_documents_that_harvesters_are_not_offered_are_counted(healthy, ask):
    healthy.deposit(locator="2")
    line = told(ask(), "oai")
    assert line.level is Level.WARNING
    assert "1 public items" in line.found["en"]
