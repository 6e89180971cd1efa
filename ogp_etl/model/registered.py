"""What the register remembers: visits, attempts, documents and their versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ogp_etl.model.harvested import Exchange, Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One walk over one source. ``whole`` means: its list was read whole (single documents may have failed)."""

    id: str
    run: str
    plan: str
    source: str
    commitment: str
    """Number, or ``process``."""
    started: datetime
    ended: datetime
    whole: bool
    listed: int
    reason: str = ""
    """What went wrong, one line; empty when whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The last good look at one address of a source."""

    url: str
    document: str | None
    at: datetime
    sha256: str | None
    validators: Validators
    media_type: str | None
    charset: str | None
    final_url: str | None


@dataclass(slots=True, kw_only=True)
class Memory:
    """What the register remembers of one source when a visit begins; the visit keeps it up to date as it goes."""

    seen: dict[str, Seen]
    """By address asked."""
    captures: dict[str, Capture]
    """Newest version by document id."""
    documents: dict[str, datetime | None]
    """All documents the source has shown: id, and the last faultless visit that did not yet show it."""
    last_whole: datetime | None
    """Last visit without fault; None when there was none."""


class Change(StrEnum):
    """What a fetched body is, compared with the document's current capture."""

    NEW = "new"
    """First capture of the document."""
    SAME = "same"
    """Same bytes."""
    COPY = "copy"
    """Other bytes, same substance (counter, token, share bar): no new version."""
    REVISED = "revised"
    """Other substance: a new version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One row of the log of attempts."""

    id: str
    visit: str
    plan: str
    source: str
    purpose: str
    """``listing`` or ``document``."""
    document: str | None
    """Document id; None for listings."""
    exchange: Exchange
    change: Change | None = None
    """None for listings and for attempts without a body."""
    change_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing a source publishes, held or only known."""

    id: str
    plan: str
    source: str
    commitment: str
    locator: str
    url: str
    title: str | None
    kind: str
    event_date: date | None
    stated: date | None
    first_listed: datetime
    unseen_at: datetime | None
    """Last faultless visit that did not yet show it; None when there was none."""


@dataclass(frozen=True, slots=True)
class Substance:
    """What counts as content, as one extractor of one version saw it."""

    extractor: str
    version: int
    sha256: str


class Screened(StrEnum):
    ACCEPT = "accept"
    HOLD = "hold"
    """Kept, not public until a person decides."""
    QUARANTINE = "quarantine"
    """Hostile: kept apart, never opened, never deposited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What the bytes are."""

    outcome: Screened
    media_type: str
    """By content."""
    detector: str
    """Which detector said so, with its version."""
    reason: str = ""
    """Code and one line a ministry can act on; empty when accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a capture is about, derived by ordered small rules; may be derived again at any time."""

    title: str | None
    kind: str
    language: str | None
    event_date: date | None
    milestone: str | None
    stated: date | None
    primary: bool | None
    primary_reason: str
    by: Mapping[str, str]
    """Per field: which rule decided."""
    until: date | None = None
    """Day from which it will no longer be public, as the source announces it; None when it announces none. An announcement
    only: whether it came true is told by later visits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One substantive version of one document."""

    id: str
    document: str
    sha256: str
    size: int
    captured: datetime
    attempt: str
    change: Change
    substance: Substance
    screening: Screening
    description: Description
    filename: str
    """Clean name for people, with an extension that fits the content."""
    sealed: bool
    url: str
    """Address that answered."""
    seen_before: datetime | None
    """Last successful look that did not yet show this version; None when there was none."""
