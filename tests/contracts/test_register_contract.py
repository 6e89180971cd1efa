"""What the register promises, on SQLite and on PostgreSQL alike."""

import json
import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import inspect

from ogp_etl.errors import RegisterFault
from ogp_etl.model import (
    Attempt,
    Capture,
    Change,
    Deposit,
    Description,
    Document,
    Exchange,
    Found,
    Notice,
    Outcome,
    Reason,
    Screened,
    Screening,
    Subject,
    Substance,
    Validators,
    Verification,
    Visit,
    WarcRef,
    capture_id,
    document_id,
)
from ogp_etl.register import Register, store, tables

T0 = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_document(locator="a", first_listed=T0, unseen_at=None, source="process/transcripts"):
    return Document(
        id=document_id("xx", source, locator),
        plan="xx",
        source=source,
        commitment="process",
        locator=locator,
        url=f"https://a.example/{locator}",
        title="第 1 次會議",
        kind="transcript",
        event_date=date(2024, 4, 1),
        stated=None,
        first_listed=first_listed,
        unseen_at=unseen_at,
    )


def a_capture(document, content="1", captured=T0, screened=Screened.ACCEPT, attempt="t1"):
    sha256 = content * 64
    return Capture(
        id=capture_id(document.id, sha256),
        document=document.id,
        sha256=sha256,
        size=7,
        captured=captured,
        attempt=attempt,
        change=Change.NEW,
        substance=Substance("html", 1, "e" * 64),
        screening=Screening(outcome=screened, media_type="text/html", detector="libmagic 5"),
        description=Description(
            title="題目",
            kind="transcript",
            language="zh-Hant",
            event_date=date(2024, 4, 1),
            milestone=None,
            stated=None,
            primary=True,
            primary_reason="verbatim record",
            by={"kind": "source"},
            until=date(2024, 6, 1),
        ),
        filename="a.html",
        sealed=False,
        url=document.url,
        seen_before=None,
    )


def an_attempt(name="t1", document=None, at=T0, outcome=Outcome.FETCHED, **facts):
    exchange = Exchange(
        url=facts.pop("url", "https://a.example/a"),
        started=at,
        ended=at,
        outcome=outcome,
        sha256="1" * 64 if outcome.good else None,
        validators=Validators('"v1"', None),
        warc=WarcRef("w.warc.gz", 12, "<urn:uuid:1>"),
        **facts,
    )
    return Attempt(
        id=name,
        visit="v1",
        plan="xx",
        source="process/transcripts",
        purpose="document",
        document=document.id if document else None,
        exchange=exchange,
        change=Change.NEW if outcome is Outcome.FETCHED else None,
    )


def a_deposit(capture):
    return Deposit(evidence=capture.id, repository="folder", key="public/xx", deposited=T0, sha256="d" * 64)


def a_visit(name="v1", at=T0, whole=True, reason=""):
    return Visit(
        id=name,
        run="r1",
        plan="xx",
        source="process/transcripts",
        commitment="process",
        started=at,
        ended=at,
        whole=whole,
        listed=1,
        reason=reason,
    )


def test_the_migrations_make_the_tables_that_the_program_uses(register):
    inspector = inspect(register._engine)

    made = {
        name: {column["name"] for column in inspector.get_columns(name)}
        for name in inspector.get_table_names()
        if name != "ogp_register_version"
    }

    assert made == {table.name: {column.name for column in table.columns} for table in tables.metadata.sorted_tables}


def test_migrating_again_changes_nothing(register, url):
    register.take(visits=[a_visit()])
    register.migrate()
    assert register.last_whole_visits("xx") == {"process/transcripts": T0}


def _migrate(url):
    with closing(Register(url)) as opened:
        opened.migrate()
    return True


def test_four_processes_may_migrate_at_once(url):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(_migrate, [url] * 4) == [True] * 4


def test_a_register_that_was_never_made_says_what_to_run(url):
    with closing(Register(url)) as empty, pytest.raises(RegisterFault, match="ogp-etl register migrate"):
        empty.memory("xx", "process/transcripts")


def test_what_was_taken_is_remembered(register):
    document = a_document(unseen_at=T0 - DAY)
    capture = a_capture(document)
    register.take(attempts=[an_attempt(document=document)], documents=[document], captures=[capture], visits=[a_visit()])

    memory = register.memory("xx", "process/transcripts")

    assert memory.captures == {document.id: capture}
    assert memory.documents == {document.id: T0 - DAY}
    assert memory.last_whole == T0
    assert memory.seen["https://a.example/a"].validators == Validators('"v1"', None)
    assert memory.seen["https://a.example/a"].document == document.id


