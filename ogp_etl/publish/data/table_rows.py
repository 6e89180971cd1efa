"""The rows of each published table, from an edition. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ogp_etl.cards import PROCESS, Plan, source_key
from ogp_etl.model import Entry, EvidenceRow, Finding, LateSpan
from ogp_etl.publish.data import board_rows, said_rows
from ogp_etl.publish.edition import CaptureFacts, Edition

Row = tuple[Any, ...]


def in_order(plan: Plan, entries: Iterable[Entry]) -> list[Entry]:
    """Entries as every table and page shows them: process first, then the cards' order; oldest first."""
    place = {commitment.number: position for position, commitment in enumerate(plan.commitments)}

    def key(entry: Entry) -> tuple[int, str, str, str]:
        row = entry.row
        day = row.event_date or row.published_by or row.published_from
        where = -1 if row.commitment is None else place.get(row.commitment, len(place))
        return where, row.commitment or "", day.isoformat() if day else "", row.id

    return sorted(entries, key=key)


def _evidence(edition: Edition) -> list[Row]:
    return [evidence_row(entry.row) for entry in in_order(edition.plan, edition.entries)]


def evidence_row(row: EvidenceRow) -> Row:
    known = row.published_by if row.published_by == row.published_from else None
    return (
        row.id,
        row.document,
        row.commitment,
        row.milestone,
        row.kind,
        row.language,
        row.event_date,
        known,
        None if known else row.published_from,
        None if known else row.published_by,
        row.public_until,
        row.recorded,
        row.substantive,
        row.primary,
        row.public,
        row.covers,
        row.answers,
        row.title,
        row.url,
    )


def _visits(edition: Edition) -> list[Row]:
    scopes = [None, *(commitment.number for commitment in edition.plan.commitments)]
    return [(scope, edition.visits[scope]) for scope in scopes if scope in edition.visits]


def _findings(edition: Edition) -> list[Row]:
    return [_finding_row(finding) for finding in edition.report.findings]


def _finding_row(finding: Finding) -> Row:
    return (
        finding.rule,
        finding.clause,
        finding.severity,
        finding.scope,
        finding.verdict.told,
        None if finding.value is None else str(finding.value),
        json.dumps(dict(finding.threshold), ensure_ascii=False, sort_keys=True, default=str),
        finding.due,
        tuple(_span(span) for span in finding.history),
        finding.evidence,
        finding.missing,
        tuple(doubt.id for doubt in finding.doubts),
        finding.measured.told if finding.measured else None,
        finding.ruling.id if finding.ruling else None,
        tuple(one.id for one in finding.objections),
        finding.version,
        finding.in_force,
        finding.stopped,
        finding.text.get("zh-Hant"),
        finding.text.get("en"),
    )


def _span(span: LateSpan) -> str:
    return f"{span.start}/{span.end or ''}"


def _captures(edition: Edition) -> list[Row]:
    return [_capture_row(entry, edition.captures) for entry in in_order(edition.plan, edition.entries) if entry.capture]


def _capture_row(entry: Entry, facts: Mapping[str, CaptureFacts]) -> Row:
    capture = entry.capture
    if capture is None:
        raise ValueError(f"{entry.row.id} is not held")
    stands = facts.get(capture.id, CaptureFacts())
    warc = stands.warc
    deposits = sorted(stands.deposits, key=lambda deposit: (deposit.repository, deposit.key))
    return (
        capture.id,
        capture.document,
        entry.row.commitment,
        entry.document.source,
        capture.sha256,
        capture.size,
        capture.screening.media_type,
        capture.captured,
        capture.seen_before,
        capture.change.value,
        capture.substance.sha256,
        f"{capture.substance.extractor} {capture.substance.version}",
        capture.screening.outcome.value,
        capture.screening.reason,
        capture.sealed,
        capture.url,
        capture.filename,
        entry.file,
        entry.provenance,
        warc.file if warc else None,
        warc.offset if warc else None,
        warc.record_id if warc else None,
        tuple(f"{deposit.repository}:{deposit.key}" for deposit in deposits),
        tuple(deposit.sha256 for deposit in deposits),
    )


def _documents(edition: Edition) -> list[Row]:
    versions: dict[str, list[Entry]] = {}
    for entry in in_order(edition.plan, edition.entries):
        versions.setdefault(entry.document.id, []).append(entry)
    return [_document_row(entries) for entries in versions.values()]


def _document_row(entries: list[Entry]) -> Row:
    document = entries[-1].document
    held = sum(entry.capture is not None for entry in entries)
    return (
        document.id,
        document.source,
        entries[-1].row.commitment,
        document.kind,
        document.event_date,
        document.stated,
        document.first_listed,
        held,
        None if held else entries[-1].why_not_held or None,
        document.title,
        document.url,
        document.locator,
    )


def _sources(edition: Edition) -> list[Row]:
    states = {state.source: state for state in edition.states}
    unseen = {source for line in edition.board.lines for source in line.unseen}
    rows: list[Row] = []
    for commitment, source in edition.plan.sources():
        key = source_key(commitment, source)
        state = states.get(key)
        told = (
            (state.last_whole, state.last_visit, state.last_reason, state.last_new, state.last_attempt, state.last_outcome)
            if state
            else (None,) * 6
        )
        scope = None if commitment == PROCESS else commitment
        rows.append((key, scope, source.collector, address(source), source.visit, source.cadence, key in unseen, *told))
    return rows


def address(source: Any) -> str:
    """Where a source of a card is: a web address, a drop folder, a bucket."""
    match source.collector:
        case "folder":
            return str(source.path)
        case "bucket":
            return f"s3://{source.bucket}/{source.prefix}"
        case _:
            return str(source.url)


def _attempts(edition: Edition) -> list[Row]:
    counted = sorted(edition.attempts, key=lambda one: (one.source, one.purpose, one.outcome, one.reason or ""))
    return [(one.source, one.purpose, one.outcome, one.reason, one.attempts, one.first, one.last) for one in counted]


def _edition(edition: Edition) -> list[Row]:
    return [(edition.plan.id, edition.report.as_of, edition.now)]


ROWS: dict[str, Callable[[Edition], list[Row]]] = {
    "evidence": _evidence,
    "visits": _visits,
    "rulings": said_rows.rulings,
    "objections": said_rows.objections,
    "observations": said_rows.observations,
    "findings": _findings,
    "matrix": board_rows.matrix,
    "outstanding": board_rows.outstanding,
    "captures": _captures,
    "documents": _documents,
    "sources": _sources,
    "attempts": _attempts,
    "board": board_rows.board,
    "edition": _edition,
}
"""Makes the rows of each table of ``tables.yml``, one value a column, in the order of the columns."""
