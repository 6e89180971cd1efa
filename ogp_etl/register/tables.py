"""The register's tables. Rows are only ever added; ``logged`` alone changes, from 0 to 1, once a row stands in the archive's
daily logs; a deposit that was put back elsewhere gets its new place (the repositories themselves are its record); ``claim`` is
apart and no record. Instants are epoch seconds (UTC), days ISO text, yes/no 1/0/null. ``seq`` is the
order of insertion.

The same names are made by ``sql/migrations``; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, MetaData, Table, Text, UniqueConstraint, false, text

metadata = MetaData()
_SEQ = BigInteger().with_variant(Integer, "sqlite")


def _logged() -> Column[int]:
    return Column("logged", Integer, nullable=False, server_default="0")


def _seq() -> Column[int]:
    return Column("seq", _SEQ, primary_key=True, autoincrement=True)


visit = Table(
    "visit",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("run", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger, nullable=False),
    Column("whole", Integer, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    _logged(),
    Index("visit_of_source", "plan", "source", "ended"),
    Index("visit_to_log", "logged"),
)

attempt = Table(
    "attempt",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("visit", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("document", Text),
    Column("url", Text, nullable=False),
    Column("final_url", Text),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False),
    Column("status", Integer),
    Column("media_type", Text),
    Column("charset", Text),
    Column("filename", Text),
    Column("size", BigInteger),
    Column("sha256", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("warc_file", Text),
    Column("warc_offset", BigInteger),
    Column("warc_record", Text),
    Column("tls", Text),
    Column("robots", Text),
    Column("change", Text),
    Column("change_reason", Text, nullable=False),
    _logged(),
    Index("attempt_of_source", "plan", "source", "url"),
    Index("attempt_of_document", "document", "outcome", "ended"),
    Index("attempt_to_log", "logged"),
)

document = Table(
    "document",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("kind", Text, nullable=False),
    Column("event_date", Text),
    Column("stated", Text),
    Column("first_listed", BigInteger, nullable=False),
    Column("unseen_at", BigInteger),
    _logged(),
    Index("document_of_source", "plan", "source"),
    Index("document_to_log", "logged"),
)

capture = Table(
    "capture",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("captured", BigInteger, nullable=False),
    Column("attempt", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("extractor_version", Integer, nullable=False),
    Column("substance", Text, nullable=False),
    Column("screened", Text, nullable=False),
    Column("screen_reason", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("detector", Text, nullable=False),
    Column("title", Text),
    Column("kind", Text, nullable=False),
    Column("language", Text),
    Column("event_date", Text),
    Column("milestone", Text),
    Column("stated", Text),
    Column("primary_evidence", Integer),
    Column("primary_reason", Text, nullable=False),
    Column("described_by", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("sealed", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("seen_before", BigInteger),
    Column("until", Text),
    _logged(),
    Index("capture_of_document", "document", "captured"),
    Index("capture_to_log", "logged"),
)

deposit = Table(
    "deposit",
    metadata,
    _seq(),
    Column("evidence", Text, nullable=False),
    Column("repository", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("deposited", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    UniqueConstraint("evidence", "repository", name="deposit_once"),
)

attestation = Table(
    "attestation",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("until", Text),
    _logged(),
    Index("attestation_of_document", "document", "field", "made"),
    Index("attestation_to_log", "logged"),
)

finding = Table(
    "finding",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("run", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("due", Text),
    Column("body", Text, nullable=False),
    _logged(),
    Index("finding_of_plan", "plan", "made", "scope"),
    Index("finding_to_log", "logged"),
)

verification = Table(
    "verification",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("evidence", Text, nullable=False),
    Column("repository", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("found", Text, nullable=False),
    Column("detail", Text, nullable=False),
    _logged(),
    Index("verification_of_evidence", "evidence", "repository", "at"),
    Index("verification_to_log", "logged"),
)

ruling = Table(
    "ruling",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("verdict", Text),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("until", Text),
    _logged(),
    Index("ruling_of_plan", "plan", "made"),
    Index("ruling_to_log", "logged"),
)

objection = Table(
    "objection",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("plan", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    _logged(),
    Index("objection_of_plan", "plan", "made"),
    Index("objection_to_log", "logged"),
)

answer = Table(
    "answer",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("objection", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("made", BigInteger, nullable=False),
    _logged(),
    Index("answer_to_objection", "objection", "made"),
    Index("answer_to_log", "logged"),
)
"""To an objection; the first one counts."""

notice = Table(
    "notice",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("run", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("about", Text),
    Column("mark", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("sent", BigInteger, nullable=False),
    _logged(),
    Index("notice_of_plan", "plan", "channel"),
    Index("notice_to_log", "logged"),
)
"""What a channel was told and took; of one that failed there is no row."""

claim = Table(
    "claim",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)
"""Who works on what just now. The one table whose rows go again; it says nothing about evidence and is not archived."""

fact = Table(
    "fact",
    metadata,
    _seq(),
    Column("plan", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("commitment", Text),
    Column("milestone", Text),
    Column("kind", Text, nullable=False),
    Column("language", Text),
    Column("event_date", Date),
    Column("published", Date),
    Column("published_from", Date),
    Column("published_by", Date),
    Column("public_until", Date),
    Column("substantive", Boolean, nullable=False),
    Column("primary", Boolean),
    Column("public", Boolean),
    Column("recorded", Text),
    Column("covers", Text),
    Column("answers", Text),
    Column("telling", Boolean, nullable=False, server_default=false()),
    Index("fact_of_plan", "plan", "commitment", "kind"),
    Index("fact_of_kind", "plan", "kind"),
    Index("fact_telling", "plan", "seq", sqlite_where=text("telling"), postgresql_where=text("telling")),
)
"""The rows of evidence as they were last judged (docs/judging.md §2). Made anew by each check; not archived."""

fact_edition = Table(
    "fact_edition",
    metadata,
    Column("plan", Text, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("basis", Text, nullable=False, server_default=""),
)
"""The day for which a plan's facts were judged, and what the choice of those that tell rests on."""

fact_left = Table(
    "fact_left",
    metadata,
    _seq(),
    Column("plan", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("commitment", Text),
    Column("part", Text),
    Column("number", BigInteger, nullable=False),
    Index("fact_left_of_plan", "plan"),
)
"""How many of a plan's facts do not tell, by what findings count."""

fact_matrix = Table(
    "fact_matrix",
    metadata,
    _seq(),
    Column("plan", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("part", Text),
    Column("language", Text),
    Column("rule", Text, nullable=False),
    Column("half_from", Date),
    Column("due", Date),
    Column("state", Text, nullable=False),
    Index("fact_matrix_of_plan", "plan"),
)
"""What the last check expected of a plan and whether it was there (docs/rules.md §9): the cards and rules that figures need
beside the rows. Made anew by each check; not archived."""

fact_outstanding = Table(
    "fact_outstanding",
    metadata,
    _seq(),
    Column("plan", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("part", Text),
    Column("state", Text, nullable=False),
    Column("due", Date),
    Index("fact_outstanding_of_plan", "plan"),
)
"""What the last check found missed, to be done by a day, or waiting for a person. Made anew by each check; not archived."""

LOGGED: tuple[tuple[Table, str], ...] = (
    (visit, "ended"),
    (attempt, "ended"),
    (document, "first_listed"),
    (capture, "captured"),
    (attestation, "made"),
    (finding, "made"),
    (verification, "at"),
    (ruling, "made"),
    (objection, "made"),
    (answer, "made"),
    (notice, "sent"),
)
"""Tables that are archived as daily logs, each with the instant whose UTC day names the file."""
