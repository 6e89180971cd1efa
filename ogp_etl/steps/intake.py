"""One visit to one source: walk it with its collector, tell new from old, record everything that was tried.

The visit loop is the single edge where what a site does becomes a row: every attempt is recorded, also the empty and the
failed ones, and what was had before a fault stays.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ogp_etl.archive.package import clean_name
from ogp_etl.cards import Plan, source_key
from ogp_etl.describe import describe
from ogp_etl.describe.substance import Extractor, Opened, change, substance
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.model import (
    Attempt,
    Capture,
    Change,
    Document,
    Exchange,
    Memory,
    Outcome,
    Screened,
    Seen,
    Sighting,
    Substance,
    Visit,
    capture_id,
    document_id,
)
from ogp_etl.register import Register
from ogp_etl.screen import screen
from ogp_etl.steps.visit_reader import VisitReader

FLUSH_AT = 64
"""Rows kept back at most before they are written; a killed process loses at most these, and fetches them again."""

Collect = Callable[[Any, VisitReader], Iterator[Sighting]]


@dataclass(slots=True)
class Ledger:
    """What a visit has recorded and not yet written; one transaction for each handful of rows."""

    register: Register
    attempts: list[Attempt] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)

    def flush(self, visits: Iterable[Visit] = ()) -> None:
        self.register.take(attempts=self.attempts, documents=self.documents, captures=self.captures, visits=tuple(visits))
        self.attempts, self.documents, self.captures = [], [], []

    def flush_when_full(self) -> None:
        if len(self.attempts) + len(self.captures) >= FLUSH_AT:
            self.flush()


@dataclass(slots=True)
class SourceVisit:
    """The facts that all rows of one visit share, and the steps from a sighting to its rows."""

    plan: Plan
    commitment: str
    source: Any
    run: str
    now: datetime
    memory: Memory
    ledger: Ledger
    read_archived: Callable[[Capture], Path | None]
    """The body of an archived capture, to extract again after an upgrade; None when it cannot be had."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    listed: int = 0
    last_attempt: datetime = field(init=False)
    """When the last attempt of this visit ended."""
    looks: dict[str, datetime] = field(init=False)
    """By document: the last good look at any of its addresses before this one."""

    def __post_init__(self) -> None:
        self.last_attempt = self.now
        self.looks = {}
        for seen in self.memory.seen.values():
            if seen.document is not None:
                self.looks[seen.document] = max(seen.at, self.looks.get(seen.document, seen.at))

    @property
    def key(self) -> str:
        return source_key(self.commitment, self.source)

    def take(self, sighting: Sighting) -> None:
        """Record one sighting: its document, its attempt, and a capture when it shows something new."""
        self.listed += 1
        document = self._document(sighting)
        exchange = sighting.exchange
        current = self.memory.captures.get(document)
        attempt = Attempt(
            id=uuid.uuid4().hex, visit=self.id, plan=self.plan.id, source=self.key, purpose="document",
            document=document, exchange=exchange,
        )  # fmt: skip
        if exchange.outcome is Outcome.FETCHED and exchange.body is not None and exchange.sha256 is not None:
            seen = self.memory.seen.get(exchange.url)
            if current is not None and exchange.sha256 in (current.sha256, seen.sha256 if seen else None):
                attempt = replace(attempt, change=Change.SAME)
            else:
                attempt = self._compare(sighting, document, current, attempt)
        self._remember(attempt)

    def record(self, purpose: str, exchange: Exchange) -> None:
        """Record an attempt that belongs to no document: a listing, or a page the collector gave up on."""
        attempt = Attempt(
            id=uuid.uuid4().hex, visit=self.id, plan=self.plan.id, source=self.key, purpose=purpose, document=None,
            exchange=exchange,
        )  # fmt: skip
        self._remember(attempt)

    def _document(self, sighting: Sighting) -> str:
        """The document's id; the document itself is recorded when the source shows it for the first time."""
        name = document_id(self.plan.id, self.key, sighting.locator)
        if name not in self.memory.documents:
            self.memory.documents[name] = self.memory.last_whole
            document = Document(
                id=name,
                plan=self.plan.id,
                source=self.key,
                commitment=self.commitment,
                locator=sighting.locator,
                url=sighting.url,
                title=sighting.title,
                kind=describe(self.source, sighting, None, None, self._milestones()).kind,
                event_date=sighting.event_date,
                stated=sighting.stated,
                first_listed=self.now,
                unseen_at=self.memory.last_whole,
            )
            self.ledger.documents.append(document)
        return name

    def _compare(self, sighting: Sighting, document: str, current: Capture | None, attempt: Attempt) -> Attempt:
        exchange = sighting.exchange
        assert exchange.body is not None and exchange.sha256 is not None and exchange.size is not None  # noqa: S101, PT018 told apart by the caller
        screening = screen(exchange.body, exchange.media_type, exchange.filename or _last_part(exchange.url))
        hostile = screening.outcome is Screened.QUARANTINE
        opened = None if hostile else Opened(exchange.body, self.source, exchange.charset)
        new = Substance("bytes", 1, exchange.sha256) if opened is None else substance(opened, screening.media_type)
        what, why = change(current.substance if current else None, new, self._again(current, new))
        if what is Change.COPY:
            return replace(attempt, change=what, change_reason=why)
        description = describe(self.source, sighting, opened, screening.media_type, self._milestones())
        capture = Capture(
            id=capture_id(document, exchange.sha256),
            document=document,
            sha256=exchange.sha256,
            size=exchange.size,
            captured=exchange.ended,
            attempt=attempt.id,
            change=what,
            substance=new,
            screening=screening,
            description=description,
            filename=clean_name(exchange.filename or _last_part(exchange.url), screening.media_type),
            sealed=sighting.sealed,
            url=exchange.final_url or exchange.url,
            seen_before=self.looks.get(document) if current else self.memory.documents[document],
        )
        self.ledger.captures.append(capture)
        if not hostile:
            self.memory.captures[document] = capture
        return replace(attempt, change=what, change_reason=why)

    def _again(self, current: Capture | None, new: Substance) -> Callable[[Extractor], Substance] | None:
        """The way to read the held body anew, where the two were not read alike; None where it is not needed or not to be had."""
        if current is None or (current.substance.extractor, current.substance.version) == (new.extractor, new.version):
            return None
        body = self.read_archived(current)
        return None if body is None else lambda extractor: extractor(Opened(body, self.source))

    def _milestones(self) -> tuple[str, ...]:
        return next((tuple(m.id for m in c.milestones) for c in self.plan.commitments if c.number == self.commitment), ())

    def _remember(self, attempt: Attempt) -> None:
        exchange = attempt.exchange
        self.last_attempt = max(self.last_attempt, exchange.ended)
        if exchange.outcome.good:
            if attempt.document is not None:
                self.looks[attempt.document] = exchange.ended
            self.memory.seen[exchange.url] = Seen(
                url=exchange.url,
                document=attempt.document,
                at=exchange.ended,
                sha256=exchange.sha256,
                validators=exchange.validators,
                media_type=exchange.media_type,
                charset=exchange.charset,
                final_url=exchange.final_url,
            )
        self.ledger.attempts.append(attempt)
        self.ledger.flush_when_full()


