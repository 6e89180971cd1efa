"""What a commitment's card says of the promise: who answers for it, and when it is done (docs/rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards import Commitment, Milestone, Plan
from ogp_etl.check.answer import Answer, doubt
from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.rule import CONFIG, Rule
from ogp_etl.model import Part, Verdict

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Responsible(Rule):
    """No parameters: the card names who records progress."""

    measure: Literal["responsible"]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Yearly(Rule):
    """No parameters: a milestone with its start and its due day for each year of the plan."""

    measure: Literal["yearly-milestones"]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Extended(Rule):
    """Parameter: after how many months a promise goes on only when the next plan names it."""

    measure: Literal["extended"]
    months: Annotated[int, Field(ge=1, le=120)]


class Year(NamedTuple):
    key: str
    """``year-1``."""
    first: date
    last: date


def judge_responsible(_rule: Responsible, case: Case) -> Answer:
    """Not applicable before the commitment's clocks open. ``value``: the post."""
    commitment = case.commitment
    if commitment is None or case.day < case.plan.opened(commitment.number):
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    if commitment.responsible is not None:
        return Answer(verdict=Verdict.PASS, threshold={}, value=commitment.responsible)
    return _absent(case.plan, ["responsible"])


def judge_yearly(_rule: Yearly, case: Case) -> Answer:
    """``missing``: years that no milestone meets, then milestones without a first day (``m1:start``)."""
    commitment = case.commitment
    if commitment is None or case.day < case.plan.opened(commitment.number):
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    years = list(_years(case.plan, commitment))
    if not years:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    met = [any(_meets(one, year) for one in commitment.milestones) for year in years]
    without = [year.key for year, good in zip(years, met, strict=True) if not good]
    without += [f"{one.id}:start" for one in commitment.milestones if one.start is None]
    answer = _absent(case.plan, without) if without else Answer(verdict=Verdict.PASS, threshold={})
    return Answer(
        verdict=answer.verdict,
        threshold={},
        value=f"{met.count(True)}/{len(years)}",
        missing=answer.missing,
        doubts=answer.doubts,
        parts=tuple(
            Part(key=year.key, verdict=Verdict.PASS if good else answer.verdict) for year, good in zip(years, met, strict=True)
        ),
    )


def _absent(plan: Plan, missing: list[str]) -> Answer:
    """What the card does not have: unknown of a plan of which not all is known yet."""
    partial = plan.status == "partial"
    return Answer(
        verdict=Verdict.UNKNOWN if partial else Verdict.BREACH,
        threshold={},
        missing=tuple(missing),
        doubts=tuple(doubt(name, "plan-partial") for name in missing) if partial else (),
    )


def _years(plan: Plan, commitment: Commitment) -> Iterator[Year]:
    """The years of the plan, twelve months each from its first day on, the last as long as the plan lasts; of these the ones
    in which the commitment stood: from the day its clocks open until it was dropped or completed."""
    opened, dropped = plan.opened(commitment.number), plan.dropped(commitment.number)
    ends = [plan.end, commitment.completed, None if dropped is None else dropped - DAY]
    last_day = min(day for day in ends if day is not None)
    place, first = 1, plan.start
    while first <= plan.end:
        following = add_months(plan.start, 12 * place)
        if opened < following and first <= last_day:
            yield Year(f"year-{place}", first, min(following - DAY, plan.end))
        place, first = place + 1, following


def _meets(one: Milestone, year: Year) -> bool:
    return (one.start or one.due) <= year.last and one.due >= year.first


def judge_extended(rule: Extended, case: Case) -> Answer:
    """Not applicable to a promise that ends in time. Up to the last day that needs no next plan: pending. ``parts``: the
    milestones that go on after it; ``value``: the next plan's id."""
    last = add_months(case.plan.start, rule.months) - DAY
    threshold = {"by": last.isoformat()}
    milestones = case.commitment.milestones if case.commitment else ()
    beyond = [one for one in milestones if one.due > last]
    done = case.commitment.completed if case.commitment else None
    dropped = case.plan.dropped(case.commitment.number) if case.commitment else None
    ended = min((day for day in (done, dropped) if day is not None and day <= case.day), default=None)
    if not beyond or case.day < case.plan.start or (ended is not None and ended <= last):
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    following = case.plan.successor
    pending = case.day <= last
    needed = () if pending else (doubt(rule.code, "person-needed"),)
    unnamed = () if pending or (following is not None and following.plan is not None) else (doubt("successor", "plan-partial"),)
    verdict = Verdict.PENDING if pending else Verdict.UNKNOWN
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=None if following is None else following.plan,
        due=last if pending else None,
        doubts=(*needed, *unnamed),
        parts=tuple(Part(key=one.id, verdict=verdict, due=one.due) for one in beyond),
        last_day=last,
    )
