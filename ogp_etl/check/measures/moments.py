"""Days of a plan that rules name: when they begin to be asked, and by when something is there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from ogp_etl.cards import Plan
from ogp_etl.check.calendar import add_months, close
from ogp_etl.check.evidence.case import Case

Moment = Literal["drafting.start", "drafting.end", "delivered", "start", "first-year", "end", "close"]
"""first-year: the last day of the first year of implementation; close: the last day of reporting."""
Condition = Literal["earlier_review", "reviewed"]
"""What the plan's card says of reviews."""


def day_of(name: Moment | None, plan: Plan) -> date | None:
    """The plan's day of that name; None where the plan has none."""
    if name is None:
        return None
    days = {
        "drafting.start": plan.drafting.start,
        "drafting.end": plan.drafting.end,
        "delivered": plan.delivered,
        "start": plan.start,
        "first-year": first_year(plan),
        "end": plan.end,
        "close": close(plan),
    }
    return days[name]


def moment(name: Moment | None, case: Case) -> date | None:
    """The same for a case: a commitment starts on the day on which its own clocks open, and a delivery that is still to come
    is not known yet."""
    if name == "start" and case.commitment is not None:
        return case.plan.opened(case.commitment.number)
    day = day_of(name, case.plan)
    return None if name == "delivered" and day is not None and day > case.day else day


def first_year(plan: Plan) -> date:
    """Last day of the first year: 31 December for a plan that starts on 1 January."""
    return add_months(plan.start, 12) - timedelta(days=1)


def holds(conditions: tuple[Condition, ...], plan: Plan) -> bool:
    """Whether one of them holds; none asked for: yes."""
    return not conditions or any(getattr(plan, name) for name in conditions)
