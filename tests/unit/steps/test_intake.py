"""One visit: what is new, what is a copy, and that every attempt leaves a row."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest import page
from ogp_etl.model import Change, Exchange, Outcome, Reason, Screened, Sighting, Validators, document_id

T0 = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://a.example/plan"
DOCUMENT = document_id("xx", "1-1/page", URL)


@pytest.fixture
def shown(steps):
    return steps.shown


def attempts(register):
    return [json.loads(line) for (name, _day), lines in register.unlogged().items() if name == "attempt" for line in lines]


def test_a_first_body_is_a_capture(look, site, register, shown):
    site.pages[URL] = shown()

    visit = look()

    capture = register.memory("xx", "1-1/page").captures[DOCUMENT]
    assert (visit.whole, visit.listed) == (True, 1)
    assert (capture.change, capture.description.kind, capture.description.title) == (Change.NEW, "decision", "行動方案")
    assert (capture.seen_before, capture.captured) == (None, T0)
    assert [(row["outcome"], row["change"]) for row in attempts(register)] == [("fetched", "new")]


def test_a_new_counter_is_a_copy_and_no_new_version(look, site, register, shown):
    site.pages[URL] = shown(hits=1)
    look()
    site.pages[URL] = shown(hits=2)
    look(T0 + DAY)

    assert len(register.evidence("xx")) == 1
    assert [row["change"] for row in attempts(register)] == ["new", "copy"]
    assert attempts(register)[1]["change_reason"].startswith("same-substance")


def test_the_same_copy_again_is_the_same(look, site, register, shown):
    site.pages[URL] = shown(hits=1)
    look()
    site.pages[URL] = shown(hits=2)
    look(T0 + DAY)
    look(T0 + 2 * DAY)

    assert [row["change"] for row in attempts(register)] == ["new", "copy", "same"]


def test_new_words_are_a_new_version_seen_since_the_last_look(look, site, register, shown):
    site.pages[URL] = shown("第一版")
    look()
    look(T0 + DAY)
    site.pages[URL] = shown("第二版")
    look(T0 + 5 * DAY)

    rows = register.evidence("xx")
    assert [row["change"] for row in rows] == ["new", "revised"]
    assert rows[1]["seen_before"] == int((T0 + DAY).timestamp())
    assert rows[1]["earlier"] == int(T0.timestamp())


def test_a_site_that_says_unchanged_is_believed_and_the_digest_is_kept(look, site, register, shown):
    site.pages[URL] = shown(etag='"1"')
    look()
    look(T0 + DAY)

    assert site.asked[1][1] == Validators('"1"')
    rows = attempts(register)
    assert [row["outcome"] for row in rows] == ["fetched", "unchanged"]
    assert rows[0]["sha256"] == rows[1]["sha256"]
    look(T0 + 2 * DAY)
    assert site.asked[2][1] == Validators('"1"')


def test_without_the_earlier_body_the_page_is_asked_anew(look, site, register, shown):
    site.pages[URL] = shown(etag='"1"')
    look()
    site.spool.find(attempts(register)[0]["sha256"]).unlink()
    look(T0 + DAY)

    assert site.asked[1][1] is None


def test_a_failed_visit_leaves_the_earlier_capture_current(look, site, register, shown):
    site.pages[URL] = shown()
    look()
    site.pages[URL] = Reason.TIMEOUT

    visit = look(T0 + DAY)

    assert (visit.whole, "timeout" in visit.reason) == (False, True)
    assert register.memory("xx", "1-1/page").captures[DOCUMENT].captured == T0
    assert [row["outcome"] for row in attempts(register)] == ["fetched", "failed"]
    assert register.last_whole_visits("xx") == {"1-1/page": T0}


def failed(url, reason=Reason.NOT_FOUND):
    return Exchange(url=url, started=T0, ended=T0, outcome=Outcome.FAILED, reason=reason, detail="404")


def test_a_document_that_could_not_be_fetched_is_known_and_not_held(look, register):
    def collect(source, reader):
        yield Sighting(
            locator="a", url="https://a.example/a", exchange=failed("https://a.example/a"), event_date=date(2024, 1, 2)
        )

    visit = look(collect=collect)

    (row,) = register.evidence("xx")
    assert (visit.whole, row["id"], row["tried_reason"]) == (True, None, "not-found")
    assert row["document_event_date"] == "2024-01-02"


def test_what_was_had_before_a_fault_stays(look, site, register, shown):
    site.pages[URL] = shown()

    def collect(source, reader):
        yield from page.collect(source, reader)
        raise LayoutUnknown(URL, "span.count")

    visit = look(collect=collect)

    assert (visit.whole, "span.count" in visit.reason) == (False, True)
    assert len(register.memory("xx", "1-1/page").captures) == 1


def test_an_attempt_without_a_sighting_leaves_a_row_too(look, site, register):
    def collect(source, reader):
        reader.document("https://a.example/lost")
        raise FetchFailed(URL, "timeout")
        yield

    look(collect=collect)

    assert [(row["url"], row["document"]) for row in attempts(register)] == [("https://a.example/lost", None)]


def test_a_listing_is_recorded_and_given_again_when_unchanged(look, site, register, shown):
    site.pages[URL] = shown(etag='"1"')
    texts = []

    def collect(source, reader):
        texts.append(reader.listing(URL).text())
        return iter(())

    look(collect=collect)
    look(T0 + DAY, collect=collect)

    assert texts[0] == texts[1] != ""
    assert [(row["purpose"], row["outcome"]) for row in attempts(register)] == [("listing", "fetched"), ("listing", "unchanged")]


def test_hostile_bytes_are_set_apart_and_the_document_stays_known(look, site, register):
    site.pages[URL] = (b"MZ" + bytes(200) + b"PE\0\0" + bytes(400), None)
    look(collect=lambda source, reader: iter([Sighting(locator="a", url=URL, exchange=reader.document(URL))]))

    assert [row["id"] for row in register.evidence("xx")] == [None]
    assert register.waiting("xx", "folder") == []
    (line,) = [lines for (name, _day), lines in register.unlogged().items() if name == "capture"]
    assert f'"screened":"{Screened.QUARANTINE}"' in line[0].decode()


def test_a_document_first_shown_later_was_not_there_at_the_last_whole_visit(look, site, register, shown):
    site.pages[URL] = shown()
    look()
    other = "https://a.example/new"
    site.pages[other] = shown("新文件")
    look(T0 + DAY, collect=lambda source, reader: iter([Sighting(locator="new", url=other, exchange=reader.document(other))]))

    capture = register.memory("xx", "1-1/page").captures[document_id("xx", "1-1/page", "new")]
    assert capture.seen_before == T0


def test_more_rows_than_are_held_back_are_all_written(look, register):
    def collect(source, reader):
        for number in range(200):
            url = f"https://a.example/{number}"
            yield Sighting(locator=url, url=url, exchange=failed(url))

    look(collect=collect)

    assert len(attempts(register)) == 200
    assert len(register.evidence("xx")) == 200
