"""What falls due or turns red within some days, when nothing new comes. Pure: the judge is asked, no rule is told twice.

The rows stay those of today. Of our visits two things can be supposed: ``whole`` supposes that every source is read whole and
brings nothing (what agencies have to fear), ``as_now`` that only those go on being read that are read now (what may be said).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from ogp_etl.cards import Commitment, Plan
from ogp_etl.check.calendar import close, plus
from ogp_etl.check.evidence.case import SEEN_FOR_DAYS
from ogp_etl.check.views.board import waits
from ogp_etl.model import Finding, Observation, Part, Period, Report, Verdict
from ogp_etl.model.reviewed import Upcoming, UpcomingState

Visits = Mapping[str | None, date] | None
ORDER: tuple[UpcomingState, ...] = ("missed", "unsettled", "uncertain", "late", "due")
Key = tuple[str, str, str]
"""Rule, scope, and key of a part or an empty text."""

STEPS = 8
"""The days ahead are looked at in so many steps; inside a step a change is found by halving."""
RED = frozenset({Verdict.BREACH})
LOST = frozenset({Verdict.BREACH, Verdict.GAP, Verdict.UNKNOWN})
"""Verdicts that are no longer good."""
LINKED = "/repo.evidence-linked"
ONE = timedelta(days=1)
DASHBOARD_UPDATED = ("dashboard", "updates")
"""The observation that tells an event of theirs."""


def as_now(visits: Visits, today: date, day: date) -> Visits:
    """Visits as of a later day, when those go on being visited whose sources are seen today; the others stay unseen."""
    if visits is None or day <= today:
        return visits
    seen = {owner for owner, last in visits.items() if (today - last).days <= SEEN_FOR_DAYS}
    return {owner: day if owner in seen else last for owner, last in visits.items()}


def unseen(plan: Plan, visits: Visits, today: date) -> dict[str | None, date | None]:
    """Owners (a commitment's number, None for the process) that were not visited lately, with the last visit; None: never."""
    if visits is None:
        return {}
    last = {owner: visits.get(owner) for owner in (None, *(one.number for one in plan.commitments))}
    return {owner: day for owner, day in last.items() if day is None or (today - day).days > SEEN_FOR_DAYS}


def looks_as_now(looks: Sequence[Observation], today: date, day: date) -> list[Observation]:
    """Looks at the repository as of a later day, when we go on looking as often and find the same: each as old as it is today.
    The day on which a dashboard was updated is no look of ours and stays."""
    later = max(day - today, timedelta())
    return [one if (one.what, one.key) == DASHBOARD_UPDATED else replace(one, day=one.day + later) for one in looks]


def as_known(plan: Plan, day: date) -> Plan:
    """The plan without what happened after the day: nothing that was done, completed or amended later counts as foreseen."""
    amendments = tuple(one for one in plan.amendments if one.day <= day)
    added = {number for one in amendments for number in one.adds}
    to_come = {number for one in plan.amendments for number in one.adds} - added
    commitments = tuple(_open(one, day) for one in plan.commitments if one.number not in to_come)
    following = plan.successor
    if following is not None and _after(following.delivered, day):
        following = replace(following, delivered=None)
    delivered = None if _after(plan.delivered, day) else plan.delivered
    return replace(plan, delivered=delivered, amendments=amendments, successor=following, commitments=commitments)


def _open(commitment: Commitment, day: date) -> Commitment:
    return replace(commitment, completed=None) if _after(commitment.completed, day) else commitment


def _after(done: date | None, day: date) -> bool:
    return done is not None and done > day


def upcoming(plan: Plan, report: Report, judge_on: Callable[[date], Report], until: date) -> list[Upcoming]:
    """All that is missed on the report's day, or falls due up to ``until``; past due first, then by day.

    ``judge_on`` judges as of a day, the report's included, as if every source had been read whole and had brought nothing new.
    Advice is told of only while it can be followed in time. A plan whose reporting is over has nothing due any more.
    """
    if report.as_of > close(plan):
        return []
    search = _Search(report, judge_on, until)
    # What is left to the reviewer has no verdict that could turn.
    findings = [finding for finding in report.findings if finding.verdict is not Verdict.SHOWN]
    found = [one for finding in findings for one in _of_finding(plan, finding, search)]
    return sorted(found, key=lambda one: (ORDER.index(one.state), one.due or date.min, one.red or date.max))


def _of_finding(plan: Plan, finding: Finding, search: _Search) -> list[Upcoming]:
    """Parts stand for their finding where both turn red on one day."""
    milestones = _milestones(plan, finding)
    duties = [part for part in finding.parts if part.duty]
    parts = [one for part in duties if (one := search.of_part(finding, part, milestones.get(part.key)))]
    if finding.verdict is Verdict.BREACH:
        whole = None if any(one.state == "missed" for one in parts) else _missed(finding, "", finding.last_in_time)
    else:
        whole = search.turning(finding, "", finding.verdict)
    return parts if whole is None or any(_tells(one, whole) for one in parts) else [*parts, whole]


def _tells(part: Upcoming, whole: Upcoming) -> bool:
    return part.red == whole.red and (part.red is not None or part.state == whole.state)


def _milestones(plan: Plan, finding: Finding) -> dict[str, date]:
    """Due days of the milestones that the parts of the finding are; empty of other findings."""
    if not finding.rule.endswith(LINKED):
        return {}
    return {
        milestone.id: milestone.due for one in plan.commitments if one.number == finding.scope for milestone in one.milestones
    }


def _missed(finding: Finding, part: str, due: date | None) -> Upcoming:
    return Upcoming(state="missed", part=part, due=due, red=None, now=Verdict.BREACH, finding=finding)


def _last_day(finding: Finding, part: str) -> date | None:
    """The due day of the part; of the whole where ``part`` is empty."""
    return next((one.due for one in finding.parts if one.key == part), finding.last_in_time)


class _Search:
    """The days ahead, each judged at most once."""

    def __init__(self, report: Report, judge_on: Callable[[date], Report], until: date) -> None:
        self._today, self._until, self._judge_on = report.as_of, until, judge_on
        self._judged: dict[date, tuple[dict[Key, Verdict], dict[tuple[str, str], Finding]]] = {}
        # What is due on the last day turns on the day after it.
        length = (plus(until, Period(0, 1)) - self._today).days
        step = max(1, -(-length // STEPS))
        self._steps = [self._today + timedelta(days=days) for days in [*range(0, length, step), length]]

    def of_part(self, finding: Finding, part: Part, milestone: date | None) -> Upcoming | None:
        """``milestone``: due day of the milestone that it is; None of other parts."""
        if part.verdict is Verdict.BREACH:
            return _missed(finding, part.key, milestone or part.due or finding.due)
        turning = self.turning(finding, part.key, part.verdict)
        if milestone is None:
            return turning
        if turning and turning.state != "due":
            return replace(turning, due=milestone)
        red = turning.red if turning else None
        if part.verdict is Verdict.DUE_SOON:
            last = None if part.due is None else part.due + ONE
            return Upcoming(state="late", part=part.key, due=milestone, red=red or last, now=part.verdict, finding=finding)
        if part.verdict is Verdict.PENDING and milestone <= self._until:
            return Upcoming(state="due", part=part.key, due=milestone, red=red, now=part.verdict, finding=finding)
        return turning

    def turning(self, finding: Finding, part: str, now: Verdict) -> Upcoming | None:
        """What is good today, or not known, and is so no more on one of these days; and what is past its due day without our
        knowing whether it was done. None of all else."""
        key = (finding.rule, finding.scope, part)
        supposed = self._verdict(key, self._today)
        if now in (Verdict.BREACH, Verdict.GAP):
            return None
        if supposed in RED:
            found = self._finding(key, self._today)
            return Upcoming(state="unsettled", part=part, due=_last_day(found, part), red=None, now=now, finding=found)
        lost = None if supposed in LOST else self._first(key, LOST)
        red = None if lost is None and supposed not in LOST else self._first(key, RED)
        if supposed is Verdict.UNKNOWN:
            found = self._finding(key, self._today)
            due = _last_day(found, part)
            if due is not None and due < self._today and found.severity != "advice" and not waits(found):
                return Upcoming(state="uncertain", part=part, due=due, red=red, now=now, finding=found)
        turn = lost or red
        if turn is None:
            return None
        return Upcoming(state="due", part=part, due=turn - ONE, red=red, now=now, finding=self._finding(key, red or turn))

    def _first(self, key: Key, wanted: frozenset[Verdict]) -> date | None:
        """The first of these days on which the verdict is one of the wanted, and on the day before it is not."""
        for before, day in pairwise(self._steps):
            if self._verdict(key, day) in wanted and self._verdict(key, before) not in wanted:
                return self._halved(key, wanted, before, day)
        return None

    def _halved(self, key: Key, wanted: frozenset[Verdict], before: date, day: date) -> date:
        while (day - before).days > 1:
            middle = before + (day - before) // 2
            before, day = (before, middle) if self._verdict(key, middle) in wanted else (middle, day)
        return day

    def _verdict(self, key: Key, day: date) -> Verdict | None:
        return self._on(day)[0].get(key)

    def _finding(self, key: Key, day: date) -> Finding:
        return self._on(day)[1][key[:2]]

    def _on(self, day: date) -> tuple[dict[Key, Verdict], dict[tuple[str, str], Finding]]:
        if day not in self._judged:
            findings = self._judge_on(day).findings
            verdicts = {(one.rule, one.scope, ""): one.verdict for one in findings}
            verdicts |= {(one.rule, one.scope, part.key): part.verdict for one in findings for part in one.parts}
            self._judged[day] = verdicts, {(one.rule, one.scope): one for one in findings}
        return self._judged[day]
