"""Every n months (docs/judging.md §3): something must happen again and again while a clock runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Every
from ogp_etl.check.answer import DUE_SOON_DAYS, Answer, doubt, doubts_of
from ogp_etl.check.calendar import NEVER, later
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Days, Known, in_order
from ogp_etl.check.evidence.telling import long_enough
from ogp_etl.check.measures.clock import Clock, Opens, Reads, Stops, check_opens, clock, told_by
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.check.spans import Span, gaps, holds, last_before, union
from ogp_etl.model import Doubt, LateSpan, Period, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Cadence(Rule):
    """Parameters: how often, counted from when, by which rows and by which of their days."""

    measure: Literal["cadence"]
    every: Every
    opens: Opens
    rows: Rows
    stops: Stops | None = None
    """None: where the subject's clocks stop."""
    reads: Reads = "publication"

    @model_validator(mode="after")
    def _opens_where_judged(self) -> Cadence:
        check_opens(self.opens, self.judged)
        return self


class Event(NamedTuple):
    """Something that happened on one of the days from ``first`` to ``last`` (ordinals)."""

    first: int
    last: int
    sure: bool
    """Whether its rows are certainly public on the day of judging."""
    rows: Sequence[Known]
    """All that tell of it: what became public on the same days is one event."""


class Cover(NamedTuple):
    """The days (ordinals, both included) on which an event is recent enough; none when ``end`` is before ``start``."""

    start: int
    end: int
    rows: Sequence[Known]

    def holds(self, day: int) -> bool:
        return self.start <= day <= self.end


class Covers(NamedTuple):
    """What the events of one case cover."""

    start: Span
    """By the opening of the clock, certainly."""
    certain: list[Cover]
    possible: list[Cover]
    unseen: int | None
    """First day from which we did not look; None when everything was seen."""

    def all_possible(self) -> list[Span]:
        not_seen = [] if self.unseen is None else [(self.unseen, NEVER)]
        return union([self.start, *((c.start, c.end) for c in self.possible), *not_seen])

    def all_certain(self) -> list[Span]:
        return union([self.start, *((c.start, c.end) for c in self.certain)])


def judge_cadence(rule: Cadence, case: Case) -> Answer:
    """The verdict on the day of judging, or on the last day of the clock once it stands still."""
    now = clock(rule.opens, case, rule.stops)
    if now is None:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={"every": rule.every})
    every = Period.parse(rule.every)
    enough = rule.reads == "publication" and long_enough(every)
    said = _said(rule, case, now, every, case.some_days(rule.rows) if enough else case.days(rule.rows))
    if enough and said.verdict is Verdict.UNKNOWN:  # doubts name every row that may still decide
        said = _said(rule, case, now, every, case.days(rule.rows))
    drafting = _while_drafting(rule, case, every)
    return said if drafting is None else replace(said, while_drafting=drafting)


def _while_drafting(rule: Cadence, case: Case, every: Period) -> Verdict | None:
    """On every day of drafting, once it is over, where the rule asks more then: an event that came later mends no day of it."""
    if not any(one.during for one in rule.judged) or case.day <= case.plan.drafting.end:
        return None
    now = clock(rule.opens, case, "drafting.end")
    if now is None:
        return None
    covers = _covers(rule, case, now, every, _events(rule, case, now, case.days(rule.rows)))
    if gaps(covers.all_possible(), now.opens, now.at):
        return Verdict.BREACH
    return Verdict.UNKNOWN if gaps(covers.all_certain(), now.opens, now.at) else Verdict.PASS


def _covers(rule: Cadence, case: Case, now: Clock, every: Period, events: Sequence[Event]) -> Covers:
    until = {day: later(day, every) for day in {day for event in events for day in (event.first, event.last)}}
    return Covers(
        (now.opens, later(now.opens, every)),
        [Cover(event.last, until[event.first], event.rows) for event in events if event.sure],
        [Cover(event.first, until[event.last], event.rows) for event in events],
        case.unseen(rule.rows),
    )


def _said(rule: Cadence, case: Case, now: Clock, every: Period, days: Days) -> Answer:
    events = _events(rule, case, now, days)
    covers = _covers(rule, case, now, every, events)
    verdict, due, evidence, doubts = _verdict(rule, case, now, covers)
    proven = [event.last for event in events if event.sure and event.last <= now.at]
    return Answer(
        verdict=verdict,
        threshold={"every": rule.every},
        value=now.at - max(proven) if proven else None,
        due=date.fromordinal(due) if now.running else None,
        history=tuple(_late(span, now) for span in gaps(covers.all_possible(), now.opens, now.at)),
        evidence=[one for cover in evidence for one in cover.rows],
        doubts=doubts,
        stopped=now.stopped,
        last_day=date.fromordinal(covers.start[1]),
    )


def _events(rule: Cadence, case: Case, now: Clock, days: Days) -> list[Event]:
    """Nothing counts that lies wholly before the clock opens or after it stops; a first day before it counts as it."""
    opens, at = now.opens, now.at
    told = told_by(days, rule.reads, opens, case.today)
    events = [Event(*span, rows) for span, rows in told.items() if opens < span[0] <= at and span[1] >= opens]
    at_opening: dict[tuple[int, int, bool], list[Sequence[Known]]] = {}
    for (first, last, sure), rows in told.items():
        if first <= opens <= last and first <= at:
            at_opening.setdefault((opens, last, sure), []).append(rows)
    return events + [Event(*span, in_order(groups)) for span, groups in at_opening.items()]


def _verdict(rule: Cadence, case: Case, now: Clock, covers: Covers) -> tuple[Verdict, int, list[Cover], tuple[Doubt, ...]]:
    """Verdict, due day (ordinal), the covers that decide, doubts."""
    holding = [cover for cover in covers.certain if cover.holds(now.at)]
    ends = [cover.end for cover in holding]
    if now.at <= covers.start[1]:
        ends.append(covers.start[1])
    if ends:
        return _in_time(max(ends), bool(holding), case, now), max(ends), holding, _of_covers(rule, holding)
    possible = covers.all_possible()
    if not holds(possible, now.at):
        due = last_before(possible, now.at)
        return Verdict.BREACH, due, [cover for cover in covers.possible if cover.end == due], ()
    due = last_before(covers.all_certain(), now.at)
    doubts = doubts_of(
        in_order(cover.rows for cover in covers.possible if cover.holds(now.at)),
        case.unseen_scopes(rule.rows) if covers.unseen is not None and covers.unseen <= now.at else (),
    )
    return Verdict.UNKNOWN, due, [cover for cover in covers.certain if cover.end == due], doubts


def _in_time(due: int, happened: bool, case: Case, now: Clock) -> Verdict:
    """By the start alone: pending. Once the clock stands still nothing is pending or due any more."""
    if now.running and due - DUE_SOON_DAYS <= case.today:
        return Verdict.DUE_SOON
    return Verdict.PASS if happened or not now.running else Verdict.PENDING


def _of_covers(rule: Cadence, holding: list[Cover]) -> tuple[Doubt, ...]:
    if not rule.rows.covers:
        return ()
    return tuple(doubt(one.row.id, "covers-not-known") for cover in holding for one in cover.rows if one.row.covers is None)


def _late(span: Span, now: Clock) -> LateSpan:
    start, end = span
    return LateSpan(start=date.fromordinal(start), end=None if now.running and end == now.at else date.fromordinal(end))
