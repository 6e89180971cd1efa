"""Between the travelling types and the register's rows. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from ogp_etl.model import (
    Attempt,
    Capture,
    Change,
    Deposit,
    Description,
    Document,
    Found,
    Screened,
    Screening,
    Substance,
    Verification,
    Visit,
)

Row = Mapping[Any, Any]


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970 UTC."""
    return int(instant.timestamp())


def instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def known_instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def visit_row(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "run": visit.run,
        "plan": visit.plan,
        "source": visit.source,
        "commitment": visit.commitment,
        "started": epoch(visit.started),
        "ended": epoch(visit.ended),
        "whole": int(visit.whole),
        "listed": visit.listed,
        "reason": visit.reason,
    }


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    exchange = attempt.exchange
    warc = exchange.warc
    return {
        "id": attempt.id,
        "visit": attempt.visit,
        "plan": attempt.plan,
        "source": attempt.source,
        "purpose": attempt.purpose,
        "document": attempt.document,
        "url": exchange.url,
        "final_url": exchange.final_url,
        "started": epoch(exchange.started),
        "ended": epoch(exchange.ended),
        "outcome": exchange.outcome.value,
        "reason": exchange.reason.value if exchange.reason else None,
        "detail": exchange.detail,
        "status": exchange.status,
        "media_type": exchange.media_type,
        "charset": exchange.charset,
        "filename": exchange.filename,
        "size": exchange.size,
        "sha256": exchange.sha256,
        "etag": exchange.validators.etag,
        "last_modified": exchange.validators.last_modified,
        "warc_file": warc.file if warc else None,
        "warc_offset": warc.offset if warc else None,
        "warc_record": warc.record_id if warc else None,
        "tls": exchange.tls,
        "robots": exchange.robots,
        "change": attempt.change.value if attempt.change else None,
        "change_reason": attempt.change_reason,
    }


def document_row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "plan": document.plan,
        "source": document.source,
        "commitment": document.commitment,
        "locator": document.locator,
        "url": document.url,
        "title": document.title,
        "kind": document.kind,
        "event_date": iso(document.event_date),
        "stated": iso(document.stated),
        "first_listed": epoch(document.first_listed),
        "unseen_at": epoch(document.unseen_at) if document.unseen_at else None,
    }


def document_of(row: Row, prefix: str = "") -> Document:
    def get(name: str) -> Any:
        return row[prefix + name]

    return Document(
        id=get("id"),
        plan=get("plan"),
        source=get("source"),
        commitment=get("commitment"),
        locator=get("locator"),
        url=get("url"),
        title=get("title"),
        kind=get("kind"),
        event_date=day(get("event_date")),
        stated=day(get("stated")),
        first_listed=known_instant(get("first_listed")),
        unseen_at=instant(get("unseen_at")),
    )


def capture_row(capture: Capture) -> dict[str, Any]:
    described = capture.description
    return {
        "id": capture.id,
        "document": capture.document,
        "sha256": capture.sha256,
        "size": capture.size,
        "captured": epoch(capture.captured),
        "attempt": capture.attempt,
        "change": capture.change.value,
        "extractor": capture.substance.extractor,
        "extractor_version": capture.substance.version,
        "substance": capture.substance.sha256,
        "screened": capture.screening.outcome.value,
        "screen_reason": capture.screening.reason,
        "media_type": capture.screening.media_type,
        "detector": capture.screening.detector,
        "title": described.title,
        "kind": described.kind,
        "language": described.language,
        "event_date": iso(described.event_date),
        "milestone": described.milestone,
        "stated": iso(described.stated),
        "primary_evidence": None if described.primary is None else int(described.primary),
        "primary_reason": described.primary_reason,
        "described_by": json.dumps(dict(described.by), ensure_ascii=False, sort_keys=True),
        "filename": capture.filename,
        "sealed": int(capture.sealed),
        "url": capture.url,
        "seen_before": epoch(capture.seen_before) if capture.seen_before else None,
        "until": iso(described.until),
    }


def capture_of(row: Row) -> Capture:
    return Capture(
        id=row["id"],
        document=row["document"],
        sha256=row["sha256"],
        size=row["size"],
        captured=known_instant(row["captured"]),
        attempt=row["attempt"],
        change=Change(row["change"]),
        substance=Substance(row["extractor"], row["extractor_version"], row["substance"]),
        screening=Screening(
            outcome=Screened(row["screened"]),
            media_type=row["media_type"],
            detector=row["detector"],
            reason=row["screen_reason"],
        ),
        description=Description(
            title=row["title"],
            kind=row["kind"],
            language=row["language"],
            event_date=day(row["event_date"]),
            milestone=row["milestone"],
            stated=day(row["stated"]),
            primary=None if row["primary_evidence"] is None else bool(row["primary_evidence"]),
            primary_reason=row["primary_reason"],
            by=json.loads(row["described_by"]),
            until=day(row["until"]),
        ),
        filename=row["filename"],
        sealed=bool(row["sealed"]),
        url=row["url"],
        seen_before=instant(row["seen_before"]),
    )


def deposit_row(deposit: Deposit) -> dict[str, Any]:
    return {
        "evidence": deposit.evidence,
        "repository": deposit.repository,
        "key": deposit.key,
        "deposited": epoch(deposit.deposited),
        "sha256": deposit.sha256,
    }


def deposit_of(row: Row) -> Deposit:
    return Deposit(
        evidence=row["evidence"],
        repository=row["repository"],
        key=row["key"],
        deposited=known_instant(row["deposited"]),
        sha256=row["sha256"],
    )


def verification_row(verification: Verification) -> dict[str, Any]:
    return {
        "id": verification.id,
        "evidence": verification.evidence,
        "repository": verification.repository,
        "key": verification.key,
        "at": epoch(verification.at),
        "found": verification.found.value,
        "detail": verification.detail,
    }


def verification_of(row: Row) -> Verification:
    return Verification(
        id=row["id"],
        evidence=row["evidence"],
        repository=row["repository"],
        key=row["key"],
        at=known_instant(row["at"]),
        found=Found(row["found"]),
        detail=row["detail"],
    )
