"""What the plan's card says of its calendar: length, amendments, the next plan (docs/rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards import Plan
from ogp_etl.cards.facts import Amendment
from ogp_etl.check.answer import Answer, doubt, until
from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.rule import CONFIG, Language, Rule
from ogp_etl.model import Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class PlanLength(Rule):
    """Parameters: how many months a plan lasts, and on which day of the year it ends."""

    measure: Literal["plan-length"]
    months: Annotated[int, Field(ge=1, le=120)]
    ends: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    """Month and day, such as ``08-31``."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Amended(Rule):
    """Parameters: how long after the deadline a plan may be amended, and in which languages that is published."""

    measure: Literal["amended"]
    months: Annotated[int, Field(ge=1, le=120)]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class NextPlan(Rule):
    """Parameters: the year of the cycle and the day in it by which the next plan is delivered."""

    measure: Literal["next-plan"]
    year: Annotated[int, Field(ge=2, le=10)]
    """3: the third year, where the year in which the plan itself was due is the first."""
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class Lack(NamedTuple):
    what: str
    certain: bool
    """False: the card does not say."""


def first_year(plan: Plan, day: date) -> int | None:
    """Calendar year that is the first of the plan's cycle, as far as it is settled on ``day``: that of its deadline, or that
    of its delivery when it came after the year of the deadline (R19 §2.2, §6.1). None without a deadline, and where that year
    is over and the plan is not delivered: no cycle has begun."""
    if plan.deadline is None:
        return None
    delivered = plan.delivered if plan.delivered is not None and plan.delivered <= day else None
    if delivered is None:
        return plan.deadline.year if day.year <= plan.deadline.year else None
    return max(plan.deadline.year, delivered.year)


def judge_plan_length(rule: PlanLength, case: Case) -> Answer:
    """``value``: whole months from the first to the last day. A judgement of the reviewer."""
    start, after = case.plan.start, case.plan.end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if add_months(start, months) > after:
        months -= 1
    return Answer(
        verdict=Verdict.UNKNOWN,
        threshold={"months": rule.months, "ends": rule.ends},
        value=months,
        parts=(Part(key="end", verdict=Verdict.SHOWN, value=case.plan.end.isoformat()),),
    )


def judge_amended(rule: Amended, case: Case) -> Answer:
    """Not applicable while there is no amendment. ``value``: how many are as asked, of all. ``missing``: the amendment's day
    and what it lacks: announced, in-time, a language, states-changes."""
    deadline = case.plan.deadline
    last = None if deadline is None else add_months(deadline, rule.months)
    threshold = ({} if last is None else {"by": last.isoformat()}) | {"languages": list(rule.languages)}
    told = [one for one in case.plan.amendments if one.day <= case.day]
    if not told:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    lacks = [(one, tuple(_lacks(rule, one, last))) for one in told]
    verdicts = [_amendment(found) for _, found in lacks]
    unsaid = [f"{one.day}:{lack.what}" for one, found in lacks for lack in found if not lack.certain]
    verdict = min(verdicts, key=WORST_FIRST.index)
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{verdicts.count(Verdict.PASS)}/{len(told)}",
        missing=tuple(f"{one.day}:{lack.what}" for one, found in lacks for lack in found if lack.certain),
        doubts=tuple(doubt(name, "plan-partial") for name in unsaid) if verdict is Verdict.UNKNOWN else (),
        parts=tuple(Part(key=one.day.isoformat(), verdict=state) for one, state in zip(told, verdicts, strict=True)),
    )


def _lacks(rule: Amended, one: Amendment, last: date | None) -> Iterator[Lack]:
    """A change that nobody announced was published in no language and states nothing: that it was silent says it all."""
    if one.silent:
        yield Lack("announced", True)
    if last is None or one.day > last:
        yield Lack("in-time", last is not None)
    if one.silent:
        return
    for language in rule.languages:
        if language not in one.languages:
            yield Lack(language, bool(one.languages))
    if not one.states_changes:
        yield Lack("states-changes", one.states_changes is not None)


def _amendment(found: tuple[Lack, ...]) -> Verdict:
    if any(lack.certain for lack in found):
        return Verdict.BREACH
    return Verdict.UNKNOWN if found else Verdict.PASS


def judge_next_plan(rule: NextPlan, case: Case) -> Answer:
    """``value``: the next plan's id. What is known of it, the card says: where it names none, that is no proof of its
    absence."""
    first = first_year(case.plan, case.day)
    if first is None:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    due = date(first + rule.year - 1, rule.month, rule.day)
    following = case.plan.successor
    delivered = None if following is None or following.delivered is None else following.delivered
    if delivered is not None and delivered > case.day:
        delivered = None
    if delivered is not None and delivered <= due:
        verdict = Verdict.PASS
    elif case.day <= due:
        verdict = until(due, case.day)
    else:
        verdict = Verdict.UNKNOWN if following is None else Verdict.BREACH
    return Answer(
        verdict=verdict,
        threshold={"by": due.isoformat()},
        value=None if following is None else following.plan,
        due=due,
        doubts=(doubt("successor", "plan-partial"),) if verdict is Verdict.UNKNOWN else (),
    )
