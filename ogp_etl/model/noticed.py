"""What people and their tools are told after a check: figures, notices and the messages that carry them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from ogp_etl.model.judged import Finding, Verdict

OutstandingState = Literal["missed", "due", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The figures of one commitment, or of the whole plan, on one day (docs/operating.md, figures)."""

    scope: str
    """``plan`` or a commitment's number."""
    day: date
    verdict: Verdict
    """The worst of what is required; rules that wait for a person are left out."""
    days_since_update: int | None
    """Since the day by which the last update that is certain had become public, as findings count; None when none is."""
    days_to_breach: int | None
    """Up to the nearest day by which something required must be done; 0 on that day itself. None when there is none ahead."""
    shown: int
    expected: int
    """The share of the completeness matrix: how much is certainly there, of all that is there or due (docs/rules.md §9)."""
    breaches: int
    """Rules of severity minimum or standard that are missed."""
    unknown: int
    """Such rules of which nobody can say on what is known; ``waiting`` ones are left out."""
    waiting: int
    """Such rules that are not known only because a named person has to confirm or to look."""
    held: int
    known: int
    """Documents held; documents known, not held."""

    @property
    def completeness(self) -> float | None:
        """Share of what is expected that is shown, from 0 to 1; None when nothing is expected."""
        return self.shown / self.expected if self.expected else None


class Outstanding(NamedTuple):
    """Something required that is missed, that is to be done by a day, or that waits for a person."""

    rule: str
    scope: str
    """``plan`` or a commitment's number."""
    part: str
    """Key of the finding's part (a milestone); empty: the whole finding."""
    state: OutstandingState
    due: date | None
    """None of what waits for a person, and of what is missed where the rule names no day."""


class Subject(NamedTuple):
    """What a notice is about. A due day that moves makes another subject."""

    plan: str
    rule: str
    """Of a rule set (``R19/forum.meets``), or ``no-harvest``."""
    scope: str
    part: str
    """Of a finding that has due days for its parts (a milestone): its key; else empty."""
    about: date | None
    """The due day. Of a missed rule without one: the last day on which the log of findings had it otherwise. Of silence: the
    day of the last visit without fault. None: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that each channel is told once."""

    subject: Subject
    mark: int
    """Days before the due day at which it is told; 0: it is missed, or harvesting has fallen silent."""
    day: date
    """As of this day."""
    finding: Finding | None = None
    """None of silence."""
    text: Mapping[str, str]
    """Of silence what the alarm says, else what the rule asks; by language."""

    @property
    def id(self) -> str:
        """The same for the same subject and mark on any machine."""
        told = "\n".join((*self.subject[:4], self.subject.about.isoformat() if self.subject.about else "", str(self.mark)))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent to a channel in one piece."""

    subject: str
    """One line, both languages."""
    text: str
    """Plain text, zh-Hant first, then English."""
    document: Mapping[str, Any]
    """The same for programs; can be written as JSON."""
