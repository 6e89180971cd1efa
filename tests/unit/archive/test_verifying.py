"""What a look at a deposit comes to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.archive.dspace.oai import Listing, oai_address, set_of
from ogp_etl.archive.verifying import Read, Sight, of_public, verification, whole_due, worst
from ogp_etl.model import Deposit, Found, PackageFile

AT = datetime(2026, 11, 21, 3, 0, 7, 250000, tzinfo=UTC)
DAY = timedelta(days=1)
FILE = PackageFile(name="a.pdf", sha256="1" * 64, size=7, public=True)
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def a_deposit(evidence="c1", repository="dspace"):
    return Deposit(evidence=evidence, repository=repository, key="items/x", deposited=AT, sha256="2" * 64)


def row(found, at=AT, evidence="c1"):
    return verification(a_deposit(evidence), at, Sight(found))


def read(**facts):
    told = {"url": "https://a.example/a.pdf", "status": 200, "size": 7, "sha256": "1" * 64, "etag": None, "media_type": "x/y"}
    return Read(**{**told, **facts})


@pytest.mark.parametrize(
    ("expected", "seen"),
    [
        (Found.MISSING, []),
        (Found.OPEN, [Found.OPEN, Found.OPEN]),
        (Found.OPEN, [Found.SEALED, Found.OPEN]),
        (Found.SEALED, [Found.SEALED]),
        (Found.UNLISTED, [Found.OPEN, Found.UNLISTED]),
        (Found.UNANSWERED, [Found.OPEN, Found.UNANSWERED, Found.UNLISTED]),
        (Found.ALTERED, [Found.UNANSWERED, Found.ALTERED]),
        (Found.CLOSED, [Found.ALTERED, Found.CLOSED, Found.OPEN]),
        (Found.LEAKING, [Found.MISSING, Found.CLOSED, Found.LEAKING, Found.WITHDRAWN]),
    ],
)
def test_the_worst_that_was_seen_counts(expected, seen):
    assert worst([Sight(one) for one in seen]).found is expected


@given(st.lists(st.sampled_from(Found), min_size=1))
def test_the_order_in_which_things_were_seen_changes_nothing(seen):
    assert worst([Sight(one) for one in seen]).found is worst([Sight(one) for one in reversed(seen)]).found


def test_details_are_told_worst_first_and_the_rest_is_counted():
    seen = [Sight(Found.MISSING, f"{number} is not there") for number in range(4)]
    told = worst([Sight(Found.OPEN), *seen, Sight(Found.LEAKING, "anybody reads it")]).detail
    assert told == "anybody reads it; 0 is not there; 1 is not there; and 2 more"


def test_the_same_look_has_the_same_id_and_another_another():
    same = {row(Found.OPEN).id, row(Found.CLOSED, AT.replace(microsecond=0)).id}
    others = {row(Found.OPEN, AT + DAY).id, row(Found.OPEN, evidence="c2").id}
    others |= {verification(a_deposit(repository="s3"), AT, Sight(Found.OPEN)).id}
    assert (len(same), len(same | others)) == (1, 4)


# --- How much is read ------------------------------------------------------------------------------------------------------


def test_the_first_look_reads_every_byte():
    assert whole_due("c1", None, AT) is True


@pytest.mark.parametrize("found", [Found.MISSING, Found.ALTERED, Found.UNANSWERED, Found.LEAKING, Found.CLOSED, Found.WITHDRAWN])
def test_after_anything_wrong_every_byte_is_read(found):
    assert whole_due("c1", row(found), AT + timedelta(minutes=1), 10_000) is True


@given(st.text(min_size=1), st.integers(2, 60), st.integers(1, 20))
def test_every_byte_is_read_once_in_each_span_of_days(evidence, every, apart):
    """Looks ``apart`` days from one another: never more than a span and one such pause without a whole reading."""
    last, read_at, longest = row(Found.OPEN), AT, timedelta()
    for number in range(1, 200):
        at = AT + number * apart * DAY
        if whole_due(evidence, last, at, every):
            longest, read_at = max(longest, at - read_at), at
        last = row(Found.OPEN, at)
    assert timedelta() < longest <= (every + apart) * DAY


def test_not_all_deposits_are_read_on_one_day():
    last = row(Found.OPEN)
    due = [whole_due(f"c{number}", last, AT + DAY) for number in range(300)]
    assert 0 < sum(due) < 60


# --- A public file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "facts"),
    [
        (Found.OPEN, {}),
        (Found.OPEN, {"sha256": None}),
        (Found.OPEN, {"sha256": None, "size": None}),
        (Found.OPEN, {"sha256": None, "etag": MD5}),
        (Found.OPEN, {"etag": "no-md5"}),
        (Found.CLOSED, {"status": 401}),
        (Found.CLOSED, {"status": 403}),
        (Found.MISSING, {"status": 404}),
        (Found.MISSING, {"status": 410}),
        (Found.UNANSWERED, {"status": 500}),
        (Found.UNANSWERED, {"status": 429}),
        (Found.UNANSWERED, {"status": 204}),
        (Found.ALTERED, {"size": 8}),
        (Found.ALTERED, {"sha256": "3" * 64}),
        (Found.ALTERED, {"sha256": None, "etag": "0" * 32}),
    ],
)
def test_a_public_file(expected, facts):
    assert of_public(read(**facts), FILE, MD5).found is expected


# --- OAI-PMH ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lacks", "listing", "modified"),
    [
        (True, Listing(newest=AT), AT - DAY),
        (False, Listing(newest=AT), AT + DAY),
        (False, Listing(newest=AT.replace(microsecond=0)), AT),
        (False, Listing(handles=frozenset({"1/2"}), newest=AT), AT - DAY),
        (False, Listing(newest=None), AT),
        (False, Listing(newest=AT), None),
        (False, Listing(newest=AT, problem="it did not answer"), AT - DAY),
    ],
)
def test_only_what_an_import_had_to_take_in_is_lacking(lacks, listing, modified):
    assert listing.lacks("1/2", modified) is lacks


@pytest.mark.parametrize("api", ["https://d.example/server/api", "https://d.example/server/api/"])
def test_harvesters_ask_beside_the_api(api):
    assert oai_address(api) == "https://d.example/server/oai/request"


def test_the_set_of_a_community_is_named_by_its_handle():
    assert set_of("123456789/66") == "com_123456789_66"
