"""From the register's rows to the evidence table: when can each version have become public? Pure (docs/judging.md §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ogp_etl.cards import DROPS, PROCESS, Plan, source_key
from ogp_etl.model import Capture, Deposit, Document, Entry, EvidenceRow
from ogp_etl.register import rows
from ogp_etl.steps.withdrawal import public_until

Attestations = Mapping[tuple[str, str], Mapping[str, Any]]
NEVER: Mapping[str, datetime] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Publication:
    """The earliest and the latest day on which something can have become public; None as in ``EvidenceRow``."""

    published_from: date | None
    published_by: date | None


def entries(
    plan: Plan,
    found: Sequence[Mapping[str, Any]],
    attestations: Attestations,
    deposits: Mapping[str, Deposit],
    base: str | None,
    first_open: Mapping[str, datetime] = NEVER,
    shut_since: Mapping[str, datetime] = NEVER,
) -> list[Entry]:
    """One entry for each version held, and one for each document known but not held.

    ``found``: rows of ``sql/queries/evidence.sql``; ``attestations`` by (document, field); ``deposits`` by capture id;
    ``base``: address of the archive's keys, with its last slash, or None when the public cannot read there. ``first_open``,
    ``shut_since``: by capture id, since when anybody was seen to read it in our archive, and since when nobody can any more;
    they count where our archive is the record.
    Documents of sources that the cards no longer name are left out of the table (they stay in the register).
    """
    collectors = {source_key(commitment, source): source.collector for commitment, source in plan.sources()}
    made = []
    for row in found:
        document = rows.document_of(row, "document_")
        collector = collectors.get(document.source)
        if collector is not None:
            seen = (first_open.get(row["id"]), shut_since.get(row["id"])) if plan.record == "archive" else (None, None)
            made.append(_entry(plan, row, document, collector in DROPS, seen, attestations, deposits, base))
    return _answering(made, attestations)


def _entry(
    plan: Plan,
    row: Mapping[str, Any],
    document: Document,
    dropped: bool,
    seen: tuple[datetime | None, datetime | None],
    attestations: Attestations,
    deposits: Mapping[str, Deposit],
    base: str | None,
) -> Entry:
    commitment = None if document.commitment == PROCESS else document.commitment
    if row["id"] is None:
        return Entry(
            row=_known(plan, document, commitment, dropped),
            document=document,
            capture=None,
            file=None,
            provenance=None,
            why_not_held=_why_not_held(row),
        )
    capture = rows.capture_of(row)
    zone = ZoneInfo(plan.zone)
    earlier = rows.instant(row["earlier"])
    opened, shut = (None if instant is None else instant.astimezone(zone).date() for instant in seen)
    captured = capture.captured.astimezone(zone).date()
    ours = dropped or plan.record == "archive"
    if opened is not None:
        # It stood in no archive before it was captured; the look that proves it may come days after it was open.
        when = Publication(min(captured, opened), opened)
    elif ours:
        when = _possibly_from(plan, capture.description.event_date, captured)
    else:
        when = _published(capture, earlier, zone)
    described = capture.description
    said = attestations.get((document.id, "primary"))
    deposit = deposits.get(capture.id)
    return Entry(
        row=EvidenceRow(
            id=capture.id,
            document=document.id,
            commitment=commitment,
            milestone=described.milestone,
            kind=_attested(attestations, document.id, "kind", described.kind),
            language=described.language,
            event_date=described.event_date,
            published_from=when.published_from,
            published_by=when.published_by,
            public_until=shut if ours else public_until(row, zone),
            recorded=capture.captured,
            substantive=True,
            primary=described.primary if said is None else said["value"] == "yes",
            public=None if ours and opened is None else True,
            covers=_covers(attestations, document.id),
            title=described.title or document.title or "",
            url=capture.url,
        ),
        document=document,
        capture=capture,
        file=_address(base, deposit, "comments.csv" if capture.sealed else capture.filename),
        provenance=_address(base, deposit, "provenance.json"),
    )


def _why_not_held(row: Mapping[str, Any]) -> str:
    """What screening refused goes before what the last attempt brought."""
    if row["refused_reason"]:
        return f"{row['refused_as']}: {row['refused_reason']}"
    return ": ".join(str(row[name]) for name in ("tried_outcome", "tried_reason", "tried_detail") if row[name])


def _address(base: str | None, deposit: Deposit | None, name: str) -> str | None:
    """Where the public reads a file of a deposit; None when it cannot: not deposited, kept private, no public address.

    Of a sealed body the public sees the dataset made from it; a deposit without anything public stands on the private side.
    """
    if base is None or deposit is None or not deposit.key.startswith("public/"):
        return None
    return f"{base}{deposit.key}/{quote(name)}"


def _known(plan: Plan, document: Document, commitment: str | None, dropped: bool) -> EvidenceRow:
    """A document that its source names and that we could not fetch: possibly public from its event on, never certainly."""
    first = document.first_listed.astimezone(ZoneInfo(plan.zone)).date()
    return EvidenceRow(
        id=document.id,
        document=document.id,
        commitment=commitment,
        milestone=None,
        kind=document.kind,
        language=None,
        event_date=document.event_date,
        published_from=_possibly_from(plan, document.event_date, first).published_from,
        published_by=None,
        public_until=None,
        recorded=document.first_listed,
        substantive=True,
        primary=None,
        public=None if dropped else True,
        covers=None,
        title=document.title or "",
        url=document.url,
    )


def _possibly_from(plan: Plan, event_date: date | None, seen: date) -> Publication:
    """Never proven public. Without an event day it may have been public as long as any of the plan's clocks runs."""
    opening = min(plan.drafting.start, plan.start)
    return Publication(min(event_date, seen) if event_date else min(opening, seen), None)


