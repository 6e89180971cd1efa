"""What the rules read and answer, and what people see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from ogp_etl.model.registered import Capture, Document


class EvidenceRow(NamedTuple):
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
    """Words of ``COVERS`` for its kind; None: not known."""
    answers: str | None = None
    """Id of the row that it answers: a reply to a comment. None: none, or not known."""
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
    SHOWN = "shown"
    """A judgement of the reviewer: the evidence is gathered, no verdict is given. Null in documents, empty in tables."""

    @property
    def told(self) -> str | None:
        """As documents and tables write it."""
        return None if self is Verdict.SHOWN else self.value


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
    Verdict.SHOWN,
)
"""The order in which people read verdicts. Of what is required no verdict is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSpan:
    start: date
    end: date | None
    """None: it still lasts."""


class Doubt(NamedTuple):
    id: str
    """Of the row that is in doubt; of the scope (``process``, ``1-1``) when its sources were not visited; else what is
    looked for."""
    why: str
    """Code; the codes are listed in docs/judging.md §3."""


class Part(NamedTuple):
    """What a finding says of one of its parts: a milestone, a meeting, a document, an item."""

    key: str
    verdict: Verdict
    due: date | None = None
    value: int | str | None = None
    duty: bool = True
    """False: nothing is asked of it by itself (an earlier cycle, the finding of another rule); it only shows what the verdict
    rests on. Not in documents and tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What an anonymous look at the repository found on a day (docs/rules.md, observations)."""

    what: str
    """``item``, ``folder``, ``update-time`` or ``dashboard``."""
    key: str
    """Of an item the row's id; of a folder or a dashboard's row the commitment's number or ``process``; else an address."""
    day: date
    found: str
    """One of the words that docs/rules.md lists for ``what``."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a named person decided of a verdict: that a rule is met, missed, met in another way, waived, does not apply."""

    id: str
    rule: str
    scope: str
    verdict: Verdict | None
    """pass, breach, not-applicable, waived or equivalent; None: takes back what was ruled before, and what the machine says
    stands again."""
    person: str
    reason: str
    made: datetime
    until: date | None
    """Last day on which it holds. None exactly where ``verdict`` is (a register from before this was asked may hold others)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Somebody disputes a verdict; it is shown beside it until it is answered."""

    id: str
    rule: str
    scope: str
    person: str
    why: str
    made: datetime
    answered: datetime | None = None
    answered_by: str = ""
    answer: str = ""


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
    last_day: date | None = None
    """Up to this day nobody can say that it is missed, also where the verdict is not ``pending`` and ``due`` says nothing. None:
    there is no such day. Not in documents and tables."""
    while_drafting: Verdict | None = None
    """Of a rule that asks more while the plan is drafted, once that is over: the verdict on all days of drafting, by what is
    known today. None of other rules, and before. Not in documents and tables."""
    good_to: date | None = None
    """Of a rule that is met again and again and whose ``due`` says nothing (n in twelve months): the last day on which it is
    good when nothing new comes; once it is good no more, the last day on which it was. None: it stays so to the end of the
    clock, or the rule is of another kind. Not in documents and tables."""
    way: str = "decided"
    """How the rule is judged: decided, decided-then-assist, assist or show (docs/rules.md)."""
    measured: Verdict | None = None
    """What the machine says by itself, where a person's ruling stands in its place; else None."""
    ruling: Ruling | None = None
    """The newest ruling, also when it has expired."""
    objections: tuple[Objection, ...] = ()
    """Those that nobody has answered, oldest first."""
    version: str = "adopted"
    """Of the promise that was judged: ``adopted``, or ``amended`` and the day."""
    text: Mapping[str, str]
    """By language."""

    @property
    def last_in_time(self) -> date | None:
        """The due day, or the day that stands for it where the rule names none."""
        return self.good_to if self.due is None else self.due


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
    """The last update became public on this day or later; None when nothing certain says so."""
    updated_possible: date | None
    """The last update became public on this day or earlier; None when none is even possible."""
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
    proven: date | None = None
    """Day by which the last update that is certain had become public, from which findings count their days; None when no
    update is certain."""
    waiting: tuple[str, ...] = ()
    """Required rules that are not known yet only because a person has to confirm or to look; the verdict leaves them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something wrong with our own harvesting or archive, never counted against a commitment."""

    code: str
    """``unvisited``, ``silent``, ``no-harvest`` or ``not-taken``; of our deposits the outcome of the newest look (``leaking``,
    ``closed``, …); of a DSpace as a whole ``oai-absent``, ``oai-unanswered``, ``oai-empty`` or ``oai-late``. Not of our
    harvesting, but for somebody to act on: ``ruling-expired``."""
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
