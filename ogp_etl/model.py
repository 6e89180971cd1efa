"""The frozen types that travel between the stages, and the two derived ids. Imports nothing of ours.

Instants are aware ``datetime`` in UTC (epoch seconds in the register); days are ``date`` in the plan's zone; sizes are
bytes; digests are lower-case hexadecimal SHA-256 of the body as received (transfer and content encodings undone).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

DRAFTING_GROUPS: dict[str, tuple[str, ...]] = {
    "programme": ("consultation-plan", "timeline", "open-invitation", "interagency-letter"),
    "forum-founding": ("forum-remit", "founding-minutes", "member-list"),
    "consultation": ("consultation-notice", "written-proposal", "baseline-document", "consultation-result"),
    "forum-meetings": ("meeting-invitation", "agenda", "minutes", "attendance", "transcript"),
    "feedback": ("reasoned-response",),
    "review-response": ("review-response",),
    "review-reaction": ("review-reaction",),
}
"""Groups of drafting evidence, R19 §5.1.2, first list (docs/judging.md §5)."""

IMPLEMENTATION_KINDS = (
    "bill",
    "decision",
    "procurement",
    "technical-document",
    "strategy",
    "monitoring",
    "budget",
    "third-party-analysis",
    "audit",
    "media",
    "usage-statistics",
)
"""R19 §5.1.2, second list, in its order."""

OTHER_KINDS = (
    "action-plan",
    "commitment-form",
    "progress-report",
    "self-assessment",
    "review-report",
    "forum-evaluation",
    "comment-export",
    "official-reply",
    "dataset",
    "news",
    "contact-page",
    "content-guideline",
    "web-page",
)

KINDS: tuple[str, ...] = (
    *(kind for group in DRAFTING_GROUPS.values() for kind in group),
    *IMPLEMENTATION_KINDS,
    *OTHER_KINDS,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar months or in days, as cards and rules write it: P3M, P1Y, P1W, P14D."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Raises ValueError when ``text`` is no such period or is of no length."""
        found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", text)
        years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
        period = cls(12 * years + months, 7 * weeks + days)
        if not period.months and not period.days:
            raise ValueError(f"{text!r} is no period; write it like P1D, P1W, P4M or P1Y")
        return period

    @property
    def words(self) -> dict[str, str]:
        """Its length for people, by language: 3 個月, 3 months; whole years as years."""
        years, months = divmod(self.months, 12) if self.months % 12 == 0 else (0, self.months)
        units = [(years, "年", "year"), (months, "個月", "month"), (self.days, "天", "day")]
        told = [unit for unit in units if unit[0]]
        return {
            "zh-Hant": "又 ".join(f"{number} {name}" for number, name, _ in told),
            "en": " and ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, _, name in told),
        }

    @property
    def each(self) -> dict[str, str]:
        """Once in that time, by language: 每 3 個月, every 3 months; 每天, every day."""
        chinese = self.words["zh-Hant"].removeprefix("1 ")
        return {
            "zh-Hant": f"每 {chinese}" if chinese[0].isdigit() else f"每{chinese}",
            "en": f"every {self.words['en'].removeprefix('1 ')}",
        }


def document_id(plan: str, source: str, locator: str) -> str:
    """Id of a document: what people cite. ``source`` is the source's key within the plan (``process/transcripts``),
    ``locator`` what names the document stably within its source. The same on every machine."""
    return "d" + hashlib.sha256(f"{plan}\n{source}\n{locator}".encode()).hexdigest()[:24]


def capture_id(document: str, sha256: str) -> str:
    """Id of one version of a document: the document and its content digest."""
    return "c" + hashlib.sha256(f"{document}\n{sha256}".encode()).hexdigest()[:24]


# --- harvest ---------------------------------------------------------------------------------------------------------


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


# --- register --------------------------------------------------------------------------------------------------------


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


# --- archive ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    name: str
    """Path within the package, clean, with ``/``."""
    sha256: str
    size: int
    public: bool
    path: Path | None = None
    """Where the bytes are; None when ``content`` holds them."""
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is deposited for one capture. The same capture makes the same bytes every time."""

    evidence: str
    """Capture id."""
    document: str
    plan: str
    commitment: str
    files: tuple[PackageFile, ...]
    provenance: bytes
    """Canonical JSON, enough to make the register's rows again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A package that stands in a repository, read back and found right."""

    evidence: str
    repository: str
    """Name of the repository: ``folder``, ``s3``, ``dspace``."""
    key: str
    """Where it stands there (a prefix, a handle)."""
    deposited: datetime
    sha256: str
    """Digest of the provenance that was deposited; it holds the digests of all files."""


class Found(StrEnum):
    """What a verification of one deposit found, asked from outside as anybody would."""

    OPEN = "open"
    """Everything that is public can be read by anybody, with size and digest right."""
    INTACT = "intact"
    """We ourselves read what was deposited; whether anybody can was not asked, because no public address is known. Proves no
    publication."""
    SEALED = "sealed"
    """Nothing of it is public, and nobody can read it."""
    WITHDRAWN = "withdrawn"
    MISSING = "missing"
    CLOSED = "closed"
    """A public part asks for a log-in: a barrier (R19 §5.1.1)."""
    ALTERED = "altered"
    """Other bytes than were deposited."""
    LEAKING = "leaking"
    """What is held back can be read by anybody."""
    UNLISTED = "unlisted"
    """Readable, but not among the records that the repository offers to harvesters."""
    UNANSWERED = "unanswered"
    """The repository did not answer: our failure, not the deposit's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One deposit looked at once."""

    id: str
    evidence: str
    repository: str
    key: str
    at: datetime
    found: Found
    detail: str
    """What was seen and where, one line; empty when all is as it should be."""