def _published(capture: Capture, earlier: datetime | None, zone: ZoneInfo) -> Publication:
    """On the government's own site: the day it states, or the span between the look that did not show it and ours."""
    captured = capture.captured.astimezone(zone).date()
    stated = capture.description.stated
    if stated is not None and (earlier is None or stated > earlier.astimezone(zone).date()):
        # A page keeps its first publication day when it is revised: a stated day dates a revision only when it lies after
        # the version before.
        day = min(stated, captured)
        return Publication(day, day)
    unseen = capture.seen_before.astimezone(zone).date() if capture.seen_before else None
    event = capture.description.event_date
    known = [day for day in (unseen, event) if day is not None and day <= captured]
    return Publication(max(known) if known else None, captured)


def _attested(attestations: Attestations, document: str, field: str, described: str) -> str:
    said = attestations.get((document, field))
    return described if said is None else str(said["value"])


def _covers(attestations: Attestations, document: str) -> tuple[str, ...] | None:
    said = attestations.get((document, "covers"))
    return None if said is None else tuple(str(said["value"]).split())


def _answering(made: Sequence[Entry], attestations: Attestations) -> list[Entry]:
    """No source states which document answers which (JOIN keeps a reply within the comment's own document): a person says so
    of two documents, and the row then names one of the other's."""
    versions: dict[str, list[EvidenceRow]] = {}
    for entry in made:
        versions.setdefault(entry.document.id, []).append(entry.row)
    return [
        replace(entry, row=entry.row._replace(answers=_version(versions.get(str(said["value"]), ()), entry.row)))
        if (said := attestations.get((entry.document.id, "answers"))) is not None
        else entry
        for entry in made
    ]


def _version(versions: Sequence[EvidenceRow], reply: EvidenceRow) -> str | None:
    """The newest version that was there when the reply was recorded, else the first; None where the table has none."""
    ordered = sorted(versions, key=lambda row: (row.recorded is not None, row.recorded))
    before = [row for row in ordered if row.recorded is None or reply.recorded is None or row.recorded <= reply.recorded]
    return (before[-1] if before else ordered[0]).id if ordered else None


def visit_days(plan: Plan, last_whole: Mapping[str, datetime]) -> dict[str | None, date]:
    """By commitment (None: the process): the last day on which every one of its sources had been visited without fault.

    A commitment without sources, or with one that was never visited whole, is absent: never visited (docs/judging.md §2).
    """
    zone = ZoneInfo(plan.zone)
    keys: dict[str, list[str]] = {}
    for commitment, source in plan.sources():
        keys.setdefault(commitment, []).append(source_key(commitment, source))
    days: dict[str | None, date] = {}
    for commitment, sources in keys.items():
        visited = [last_whole.get(key) for key in sources]
        instants = [instant for instant in visited if instant is not None]
        if len(instants) == len(visited):
            days[None if commitment == PROCESS else commitment] = min(instants).astimezone(zone).date()
    return days
