"""Calendar arithmetic of the rules: months that keep the day of the month, and the clocks of a plan.

Days inside the measures are ordinals (``date.toordinal``), because spans of days are compared and joined by the
thousand; ``NEVER`` stands after the last day of the calendar.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from ogp_etl.cards import Commitment, Plan
from ogp_etl.model import Period

FIRST = date.min.toordinal()
NEVER = date.max.toordinal() + 1
"""A day that never comes."""
REPORTING_MONTHS = 3
"""The reporting phase ends so long after the plan's last day (``close``, docs/judging.md §1)."""


@lru_cache(maxsize=1 << 14)
def add_months(day: date, months: int) -> date:
    """Keeps the day of the month, or takes the last day of a shorter month: 31 August + 6 is 28 or 29 February.

    ``months`` may be negative. What lies outside the calendar becomes its first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plus(day: date, period: Period) -> date:
    """``day`` + the months of ``period``, then + its days. What lies after the calendar becomes its last day."""
    there = add_months(day, period.months)
    return there + timedelta(days=min(period.days, (date.max - there).days))


def later(day: int, period: Period) -> int:
    """``plus`` on ordinals; ``NEVER`` stays ``NEVER``."""
    return _later(day, period.months, period.days)


@lru_cache(maxsize=1 << 17)
def _later(day: int, months: int, days: int) -> int:
    return NEVER if day >= NEVER else plus(date.fromordinal(day), Period(months, days)).toordinal()


def close(plan: Plan) -> date:
    """Last day of the plan's reporting phase."""
    return add_months(plan.end, REPORTING_MONTHS)


def stop(plan: Plan, commitment: Commitment | None) -> date:
    """Day on which the clocks of the plan, or of a commitment, stand still: reported on to the end, completed, or dropped."""
    days = [close(plan)]
    if commitment is not None:
        days += [day for day in (commitment.completed, plan.dropped(commitment.number)) if day is not None]
    return min(days)
