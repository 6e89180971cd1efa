"""When can a version have become public? What the register's rows say, and what they do not."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from ogp_etl.cards import Plan
from ogp_etl.model import Deposit, document_id
from ogp_etl.steps.evidence import entries, visit_days

TAIPEI_NOON = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCES = {
    "page": {"id": "page", "collector": "page", "url": "https://a.example/"},
    "drop": {"id": "drop", "collector": "folder", "path": "1-1"},
    "other": {"id": "other", "collector": "page", "url": "https://b.example/"},
}


def a_plan(record="sources", sources=("page", "drop"), process=()):
    return TypeAdapter(Plan).validate_python(
        {
            "id": "xx",
            "title": {"en": "Plan"},
            "zone": "Asia/Taipei",
            "start": date(2024, 1, 1),
            "end": date(2025, 12, 31),
            "drafting": {"start": date(2023, 6, 1), "end": date(2023, 12, 31)},
            "rule_sets": ["R19"],
            "record": record,
            "commitments": [{"number": "1-1", "title": {"en": "One"}, "sources": [SOURCES[name] for name in sources]}],
            "process": {"sources": [SOURCES[name] for name in process]},
        }
    )


def a_row(source="1-1/page", **facts):
    document = document_id("xx", source, "a")
    row = {
        "document_id": document,
        "document_plan": "xx",
        "document_source": source,
        "document_commitment": source.partition("/")[0],
        "document_locator": "a",
        "document_url": "https://a.example/a",
        "document_title": "標題",
        "document_kind": "decision",
        "document_event_date": None,
        "document_stated": None,
        "document_first_listed": int(TAIPEI_NOON.timestamp()),
        "document_unseen_at": None,
        "id": "c1",
        "document": document,
        "sha256": "1" * 64,
        "size": 1,
        "captured": int(TAIPEI_NOON.timestamp()),
        "attempt": "t1",
        "change": "new",
        "extractor": "html",
        "extractor_version": 1,
        "substance": "2" * 64,
        "screened": "accept",
        "screen_reason": "",
        "media_type": "text/html",
        "detector": "libmagic",
        "title": None,
        "kind": "decision",
        "language": "zh-Hant",
        "event_date": None,
        "milestone": None,
        "stated": None,
        "primary_evidence": 1,
        "primary_reason": "said",
        "described_by": json.dumps({}),
        "filename": "檔 案.pdf",
        "sealed": 0,
        "url": "https://a.example/a",
        "seen_before": None,
        "until": None,
        "earlier": None,
        "announced": None,
        "gone": None,
        "last_good": int(TAIPEI_NOON.timestamp()),
        "listed_at": int(TAIPEI_NOON.timestamp()) - 5,
        "refused_as": None,
        "refused_reason": None,
        "tried_outcome": "fetched",
        "tried_reason": None,
        "tried_detail": "",
        "tried_at": int(TAIPEI_NOON.timestamp()),
    }
    return row | facts


def the_row(plan=None, attestations=None, **facts):
    (entry,) = entries(plan or a_plan(), [a_row(**facts)], attestations or {}, {}, "../archive/")
    return entry.row


def seconds(instant):
    return int(instant.timestamp())


def test_a_stated_day_is_the_day_of_publication():
    row = the_row(stated="2024-04-20")
    assert (row.published_from, row.published_by) == (date(2024, 4, 20), date(2024, 4, 20))


def test_what_was_seen_before_its_stated_day_was_public_when_it_was_seen():
    row = the_row(stated="2024-06-20")
    assert (row.published_from, row.published_by) == (date(2024, 5, 1), date(2024, 5, 1))


def test_without_a_stated_day_it_became_public_between_the_event_and_the_capture():
    row = the_row(event_date="2024-04-10")
    assert (row.published_from, row.published_by) == (date(2024, 4, 10), date(2024, 5, 1))


def test_a_visit_that_did_not_show_it_narrows_the_span():
    row = the_row(event_date="2024-04-10", seen_before=seconds(TAIPEI_NOON - 3 * DAY))
    assert (row.published_from, row.published_by) == (date(2024, 4, 28), date(2024, 5, 1))


def test_an_event_still_to_come_does_not_put_publication_after_the_capture():
    row = the_row(event_date="2024-07-01")
    assert (row.published_from, row.published_by) == (None, date(2024, 5, 1))


def test_days_are_counted_in_the_plans_zone():
    late = datetime(2024, 5, 1, 16, 30, tzinfo=UTC)
    assert the_row(captured=seconds(late)).published_by == date(2024, 5, 2)


def test_a_revision_is_not_dated_by_the_day_its_page_first_appeared():
    row = the_row(
        stated="2024-01-15",
        earlier=seconds(TAIPEI_NOON - 30 * DAY),
        seen_before=seconds(TAIPEI_NOON - 2 * DAY),
    )
    assert (row.published_from, row.published_by) == (date(2024, 4, 29), date(2024, 5, 1))


def test_a_revision_is_dated_by_a_stated_day_after_the_version_before():
    row = the_row(stated="2024-04-25", earlier=seconds(TAIPEI_NOON - 30 * DAY))
    assert (row.published_from, row.published_by) == (date(2024, 4, 25), date(2024, 4, 25))


def test_a_document_known_from_an_index_is_possible_from_its_event_and_never_proven():
    row = the_row(id=None, document_event_date="2024-03-01", tried_outcome="failed", tried_reason="not-found")
    assert (row.id, row.published_from, row.published_by) == (row.document, date(2024, 3, 1), None)


def test_a_known_document_without_an_event_day_is_possible_as_long_as_any_clock_runs():
    assert the_row(id=None).published_from == date(2023, 6, 1)


def test_why_a_known_document_is_not_held_is_told():
    row = a_row(id=None, tried_outcome="failed", tried_reason="not-found", tried_detail="404 Not Found")
    (entry,) = entries(a_plan(), [row], {}, {}, None)
    assert entry.why_not_held == "failed: not-found: 404 Not Found"


def test_a_document_set_apart_tells_what_screening_found():
    row = a_row(
        id=None, tried_outcome="unchanged", refused_as="quarantine", refused_reason="archive-bomb: unpacks to more than its limit"
    )
    (entry,) = entries(a_plan(), [row], {}, {}, None)
    assert entry.why_not_held == "quarantine: archive-bomb: unpacks to more than its limit"


def test_a_vanished_document_was_public_until_the_day_it_was_found_gone():
    assert the_row(gone=seconds(TAIPEI_NOON + 2 * DAY)).public_until == date(2024, 5, 3)


def after(days):
    return seconds(TAIPEI_NOON + days * DAY)


@pytest.mark.parametrize(
    ("until", "announced", "listed_at", "tried_at"),
    [
        (date(2024, 5, 4), "2024-05-04", after(3), after(0)),
        (date(2024, 5, 4), "2024-05-04", after(30), after(0)),
        (date(2024, 5, 1), "2024-05-01", after(1), after(0)),  # taken down in the course of the day on which it was seen
        (None, "2024-05-04", after(2), after(0)),  # the day has not come when the list was last read
        (None, "2024-05-04", after(0) - 5, after(0)),  # nobody looked since
        (None, "2024-05-01", after(0) - 5, after(0)),  # the day has come, and the page was there in this very visit
        (None, "2024-05-04", None, after(0)),  # the list was never read whole
        (None, "2024-05-04", after(3), after(3)),  # it was asked for and failed otherwise: our failure is not their breach
        (None, "2024-04-30", after(3), after(0)),  # it still answered after the day
        (None, None, after(3), after(0)),  # left out of the list without a word: that proves nothing
    ],
)
def test_an_announced_end_counts_when_the_day_has_come_and_the_list_shows_it_no_more(until, announced, listed_at, tried_at):
    assert the_row(announced=announced, listed_at=listed_at, tried_at=tried_at).public_until == until


@pytest.mark.parametrize(
    ("until", "announced"),
    [
        (date(2024, 5, 3), "2024-05-03"),
        (date(2024, 5, 1), "2024-05-01"),
        (date(2024, 5, 6), "2024-05-06"),
        (date(2024, 5, 6), "2024-05-07"),  # it went before
        (date(2024, 5, 6), "2024-04-30"),  # it was still there after
        (date(2024, 5, 6), None),
    ],
)
def test_what_was_found_gone_went_on_the_announced_day_where_that_lies_between_the_looks(until, announced):
    row = the_row(announced=announced, gone=after(5), tried_at=after(5), listed_at=after(5))
    assert row.public_until == until


def test_a_dropped_file_announces_no_end():
    row = the_row(source="1-1/drop", announced="2024-05-04", listed_at=after(9))
    assert row.public_until is None


def test_a_dropped_file_is_possibly_public_and_never_certainly():
    row = the_row(source="1-1/drop", event_date="2024-04-10", stated="2024-04-12")
    assert (row.published_from, row.published_by, row.public) == (date(2024, 4, 10), None, None)


def test_where_our_archive_is_the_record_a_capture_proves_no_publication():
    row = the_row(plan=a_plan(record="archive"), stated="2024-04-12")
    assert (row.published_by, row.public) == (None, None)


@pytest.mark.parametrize(("value", "primary"), [("yes", True), ("no", False)])
def test_an_attestation_goes_before_the_card(value, primary):
    document = document_id("xx", "1-1/page", "a")
    assert the_row(attestations={(document, "primary"): {"value": value}}).primary is primary


def test_a_source_that_no_card_names_any_more_is_left_out():
    assert entries(a_plan(sources=("drop",)), [a_row()], {}, {}, None) == []


def deposited(key):
    return {"c1": Deposit(evidence="c1", repository="folder", key=key, deposited=TAIPEI_NOON, sha256="3" * 64)}


def test_a_deposited_file_can_be_followed():
    (entry,) = entries(a_plan(), [a_row()], {}, deposited("public/xx/1-1/d/1"), "../archive/")
    assert entry.file == "../archive/public/xx/1-1/d/1/%E6%AA%94%20%E6%A1%88.pdf"
    assert entry.provenance == "../archive/public/xx/1-1/d/1/provenance.json"


def test_of_a_sealed_body_the_public_sees_the_dataset():
    (entry,) = entries(a_plan(), [a_row(sealed=1)], {}, deposited("public/xx/1-1/d/1"), "../archive/")
    assert entry.file == "../archive/public/xx/1-1/d/1/comments.csv"


def test_nothing_on_the_private_side_is_linked():
    (entry,) = entries(a_plan(), [a_row(sealed=1)], {}, deposited("private/xx/1-1/d/1"), "../archive/")
    assert (entry.file, entry.provenance) == (None, None)


def test_a_commitment_was_visited_when_all_its_sources_were():
    plan = a_plan(sources=("page", "other"), process=("page",))
    whole = {"1-1/page": TAIPEI_NOON, "1-1/other": TAIPEI_NOON - 5 * DAY, "process/page": TAIPEI_NOON}
    assert visit_days(plan, whole) == {"1-1": date(2024, 4, 26), None: date(2024, 5, 1)}


def test_a_commitment_with_an_unvisited_source_was_never_visited():
    plan = a_plan(sources=("page", "other"))
    assert visit_days(plan, {"1-1/page": TAIPEI_NOON}) == {}


def test_a_commitment_without_sources_was_never_visited():
    assert visit_days(a_plan(sources=()), {}) == {}


# --- Where our archive is the record ---------------------------------------------------------------------------------------


def in_our_archive(opened=None, shut=None, record="archive", **facts):
    seen = [{} if instant is None else {"c1": instant} for instant in (opened, shut)]
    (entry,) = entries(a_plan(record=record), [a_row(**facts)], {}, {}, None, *seen)
    return entry.row


def test_what_anybody_was_seen_to_read_in_our_archive_is_certain_from_that_day_on():
    row = in_our_archive(TAIPEI_NOON + 6 * DAY)
    assert (row.published_by, row.public) == (date(2024, 5, 7), True)


def test_before_that_day_it_is_possible_from_its_capture_on():
    assert in_our_archive(TAIPEI_NOON + 6 * DAY, event_date="2024-03-01").published_from == date(2024, 5, 1)


def test_the_day_of_that_look_is_counted_in_the_plans_zone():
    assert in_our_archive(datetime(2024, 5, 6, 16, 30, tzinfo=UTC)).published_by == date(2024, 5, 7)


def test_a_stated_day_proves_nothing_of_our_archive():
    row = in_our_archive(TAIPEI_NOON + 6 * DAY, stated="2024-01-02")
    assert (row.published_from, row.published_by) == (date(2024, 5, 1), date(2024, 5, 7))


def test_a_dropped_file_is_certainly_public_once_anybody_was_seen_to_read_it():
    row = in_our_archive(TAIPEI_NOON + DAY, source="1-1/drop")
    assert (row.published_by, row.public) == (date(2024, 5, 2), True)


def test_what_nobody_can_read_in_our_archive_any_more_was_public_until_that_day():
    row = in_our_archive(TAIPEI_NOON, TAIPEI_NOON + 9 * DAY)
    assert (row.published_by, row.public_until) == (date(2024, 5, 1), date(2024, 5, 10))


def test_that_a_source_took_a_page_down_ends_nothing_in_our_archive():
    assert in_our_archive(TAIPEI_NOON, gone=after(5)).public_until is None


def test_where_the_sources_are_the_record_a_look_at_our_archive_proves_nothing():
    row = in_our_archive(TAIPEI_NOON - 30 * DAY, TAIPEI_NOON, record="sources")
    assert (row.published_by, row.public_until) == (date(2024, 5, 1), None)


REPLY, COMMENT = document_id("xx", "1-1/page", "reply"), document_id("xx", "1-1/page", "comment")


def answering(*versions, about=COMMENT):
    """What each row answers, when a person said that the reply (recorded at noon) answers a document with these versions."""
    said = {(REPLY, "answers"): {"value": about}}
    found = [
        a_row(id=f"v{place}", document=COMMENT, document_id=COMMENT, document_locator="comment", captured=seconds(captured))
        for place, captured in enumerate(versions, 1)
    ]
    reply = a_row(id="r", document=REPLY, document_id=REPLY, document_locator="reply")
    return {entry.row.id: entry.row.answers for entry in entries(a_plan(), [*found, reply], said, {}, "../archive/")}


@pytest.mark.parametrize(
    ("versions", "named"),
    [
        ((TAIPEI_NOON - DAY,), "v1"),
        ((TAIPEI_NOON - 2 * DAY, TAIPEI_NOON - DAY, TAIPEI_NOON + DAY), "v2"),
        ((TAIPEI_NOON + DAY, TAIPEI_NOON + 2 * DAY), "v1"),
        ((), None),
    ],
)
def test_a_reply_names_the_version_that_it_could_answer(versions, named):
    said = answering(*versions)

    assert said.pop("r") == named
    assert set(said.values()) <= {None}


def test_without_a_person_s_word_nothing_answers_anything():
    assert the_row().answers is None
