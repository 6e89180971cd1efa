"""An item tells of the version that was captured first, in whatever order its versions arrive, and keeps what people wrote."""

import io
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.archive.dspace import rest, writing
from ogp_etl.archive.package import make_package, read_provenance
from ogp_etl.errors import RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PER_VERSION = ("ogp.capture.id", "ogp.capture.date", "ogp.capture.sha256", "ogp.capture.deposited")
MOVING = ("dc.date.accessioned", "dc.date.available", "dc.identifier.uri", "dc.description.provenance", "ogp.capture.deposited")
"""Of the server, or instants of deposit."""


@pytest.fixture
def place(dspace_place):
    """The double, as its site's administrator."""
    return dspace_place


@pytest.fixture
def versions(make):
    """Makes versions of one document in the order of their capture; each has a title, a milestone and a WARC record of its own,
    and every second one a stated day."""

    def packages(number, locator="1", **facts):
        return [_version(make(f"body {locator} {one}".encode(), locator=locator, **facts), one) for one in range(number)]

    return packages


def _version(package, number):
    document, capture, _ = read_provenance(package.provenance)
    said = replace(
        capture.description,
        title=f"會議紀錄 {number}",
        milestone=f"m{number}" if number else None,
        stated=(NOW + timedelta(days=number)).date() if number % 2 else None,
    )
    version = replace(capture, captured=NOW + timedelta(days=30 * number), description=said)
    facts = {"attempt": {"warc_file": "x.warc.gz", "warc_record": f"urn:uuid:{number}"}}
    original, *others = sorted(package.files, key=lambda file: file.content is not None)
    return make_package(document, version, facts, original.path, others)


def told(place, packages):
    """What the items of a document say, by the side they are on: the description, and a row for each version."""
    found = {}
    for item in place.items_of(packages):
        rows = sorted(zip(*(item.values(name) for name in PER_VERSION[:3]), strict=True))
        said = {name: sorted(values, key=str) for name, values in item.metadata.items() if name not in (*MOVING, *PER_VERSION)}
        found[item.value("ogp.evidence.id")[-7:] == "#sealed"] = (rows, said, item.discoverable)
    return found


def deleted(place, packages):
    for item in place.items_of(packages):
        place.session().delete(f"/core/items/{item.uuid}")


def by_capture(place, packages):
    """What the items say when all is deposited in the order of capture; the items are gone afterwards."""
    for package in packages:
        place.archive().deposit(package, NOW)
    found = told(place, packages)
    deleted(place, packages)
    return found


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("order", [(0, 2, 1), (1, 0, 2), (2, 1, 0), (1, 2, 0)])
def test_one_by_one_in_any_order(any_dspace_place, versions, order, sealed):
    place, packages = any_dspace_place, versions(3, sealed=sealed)
    right = by_capture(place, packages)
    assert "首次擷取於 2026-11-21T03:00:00Z" in str(right[False][1]["dc.description.abstract"])
    for number in order:
        place.archive().deposit(packages[number], LATER)
    assert told(place, packages) == right


def test_many_in_any_order(place, versions):
    documents = [versions(3, locator=str(number)) for number in range(4)]
    right = [by_capture(place, packages) for packages in documents]
    archive, flat = place.archive(), [package for packages in documents for package in packages]

    @given(order=st.permutations(flat))
    @settings(max_examples=8, database=None)
    def any_order(order):
        answers = list(archive.deposit_many(order, LATER))
        found = [told(place, packages) for packages in documents]
        deleted(place, flat)
        assert [answer.evidence for answer in answers] == [package.evidence for package in order]
        assert found == right

    any_order()


def test_by_threads_and_across_batches_the_versions_of_a_document_are_written_as_they_were_captured(place, versions, monkeypatch):
    """Thirty documents between the first and the last version: they come in batches of their own."""
    written, complete = [], writing.complete

    def completed(session, item, placing, *more, **options):
        written.append(placing.capture)
        return complete(session, item, placing, *more, **options)

    monkeypatch.setattr(writing, "complete", completed)
    packages = [versions(3, locator=str(number)) for number in range(30)]
    in_turns = [document[number] for number in range(3) for document in packages]
    answers = list(place.archive().deposit_many(in_turns, NOW))
    assert [answer.evidence for answer in answers] == [package.evidence for package in in_turns]
    for document in packages:
        places = [written.index(package.evidence) for package in document]
        assert places == sorted(places)
        (item,) = place.items_of(document)
        assert item.values("ogp.capture.id") == [package.evidence for package in document]


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_put_back_in_any_order(place, versions, order):
    packages = versions(3)
    deposits = {package.evidence: place.archive().deposit(package, NOW) for package in packages}
    right = told(place, packages)
    deleted(place, packages)
    for number in order:
        place.archive().put_back(packages[number], deposits[packages[number].evidence], LATER)
    assert told(place, packages) == right


@pytest.mark.parametrize("sealed", [False, True])
def test_an_older_version_costs_no_more_calls_than_a_newer_one(place, versions, sealed):
    archive, calls = place.archive(), {}
    for name, order in (("newer", (0, 1, 2)), ("older", (1, 2, 0))):
        packages = versions(3, locator=name, sealed=sealed)
        for number in order[:2]:
            archive.deposit(packages[number], NOW)
        place.double.calls.clear()
        archive.deposit(packages[order[2]], LATER)
        calls[name] = sorted(f"{call.method} {call.path}" for call in place.double.calls.work())
    assert [call for call in calls["older"] if call not in calls["newer"]] == []
    assert len(calls["older"]) <= len(calls["newer"])


