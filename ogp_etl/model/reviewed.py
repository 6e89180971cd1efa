"""What a plan's reviewer asks, as one view, and what falls due next (docs/rules.md §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ogp_etl.model.judged import Finding, Verdict

Group = Literal["odd", "even"]
UpcomingState = Literal["missed", "unsettled", "uncertain", "late", "due"]
"""missed: in breach now. unsettled: in breach now unless something came that we have not seen. uncertain: past its due day, and
of what is known nobody can say whether it was done. late: a milestone past its day that may still be shown. due: in time so
far."""
Answer = Literal["fails", "open", "holds"]
"""Would the repository and the participation pass the reviewer on the day? fails: a minimum requirement is missed. open: none is,
and of one it is not known, or the reviewer has to judge it. holds: each is met, not due yet, or does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """One thing that somebody has to do."""

    state: UpcomingState
    part: str
    """Key of the part (a milestone); empty: the whole finding."""
    due: date | None
    """Last day in time: of a milestone its own day; else the last day on which the verdict is good. None: the rule names no
    day."""
    red: date | None
    """First day of the breach when nothing comes; None: not within these days, never, or it is one already."""
    now: Verdict
    """Today's verdict."""
    finding: Finding
    """Of the day on which it turns; of today where it has turned already."""

    def days_left(self, day: date) -> int | None:
        """Negative once ``due`` is past."""
        return None if self.due is None else (self.due - day).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rule as the reviewer's view shows it: what every set of the plan that has it says."""

    code: str
    """Without its set."""
    plan: tuple[Finding, ...]
    """Findings on the whole plan, in the order of the sets."""
    commitments: tuple[Finding, ...]
    """Findings on commitments, in the order of the sets and then of the cards."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.plan, *self.commitments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that a reviewer asks."""

    key: str
    chapter: str
    """``repository``, ``participation``, ``breach`` or ``reporting``."""
    clause: str
    verdict: Verdict
    """The worst of what is required, of a question of advice only the worst of that; ``shown`` where no rule gives one,
    ``not-applicable`` where none applies."""
    asked: tuple[Asked, ...]
    no_rule: tuple[str, ...]
    """Codes of rules that belong here and that no set of the plan has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One cycle of the country."""

    plan: str
    end: date
    breach: bool | None
    """None: not known, or not over."""
    reason: str
    """Who says so; empty of this cycle, of which the findings tell, and of one that is not over."""
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDay:
    """A day of the plan's calendar."""

    key: str
    """Of the words that name it."""
    clause: str
    first: date
    last: date | None = None
    """Where it is a span."""
    done: date | None = None
    """When it was done, where the card tells and that was by the day of judging."""
    rule: str | None = None
    """Id of the rule that asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    group: Group
    """Of the year in which the plan was due, or starts where no day was set."""
    by_deadline: bool
    """False: the group is that of the year in which the plan starts."""
    shifted: Group | None
    """The group into which late delivery moves the country; None: it does not, or nothing is known."""
    days: tuple[KeyDay, ...]
    """In the order of the days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A plan as its reviewer looks at it, as of a day."""

    plan: str
    as_of: date
    today: date
    """Later than this, ``as_of`` is a supposition."""
    answer: Answer
    failing: tuple[Finding, ...]
    """The minimum requirements that are missed, for which the answer is no."""
    questions: tuple[Question, ...]
    others: tuple[Asked, ...]
    """All rules that no question shows."""
    ledger: tuple[LedgerLine, ...]
    calendar: Calendar
    reviewed: bool
    """Whether an independent reviewer reports on the plan; else the days of the reports are by analogy."""
    versions: Mapping[str, str]
    """Version of the promise that was judged, by scope, where it is not the one adopted."""
    shares: Mapping[str, tuple[int, int]]
    """Completeness (present, expected) by scope."""
    upcoming: tuple[Upcoming, ...]
    until: date
    """Up to here ``upcoming`` looks."""
    unseen: tuple[str, ...] = ()
    """Scopes (``process``, a commitment's number) whose sources are not seen today."""

    @property
    def first(self) -> Upcoming | None:
        """What turns red first; None: nothing that is not red today does so up to ``until``."""
        turning = [one for one in self.upcoming if one.red is not None]
        return min(turning, key=lambda one: (one.red or date.max, one.finding.severity != "minimum"), default=None)