def test_the_same_row_twice_is_one_row(register):
    document = a_document()
    for _ in range(2):
        register.take(attempts=[an_attempt()], documents=[document], captures=[a_capture(document)], visits=[a_visit()])

    lines = register.unlogged()

    assert {name: len(found) for (name, _day), found in lines.items()} == {
        "visit": 1,
        "attempt": 1,
        "document": 1,
        "capture": 1,
    }


def test_a_failed_attempt_is_no_good_look(register):
    register.take(attempts=[an_attempt("t1"), an_attempt("t2", at=T0 + DAY, outcome=Outcome.FAILED, reason=Reason.TIMEOUT)])
    assert register.memory("xx", "process/transcripts").seen["https://a.example/a"].at == T0


def test_a_faulty_visit_is_no_whole_visit(register):
    register.take(visits=[a_visit(), a_visit("v2", T0 + DAY, whole=False, reason="https://a.example: timeout")])

    assert register.last_whole_visits("xx") == {"process/transcripts": T0}


def test_the_state_of_a_source_names_the_last_attempt_and_the_last_fault(register):
    register.take(
        attempts=[an_attempt("t1"), an_attempt("t2", at=T0 + DAY, outcome=Outcome.FAILED, reason=Reason.NOT_FOUND)],
        visits=[a_visit(), a_visit("v2", T0 + DAY, whole=False, reason="gone")],
    )

    state = register.source_states("xx")["process/transcripts"]

    assert (state.last_whole, state.last_visit, state.last_reason) == (T0, T0 + DAY, "gone")
    assert (state.last_attempt, state.last_outcome) == (T0 + DAY, "failed: not-found")


def test_a_source_that_was_visited_whole_and_held_nothing_is_known(register):
    register.take(visits=[a_visit()])

    state = register.source_states("xx")["process/transcripts"]

    assert (state.last_whole, state.last_attempt, state.last_outcome) == (T0, None, "")


def test_of_attempts_at_one_instant_the_state_tells_one_that_waits(register):
    waiting = an_attempt("t1", outcome=Outcome.WAITING, reason=Reason.CHANGING)
    register.take(attempts=[waiting, an_attempt("t2"), an_attempt("t3")], visits=[a_visit()])

    assert register.source_states("xx")["process/transcripts"].last_outcome == "waiting: changing"


def test_the_state_of_a_source_names_what_the_last_visit_did_not_take(register):
    link = an_attempt("t1", outcome=Outcome.REFUSED, reason=Reason.NOT_A_FILE, url="drop:a")
    register.take(attempts=[link, an_attempt("t2")], visits=[a_visit()])
    assert register.source_states("xx")["process/transcripts"].not_taken == ("drop:a",)

    register.take(visits=[a_visit("v2", T0 + DAY)])
    assert register.source_states("xx")["process/transcripts"].not_taken == ()


def test_a_body_is_spent_when_it_stands_elsewhere_and_nobody_needs_it(register):
    document = a_document()
    old, waiting, newest = (a_capture(document, digit, T0 + day * DAY) for day, digit in enumerate("123"))
    looks = [("list", "8"), ("list", "9"), ("page", "1"), ("page", "3")]
    attempts = [an_attempt(f"t{day}", at=T0 + day * DAY, url=url) for day, (url, _) in enumerate(looks)]
    brought = [
        replace(one, exchange=replace(one.exchange, sha256=digit * 64)) for one, (_, digit) in zip(attempts, looks, strict=True)
    ]
    register.take(documents=[document], captures=[old, waiting, newest], attempts=brought)
    register.deposited([a_deposit(old), a_deposit(newest)])

    def spent(repository, *unarchived):
        found = register.spent_bodies({digit * 64 for digit in "123489"}, repository, set(unarchived))
        return {name[0] for name in found}

    assert spent("folder") == {"1", "8"}
    assert spent("folder", "w.warc.gz") == {"1"}
    assert spent("s3") == {"8"}
    assert spent("s3", "w.warc.gz") == set()


def test_what_is_held_back_waits_for_the_archive_and_what_is_hostile_never_does(register):
    good, held, hostile = (a_document(name) for name in "abc")
    register.take(
        documents=[good, held, hostile],
        captures=[
            a_capture(good),
            a_capture(held, screened=Screened.HOLD),
            a_capture(hostile, screened=Screened.QUARANTINE),
        ],
    )

    assert set(register.waiting("xx", "folder")) == {a_capture(good).id, a_capture(held).id}