def test_what_a_person_wrote_stays_when_an_older_version_arrives(any_dspace_place, versions):
    place, packages = any_dspace_place, versions(2)
    archive = place.archive()
    deposit = archive.deposit(packages[1], NOW)
    uuid = deposit.key.removeprefix("items/")
    edits = {"dc.title": "由人改名", "dc.date.issued": "1999-01-01"}
    rest.change_item(
        place.session(),
        uuid,
        [{"op": "replace", "path": f"/metadata/{field}/0/value", "value": text} for field, text in edits.items()],
    )
    archive.deposit(packages[0], LATER)
    item = rest.item(place.session(), uuid)
    assert {field: item.values(field) for field in edits} == {field: [text] for field, text in edits.items()}
    assert all("2026-11-21T03:00:00Z" in text for text in item.values("dc.description.abstract"))
    assert (item.values("ogp.warc.record"), item.values("ogp.stated.date")) == (["urn:uuid:0"], [])


def test_what_a_person_wrote_in_one_language_does_not_keep_the_other_from_being_right(place, versions):
    packages, archive = versions(2), place.archive()
    uuid = archive.deposit(packages[1], NOW).key.removeprefix("items/")
    before = rest.item(place.session(), uuid).metadata["dc.description.abstract"]
    chinese = [code for _, code in before].index("zh_TW")
    edit = {"op": "replace", "path": f"/metadata/dc.description.abstract/{chinese}/value", "value": "人寫的摘要"}
    rest.change_item(place.session(), uuid, [edit])
    archive.deposit(packages[0], LATER)
    after = {code: text for text, code in rest.item(place.session(), uuid).metadata["dc.description.abstract"]}
    assert after["zh_TW"] == "人寫的摘要"
    assert "first captured 2026-11-21T03:00:00Z" in after["en"]


@pytest.mark.parametrize("acted", [False, True])
@pytest.mark.parametrize(
    "call", [("POST", "/core/items$"), ("POST", "/bundles$"), ("POST", "/bitstreams$"), ("PATCH", "/core/items/{uuid}$")]
)
def test_an_item_that_a_later_version_left_half_made_tells_of_the_first_one_in_the_end(place, versions, call, acted):
    packages = versions(2)
    right = by_capture(place, packages)
    place.double.faults.answer(500, *call, acted=acted)
    with pytest.raises(RepositoryFault):
        place.archive().deposit(packages[1], NOW)
    for package in packages:
        place.archive().deposit(package, LATER)
    assert told(place, packages) == right


@pytest.mark.parametrize("order", permutations((0, 1, 2)))
def test_the_newest_file_is_the_primary_one_in_any_order(any_dspace_place, versions, order):
    place, packages = any_dspace_place, versions(3)
    for number in order:
        place.archive().deposit(packages[number], NOW)
        newest = max(order[: order.index(number) + 1])
        (item,) = place.items_of(packages)
        primary = place.session().get(f"/core/bundles/{item.bundles['ORIGINAL']}/primaryBitstream")
        if number != order[0]:
            file = next(file for file in item.files if file.uuid == primary["uuid"])
            assert file.value("ogp.capture.id") == packages[newest].evidence


def test_the_primary_file_that_a_person_chose_stays_when_an_older_version_arrives(place, versions):
    packages, archive = versions(2), place.archive()
    deposit = archive.deposit(packages[1], NOW)
    item = rest.item(place.session(), deposit.key.removeprefix("items/"))
    own = rest.add_file(place.session(), item.bundles["ORIGINAL"], "own.txt", "text/plain", lambda: io.BytesIO(b"own"), {})
    rest.make_primary(place.session(), item.bundles["ORIGINAL"], own.uuid)
    archive.deposit(packages[0], LATER)
    assert place.session().get(f"/core/bundles/{item.bundles['ORIGINAL']}/primaryBitstream")["uuid"] == own.uuid


# --- links to files that the server does not take


def test_a_link_is_put_back_to_where_the_archive_is_now_and_other_links_stay(place, make):
    def at(base):
        return place.archive(limit=1000, elsewhere=lambda package, name: f"{base}/{package.evidence}/{name}")

    packages = [make(secrets.token_bytes(2000)) for _ in range(2)]
    deposits = [at("https://old.example").deposit(package, NOW) for package in packages]
    uuid = deposits[0].key.removeprefix("items/")
    rest.change_item(place.session(), uuid, rest.adding({"dc.relation.uri": [("https://minister.example/speech", None)]}))
    done = [at("https://new.example").put_back(*pair, LATER) for pair in zip(packages, deposits, strict=True)]
    item = rest.item(place.session(), uuid)
    assert item.values("dc.relation.uri") == [
        *(
            f"https://new.example/{package.evidence}/{package.files[0].name} SHA-256 {package.files[0].sha256}"
            for package in packages
        ),
        "https://minister.example/speech",
    ]
    assert [one.files for one in done] == [(f"{package.files[0].name} (its link)",) for package in packages]
    place.double.calls.clear()
    at("https://new.example").put_back(packages[0], deposits[0], LATER)
    assert place.double.calls.writes() == []