# --- checks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One row of the evidence table (docs/judging.md §2): a document becoming public, or a new version of it."""

    id: str
    document: str
    commitment: str | None
    """None: the process of the whole plan."""
    milestone: str | None
    kind: str
    language: str | None
    event_date: date | None
    published_from: date | None
    """Earliest day on which it can have become public; None: any time before ``published_by``."""
    published_by: date | None
    """Latest such day; None: never proven. Both None: not public, the row does not exist."""
    public_until: date | None
    recorded: datetime | None
    """When it became known to us; None: always known."""
    substantive: bool
    primary: bool | None
    public: bool | None
    covers: tuple[str, ...] | None
    """Of a progress report; None: not known."""
    title: str = ""
    url: str = ""


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 a verdict, not a password
    PENDING = "pending"
    DUE_SOON = "due-soon"
    BREACH = "breach"
    GAP = "gap"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"
    EQUIVALENT = "equivalent"


WORST_FIRST = (
    Verdict.BREACH,
    Verdict.UNKNOWN,
    Verdict.DUE_SOON,
    Verdict.GAP,
    Verdict.PENDING,
    Verdict.PASS,
    Verdict.EQUIVALENT,
    Verdict.WAIVED,
    Verdict.NOT_APPLICABLE,
)
"""The order in which people read verdicts. Of what is required no verdict is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSpan:
    start: date
    end: date | None
    """None: it still lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    id: str
    """Of the row that is in doubt; of the scope (``process``, ``1-1``) when its sources were not visited; else what is
    looked for."""
    why: str
    """Code; the codes are listed in docs/judging.md §3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a finding says of one of its parts: a milestone, a meeting, a document, an item."""

    key: str
    verdict: Verdict
    due: date | None = None
    value: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to one rule for one scope, with what decides it (docs/judging.md §3)."""

    rule: str
    """``R19/forum.meets``."""
    clause: str
    severity: str
    """minimum, standard or advice."""
    scope: str
    """``plan`` or a commitment's number."""
    verdict: Verdict
    value: int | str | None
    threshold: Mapping[str, Any]
    due: date | None
    history: tuple[LateSpan, ...] = ()
    evidence: tuple[str, ...] = ()
    """Ids that decide the verdict, at most 20, newest first."""
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    parts: tuple[Part, ...] = ()
    """Of rules on a milestone, meeting, document, item, comment, forum or site; empty for all others."""
    in_force: bool = True
    stopped: date | None = None
    """Of rules with a clock: the day on which it stood still, so that ``value`` counts to it; None while it runs."""
    text: Mapping[str, str]
    """By language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings of one plan as of one day."""

    plan: str
    as_of: date
    known_at: datetime | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the register knows of one source of a card. Instants are None when it never happened."""

    source: str
    """Key within the plan."""
    commitment: str
    """Number, or ``process``."""
    last_whole: datetime | None
    """Last visit without fault."""
    last_visit: datetime | None
    last_reason: str
    """Why the last visit was faulty; empty when it was whole or there was none."""
    last_new: datetime | None
    """Last capture of something new."""
    last_attempt: datetime | None
    last_outcome: str
    """Outcome and reason of the last attempt, such as ``failed: not-found``; empty when there was none. Of attempts that
    ended at one instant (a drop folder's) one that was not good."""
    not_taken: tuple[str, ...] = ()
    """Addresses of what lay in the drop folder at the last visit and is no file (``Reason.NOT_A_FILE``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the evidence table with what stands behind it, for the pages."""

    row: EvidenceRow
    document: Document
    capture: Capture | None
    """None: known, not held."""
    file: str | None
    """Address of the public file, relative to the site's root or absolute; None when it is not public or not held."""
    provenance: str | None
    """Address of the provenance; None when not held."""
    item: str | None = None
    """Address of its item in a DSpace's user interface; None when there is none that the public can open."""
    why_not_held: str = ""
    """Outcome and reason of the last attempt; empty when held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One commitment (or the process) as operators see it."""

    scope: str
    """Number, or ``process``."""
    title: Mapping[str, str]
    """By language; a language that is not known is absent."""
    verdict: Verdict
    """The worst verdict of severity minimum or standard."""
    updated: date | None
    """Day of the last update that is certain; None when none is."""
    updated_possible: date | None
    """Day of the last update that is possible; None when none is."""
    due: date | None
    freshness: Verdict
    kinds: tuple[int, int] | None
    """Kinds present and expected; None when the card names none."""
    milestones: tuple[int, int] | None
    """Milestones shown and due so far; None when the card has none."""
    missing: tuple[str, ...]
    held: int
    """Documents held."""
    known: int
    """Documents known, not held."""
    unseen: tuple[str, ...]
    """Sources never visited without fault, or not within seven days of the day."""
    last_attempt: datetime | None
    last_outcome: str
    """Outcome and reason of the last attempt; empty when there was none."""
    barriers: tuple[str, ...] = ()
    """Deposits that the newest look found not as they should be, worst first: outcome and capture id (``closed:c0f…``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something wrong with our own harvesting or archive, never counted against a commitment."""

    code: str
    """``unvisited``, ``silent``, ``no-harvest`` or ``not-taken``; of our deposits the outcome of the newest look (``leaking``,
    ``closed``, …); of a DSpace as a whole ``oai-absent``, ``oai-unanswered``, ``oai-empty`` or ``oai-late``."""
    source: str
    """Source key; empty when it concerns all."""
    since: datetime | None
    """None: never."""
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    plan: str
    as_of: date
    running: bool
    """Whether the plan's reporting phase is still open; an ended plan never keeps a gate red."""
    lines: tuple[BoardLine, ...]
    alarms: tuple[Alarm, ...]