def test_what_is_held_back_is_no_evidence(register):
    held = a_document("a")
    register.take(documents=[held], captures=[a_capture(held, screened=Screened.HOLD)])

    assert [(row["id"], row["refused_as"]) for row in register.evidence("xx")] == [(None, "hold")]


def test_a_deposited_capture_waits_no_longer(register):
    document = a_document()
    capture = a_capture(document)
    register.take(documents=[document], captures=[capture])
    deposit = a_deposit(capture)
    register.deposited([deposit, deposit])

    assert register.waiting("xx", "folder") == []
    assert register.waiting("xx", "s3") == [capture.id]
    assert register.deposits("xx", "folder") == {capture.id: deposit}


# --- what looks at the deposits found


@pytest.fixture
def looks(register):
    """Remembers looks at one capture: (days after T0, outcome, repository)."""
    document = a_document()
    capture = a_capture(document)
    register.take(documents=[document], captures=[capture])

    def remember(*seen):
        register.verified(
            [
                Verification(
                    id=f"v{day}{repository}",
                    evidence=capture.id,
                    repository=repository,
                    key="items/1",
                    at=T0 + day * DAY,
                    found=Found(found),
                    detail="",
                )
                for day, found, repository in seen
            ]
        )
        return capture.id

    return remember


def test_the_newest_look_of_each_repository_counts(register, looks):
    name = looks((1, "open", "dspace"), (2, "closed", "dspace"), (3, "intact", "s3"))

    assert {one.evidence: (one.found, one.at) for one in register.verifications("xx", "dspace").values()} == {
        name: (Found.CLOSED, T0 + 2 * DAY)
    }
    assert register.verifications("xx", "s3")[name].found is Found.INTACT
    assert register.verifications("yy", "dspace") == {}


def test_a_look_that_is_remembered_twice_is_one(register, looks):
    looks((1, "open", "dspace"), (1, "open", "dspace"))
    ((_, lines),) = ((key, lines) for key, lines in register.unlogged().items() if key[0] == "verification")

    assert len(lines) == 1


@pytest.mark.parametrize(
    ("first", "seen"),
    [
        (None, []),
        (None, [(1, "intact", "s3"), (2, "sealed", "s3"), (3, "unanswered", "s3"), (4, "leaking", "s3")]),
        (2, [(1, "intact", "s3"), (2, "open", "s3"), (3, "open", "s3")]),
        (3, [(3, "unlisted", "dspace"), (5, "open", "s3")]),
    ],
)
def test_it_was_public_when_anybody_first_read_it(register, looks, first, seen):
    name = looks(*seen)

    assert register.first_open("xx") == ({} if first is None else {name: T0 + first * DAY})


@pytest.mark.parametrize(
    ("since", "seen"),
    [
        (None, []),
        (None, [(1, "withdrawn", "dspace")]),  # it never was open
        (None, [(1, "open", "dspace")]),
        (2, [(1, "open", "dspace"), (2, "withdrawn", "dspace"), (3, "missing", "dspace")]),
        (None, [(1, "open", "dspace"), (2, "withdrawn", "dspace"), (3, "unlisted", "dspace")]),
        (5, [(1, "open", "dspace"), (2, "closed", "dspace"), (3, "open", "dspace"), (5, "closed", "dspace")]),
        (None, [(1, "open", "dspace"), (2, "unanswered", "dspace")]),  # our failure
        (None, [(1, "open", "dspace"), (2, "leaking", "dspace")]),
        (None, [(1, "open", "dspace"), (2, "withdrawn", "dspace"), (1, "open", "s3")]),  # still there
        (4, [(1, "open", "dspace"), (2, "altered", "dspace"), (1, "open", "s3"), (4, "missing", "s3")]),
    ],
)
def test_it_is_shut_when_no_repository_lets_anybody_read_it_any_more(register, looks, since, seen):
    name = looks(*seen)

    assert register.shut_since("xx", {"dspace", "s3"}) == ({} if since is None else {name: T0 + since * DAY})


