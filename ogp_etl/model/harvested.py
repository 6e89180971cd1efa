"""What one exchange with a site is, and what a collector makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path


class Outcome(StrEnum):
    """How an attempt to get one address ended."""

    FETCHED = "fetched"
    """A body was had. Whether it is new is told later: see ``Change``."""
    UNCHANGED = "unchanged"
    """The site said so (304), or the drop folder shows the same file."""
    FAILED = "failed"
    BLOCKED = "blocked"
    """A defence answered instead of the site (also with status 200)."""
    REFUSED = "refused"
    """robots.txt forbids it and nothing was asked; or it lies in a drop folder and is no file, and nothing was opened."""
    WAITING = "waiting"
    """A dropped file is still being written: known, and taken at the next visit. No fault of anybody."""

    @property
    def good(self) -> bool:
        return self in (Outcome.FETCHED, Outcome.UNCHANGED)


class Reason(StrEnum):
    """Why an attempt was not good. Codes are stable: they are stored and shown."""

    STATUS = "status"
    """The site answered with an error status (``Exchange.status``)."""
    NOT_FOUND = "not-found"
    """404 or 410."""
    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    """Connecting, reading or the whole exchange took too long."""
    CUT_SHORT = "cut-short"
    """Fewer bytes arrived than were announced."""
    TOO_LARGE = "too-large"
    REDIRECTS = "redirects"
    TLS = "tls"
    ADDRESS = "address"
    """The name leads to an address that is not public."""
    ENCODING = "encoding"
    """The content encoding could not be undone."""
    BLOCK_PAGE = "block-page"
    ROBOTS = "robots"
    NOT_IN_REPLAY = "not-in-replay"
    EMPTY = "empty"
    """Success without a body."""
    RETRY_LATER = "retry-later"
    """The host asked us to come back later (429 or 503 with Retry-After beyond our patience)."""
    ACCESS = "access"
    """A drop folder or bucket cannot be read by us."""
    CHANGING = "changing"
    """A dropped file was still being written."""
    NOT_A_FILE = "not-a-file"
    """What lies in a drop folder is a link, a pipe or a device: never followed, never opened, no evidence."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets us ask "has it changed?": kept by the register per address. Both None: nothing to ask with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class WarcRef:
    """Where the response record of an exchange stands."""

    file: str
    """Name of the WARC file, without its folder."""
    offset: int
    """Byte offset of the record's first compressed byte."""
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One attempt to get one address, with what came of it. Never interpreted here."""

    url: str
    """As asked."""
    started: datetime
    ended: datetime
    outcome: Outcome
    reason: Reason | None = None
    """None when the outcome is good."""
    detail: str = ""
    """For people: one line, what happened."""
    final_url: str | None = None
    """Address that answered after redirects; None when none answered."""
    status: int | None = None
    """Of the last answer; None when there was none (and for drop folders)."""
    media_type: str | None = None
    """As stated by the site, without parameters, lower case; None when not stated."""
    charset: str | None = None
    """As stated by the site; None when not stated."""
    filename: str | None = None
    """As stated by Content-Disposition; None when not stated. Not safe to use as a path."""
    size: int | None = None
    sha256: str | None = None
    body: Path | None = None
    """Spooled body, named by its digest; present exactly when the outcome is ``fetched``. Also kept for block pages."""
    validators: Validators = field(default_factory=Validators)
    warc: WarcRef | None = None
    tls: str | None = None
    """TLS exception or extra certificate used, with its reason; None when none was."""
    robots: str | None = None
    """allowed, forbidden, no-file, unreachable, not-recorded (replay); None where robots.txt has no say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One document that a source shows, as a collector found it. ``exchange`` is the attempt to get it."""

    locator: str
    """Names the document stably within its source; never a token, a counter or a row number."""
    url: str
    exchange: Exchange
    title: str | None = None
    kind: str | None = None
    """Only where the card names this very document's kind."""
    event_date: date | None = None
    """Only where the listing itself states it."""
    stated: date | None = None
    """Day of publication that the source states; None when it states none."""
    until: date | None = None
    """Day from which it will no longer be public, as the source announces it (下版日期); None when it announces none."""
    sealed: bool = False
    """The raw body may hold names of private persons: kept, never public; a dataset without names stands for it."""
    note: str = ""
    """Why it belongs, where the card says so of this very document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One public comment, without its author."""

    position: int
    """From 1, in the order of the source; no stable id."""
    made: datetime
    side: str | None
    """``for`` or ``other`` where the platform asks for a side, else None."""
    text: str
    agree: int | None
    disagree: int | None
    anonymous: bool
    """The source shows no author name."""
    reply: str | None = None
    """The official reply's text; None when there is none in the source."""
    replied: datetime | None = None
