"""Many versions and large files in a DSpace, what is never open there, and what an operator forgot."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.package import make_package, read_provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Screened

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PDF = "會議紀錄.pdf"


@pytest.fixture
def place(dspace_place):
    """The double, as its site's administrator."""
    return dspace_place


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
    reasons = [text for text, language in item.metadata["dc.description"] if language == "en"]
    assert reasons == [f"{PDF} has 2,00{more} bytes, more than the 1,000 that this DSpace takes: see the link" for more in (0, 1)]
    assert archive.deposit(packages[0], LATER) == deposits[0]


def test_a_form_that_wants_a_file_of_a_version_too_large_for_any_says_so(dspace_submitter_place, make):
    archive = dspace_submitter_place.archive(limit=3, elsewhere=lambda *_: "https://archive.example/x")
    with pytest.raises(RepositoryFault, match=r"the submission form wants a file.*webui\.submit\.upload\.required") as caught:
        archive.deposit(make(b"body"), NOW)
    assert not caught.value.again


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
        one for one in rest.collections(place.session(), place.community) if one.value("dc.identifier.other").endswith("/sealed")
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
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(120)]
    answers = list(archive.deposit_many(packages, NOW))
    place.double.faults.clear()
    assert len(answers) == 120
    assert "not tried after 10 faults in a row" in str(answers[-1])
    assert all(isinstance(answer, RepositoryFault) and answer.again for answer in answers)