@pytest.mark.parametrize(
    ("since", "seen"),
    [
        (4, [(1, "open", "dspace"), (2, "open", "s3"), (4, "missing", "s3")]),
        (6, [(6, "open", "dspace"), (2, "open", "s3"), (4, "missing", "s3")]),  # readable there until that look at least
        (3, [(3, "open", "dspace"), (5, "unanswered", "dspace"), (5, "intact", "s3")]),
        (2, [(1, "open", "dspace"), (2, "withdrawn", "dspace")]),
        (None, [(1, "open", "dspace"), (2, "open", "s3")]),  # the one in use lets everybody read
    ],
)
def test_a_repository_that_was_given_up_keeps_nothing_open(register, looks, since, seen):
    name = looks(*seen)

    assert register.shut_since("xx", {"s3"}) == ({} if since is None else {name: T0 + since * DAY})


def test_a_deposit_that_moved_is_known_where_it_stands_now(register):
    document = a_document()
    capture = a_capture(document)
    register.take(documents=[document], captures=[capture])
    register.moved(a_deposit(capture))
    assert register.deposits("xx", "folder") == {}

    register.deposited([a_deposit(capture)])
    register.moved(replace(a_deposit(capture), key="elsewhere"))

    assert {name: one.key for name, one in register.deposits("xx", "folder").items()} == {capture.id: "elsewhere"}


@pytest.mark.parametrize(("found", "spent"), [("missing", False), ("altered", False), ("intact", True), ("closed", True)])
def test_a_body_that_the_archive_lost_is_not_spent(register, found, spent):
    document = a_document()
    old, newest = a_capture(document, "1", T0), a_capture(document, "2", T0 + DAY)
    register.take(documents=[document], captures=[old, newest])
    register.deposited([a_deposit(old), a_deposit(newest)])
    looks = [("intact", 1, "folder"), (found, 2, "folder"), ("unanswered", 3, "folder"), ("intact", 4, "dspace")]
    register.verified(
        [
            Verification(
                id=f"v{day}",
                evidence=old.id,
                repository=repository,
                key="k",
                at=T0 + day * DAY,
                found=Found(said),
                detail="",
            )
            for said, day, repository in looks
        ]
    )

    assert register.spent_bodies({"1" * 64}, "folder", set()) == ({"1" * 64} if spent else set())


def test_a_capture_comes_with_its_document_and_its_attempt(register):
    document = a_document()
    capture = a_capture(document)
    register.take(attempts=[an_attempt(document=document)], documents=[document], captures=[capture])

    found_document, found_capture, attempt = register.capture(capture.id)

    assert (found_document, found_capture) == (document, capture)
    assert (attempt["warc_file"], attempt["warc_offset"]) == ("w.warc.gz", 12)
    assert "seq" not in attempt


def test_evidence_tells_versions_known_documents_and_vanished_ones(register):
    held, known = a_document("a"), a_document("b")
    first, second = a_capture(held), a_capture(held, "2", T0 + DAY, attempt="t2")
    register.take(
        documents=[held, known],
        captures=[first, second],
        attempts=[
            an_attempt("t1", held),
            an_attempt("t2", held, T0 + DAY),
            an_attempt("t3", held, T0 + 2 * DAY, Outcome.FAILED, reason=Reason.NOT_FOUND),
            an_attempt("t4", held, T0 + 3 * DAY, Outcome.FAILED, reason=Reason.NOT_FOUND),
            an_attempt("t5", known, T0, Outcome.FAILED, reason=Reason.NOT_FOUND, url="https://a.example/b", detail="404"),
        ],
    )

    rows = {(row["document_locator"], row["id"]): row for row in register.evidence("xx")}

    assert set(rows) == {("a", first.id), ("a", second.id), ("b", None)}
    assert rows["a", first.id]["earlier"] is None
    assert rows["a", second.id]["earlier"] == int(T0.timestamp())
    assert (rows["a", first.id]["announced"], rows["a", first.id]["listed_at"]) == ("2024-06-01", None)
    assert rows["a", first.id]["last_good"] == rows["a", second.id]["last_good"] == int((T0 + DAY).timestamp())
    assert rows["a", second.id]["tried_at"] == int((T0 + 3 * DAY).timestamp())
    assert rows["a", second.id]["gone"] == int((T0 + 2 * DAY).timestamp())
    assert (rows["b", None]["tried_outcome"], rows["b", None]["tried_reason"]) == ("failed", "not-found")


def test_a_document_that_came_back_has_not_vanished(register):
    held = a_document("a")
    register.take(
        documents=[held],
        captures=[a_capture(held)],
        attempts=[
            an_attempt("t1", held),
            an_attempt("t2", held, T0 + DAY, Outcome.FAILED, reason=Reason.NOT_FOUND),
            an_attempt("t3", held, T0 + 2 * DAY, Outcome.UNCHANGED),
        ],
    )

    assert [row["gone"] for row in register.evidence("xx")] == [None]