def _last_part(url: str) -> str:
    return unquote(url.partition("?")[0].rstrip("/").rpartition("/")[2])


def walk(visit: SourceVisit, reader: VisitReader, collect: Collect) -> Visit:
    """Walk the source; gives the visit as recorded. Raises only for our own machine (``LocalFault``, ``RegisterFault``)."""
    reason = ""
    try:
        for sighting in collect(visit.source, reader):
            _record_others(visit, reader, sighting.exchange)
            visit.take(sighting)
    except (FetchFailed, LayoutUnknown) as error:
        reason = str(error)
    _record_others(visit, reader, None)
    done = Visit(
        id=visit.id,
        run=visit.run,
        plan=visit.plan.id,
        source=visit.key,
        commitment=visit.commitment,
        started=visit.now,
        ended=max(visit.now, visit.last_attempt),
        whole=not reason,
        listed=visit.listed,
        reason=reason,
    )
    visit.ledger.flush([done])
    return done


def _record_others(visit: SourceVisit, reader: VisitReader, claimed: Exchange | None) -> None:
    """Record what was tried and is not the sighting at hand; a sighting may come later for a document already tried."""
    kept = []
    for purpose, exchange in reader.pending:
        if exchange is claimed:
            continue
        if claimed is None or purpose == "listing":
            visit.record(purpose, exchange)
        else:
            kept.append((purpose, exchange))
    reader.pending = kept