def test_quarantined_bytes_are_no_evidence(register):
    document = a_document()
    register.take(documents=[document], captures=[a_capture(document, screened=Screened.QUARANTINE)])

    assert [row["id"] for row in register.evidence("xx")] == [None]
    assert register.memory("xx", "process/transcripts").captures == {}


def test_the_newest_attestation_counts_until_its_last_day(register):
    said = {"plan": "xx", "document": "d1", "field": "primary", "person": "王小明", "reason": "read it"}
    register.attest({**said, "id": "a1", "value": "no", "made": T0, "until": None})
    register.attest({**said, "id": "a2", "value": "yes", "made": T0 + DAY, "until": date(2024, 6, 1)})

    assert register.attestations("xx", date(2024, 6, 1))["d1", "primary"]["value"] == "yes"
    assert register.attestations("xx", date(2024, 6, 2)) == {}


def a_finding(name, made, verdict, rule="R19/repo.updated"):
    return {
        "id": name,
        "run": "r1",
        "plan": "xx",
        "as_of": date(2024, 5, 1),
        "made": made,
        "rule": rule,
        "scope": "1-1",
        "severity": "standard",
        "verdict": verdict,
        "due": None,
        "body": json.dumps({"verdict": verdict}),
    }


def test_the_earlier_check_is_the_newest_one_before(register):
    register.found([a_finding("f1", T0, "pass"), a_finding("f2", T0 + DAY, "due-soon"), a_finding("f3", T0 + 2 * DAY, "breach")])

    assert register.earlier_verdicts("xx", int((T0 + 2 * DAY).timestamp())) == {("R19/repo.updated", "1-1"): "due-soon"}
    assert register.earlier_verdicts("xx", int(T0.timestamp())) == {}


def test_a_run_that_judged_twice_is_compared_with_the_check_before_it(register):
    register.found([a_finding("f1", T0, "due-soon")])
    again = {"run": "r2"}
    register.found([a_finding("f2", T0 + DAY, "breach") | again, a_finding("f3", T0 + 2 * DAY, "breach") | again])

    (found,) = register.findings("xx", "r2")

    assert (found["began"], found["made"]) == (int((T0 + DAY).timestamp()), int((T0 + 2 * DAY).timestamp()))
    assert register.earlier_verdicts("xx", found["began"]) == {("R19/repo.updated", "1-1"): "due-soon"}


def test_a_day_is_what_its_newest_check_found_each_finding_once(register):
    a_day = {"as_of": date(2024, 5, 2)}
    register.found([a_finding("f1", T0, "pass"), a_finding("f2", T0 + DAY, "pass") | a_day])
    register.found([a_finding("f3", T0 + 2 * DAY, "breach") | a_day, a_finding("f4", T0 + 2 * DAY, "breach") | a_day])

    assert register.judged_days("xx") == {date(2024, 5, 1): T0, date(2024, 5, 2): T0 + 2 * DAY}
    assert [json.loads(body)["verdict"] for body in register.findings_of_day("xx", date(2024, 5, 2))] == ["breach"]
    assert [json.loads(body)["verdict"] for body in register.findings_of_day("xx", date(2024, 5, 1))] == ["pass"]
    assert register.findings_of_day("xx", date(2024, 5, 3)) == []


def test_the_last_good_day_is_one_that_was_neither_missed_nor_unknown(register):
    verdicts = ["pass", "due-soon", "unknown", "breach"]
    register.found([
        a_finding(f"f{place}", T0 + place * DAY, verdict) | {"as_of": date(2024, 5, 1 + place)}
        for place, verdict in enumerate(verdicts)
    ])  # fmt: skip

    assert register.last_good("xx") == {("R19/repo.updated", "1-1"): date(2024, 5, 2)}


def a_notice(mark, about=date(2024, 6, 30), part=""):
    subject = Subject("xx", "R19/repo.updated", "1-1", part, about)
    return Notice(subject=subject, mark=mark, day=date(2024, 6, 1), text={})


def test_a_channel_is_remembered_to_have_been_told_the_nearest_mark(register):
    register.notified([a_notice(30), a_notice(30, part="m1")], "office", "r1", T0)
    register.notified([a_notice(14), a_notice(0, about=None)], "office", "r2", T0 + DAY)
    register.notified([a_notice(14)], "office", "r3", T0 + 2 * DAY)  # a task that tried again
    register.notified([a_notice(3)], "other", "r2", T0 + DAY)

    assert register.told("xx", "office") == {
        a_notice(14).subject: 14, a_notice(30, part="m1").subject: 30, a_notice(0, about=None).subject: 0,
    }  # fmt: skip
    assert register.told("xx", "other") == {a_notice(3).subject: 3}
    assert register.told("xx", "nobody") == register.told("yy", "office") == {}
    lines = [line for (name, _), rows in register.unlogged().items() for line in rows if name == "notice"]
    assert len(lines) == 5


def test_rows_wait_for_the_logs_by_the_utc_day_of_their_instant(register):
    register.take(
        visits=[a_visit("v1", datetime(2024, 5, 1, 23, 59, tzinfo=UTC)), a_visit("v2", datetime(2024, 5, 2, tzinfo=UTC))]
    )

    waiting = register.unlogged()

    assert list(waiting) == [("visit", date(2024, 5, 1)), ("visit", date(2024, 5, 2))]

    register.logged("visit", waiting["visit", date(2024, 5, 1)])
    assert list(register.unlogged()) == [("visit", date(2024, 5, 2))]


def test_logs_make_the_same_rows_again(register, tmp_path):
    document = a_document()
    register.take(
        attempts=[an_attempt(document=document), an_attempt("t2", document, T0, Outcome.FAILED, reason=Reason.DNS)],
        documents=[document],
        captures=[a_capture(document)],
        visits=[a_visit()],
    )
    again = Register(f"sqlite:///{tmp_path / 'again.db'}")
    again.migrate()
    for (name, _day), lines in register.unlogged().items():
        again.restore(name, lines)
        again.restore(name, lines)

    assert again.evidence("xx") == register.evidence("xx")
    assert again.memory("xx", "process/transcripts") == register.memory("xx", "process/transcripts")
    assert again.unlogged() == {}


def test_a_locked_register_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("ogp_etl.register.store.BUSY_SECONDS", 0)
    path = tmp_path / "register.db"
    register = Register(f"sqlite:///{path}")
    register.migrate()
    with closing(sqlite3.connect(path)) as other:
        other.execute("begin immediate")
        with pytest.raises(RegisterFault, match="locked"):
            register.take(visits=[a_visit()])
        other.rollback()

    register.take(visits=[a_visit()])
    assert register.last_whole_visits("xx") == {"process/transcripts": T0}


def _take(arguments):
    url, name = arguments
    document = a_document()
    with closing(Register(url)) as register:
        for number in range(20):
            register.take(documents=[document], attempts=[an_attempt(f"{name}-{number}", document)])
    return True


def test_workers_at_once_lose_no_attempt_and_make_no_double(register, url):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert all(pool.map(_take, [(url, f"w{number}") for number in range(4)]))

    lines = register.unlogged()
    counted = {name: len(found) for (name, _day), found in lines.items()}

    assert counted == {"attempt": 80, "document": 1}


def test_a_changed_document_row_does_not_replace_the_first(register):
    register.take(documents=[a_document()])
    register.take(documents=[replace(a_document(), title="later", first_listed=T0 + DAY)])

    assert register.memory("xx", "process/transcripts").documents == {a_document().id: None}
    assert [row["document_title"] for row in register.evidence("xx")] == ["第 1 次會議"]


def test_a_run_that_judged_twice_shows_its_later_findings(register):
    register.found([a_finding("f1", T0, "pass"), a_finding("f2", T0 + DAY, "breach")])

    assert [(row["made"], row["verdict"]) for row in register.findings("xx", "r1")] == [(int((T0 + DAY).timestamp()), "breach")]


def test_a_sqlite_register_is_made_when_it_is_not_there(tmp_path):
    with closing(Register(f"sqlite:///{tmp_path / 'new' / 'register.db'}")) as opened:
        opened.prepare()
        assert opened.evidence("xx") == []


def test_a_register_of_another_version_is_refused(register):
    with register._engine.begin() as connection:
        connection.exec_driver_sql("update ogp_register_version set version_num = '9999'")

    with pytest.raises(RegisterFault, match="version 9999"):
        register.prepare()


def test_the_program_knows_its_newest_migration():
    names = sorted(path.name for path in (store.sql_folder() / "migrations" / "versions").glob("*.py"))

    assert names[-1].partition("_")[0] == store.VERSION
