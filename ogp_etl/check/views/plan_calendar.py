"""The days of a plan's life that the manual names (R19 chapter 2, §4.1, §6.1). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ogp_etl.cards import Plan
from ogp_etl.check.calendar import add_months, close
from ogp_etl.check.measures.calendar_facts import first_year
from ogp_etl.model import Report
from ogp_etl.model.reviewed import Calendar, Group, KeyDay

PLANNING_REPORT = (5, 7)
"""Months after delivery in which the review's report on the plan is expected (manual, line 95)."""
RESULTS_REPORT = 9
"""Months after the plan's end after which that on its results is (line 97)."""
PLANNING_YEAR, RESULTS_YEAR, JULY = 2, 4, 7
"""By the manual's calendar (lines 286, 491) they come in July of the cycle's second and fourth year: the other reading."""
NEXT_YEAR = 3
"""Year of the cycle by whose 31 August the next plan is due (line 337)."""
AMENDABLE_MONTHS = 12
"""So long after the day it was due a plan may be amended (§4.1)."""


def plan_calendar(plan: Plan, report: Report) -> Calendar:
    """Odd or even year, what late delivery makes of it, and the key days. What the card does not know is left out, and so is
    what was done after the report's day."""
    delivered = _by(plan.delivered, report.as_of)
    year = first_year(plan, report.as_of)
    late = plan.deadline is not None and year != plan.deadline.year
    group = _group((plan.deadline or plan.start).year)
    other: Group = "even" if group == "odd" else "odd"
    rules = {finding.rule.partition("/")[2]: finding.rule for finding in reversed(report.findings)}
    return Calendar(
        group=group,
        by_deadline=plan.deadline is not None,
        shifted=None if not late else other if year is None else _group(year),
        days=tuple(sorted(_days(plan, delivered, year, rules, report.as_of), key=lambda one: one.first)),
    )


def _by(done: date | None, day: date) -> date | None:
    return None if done is None or done > day else done


def _group(year: int) -> Group:
    return "odd" if year % 2 else "even"


def _days(plan: Plan, delivered: date | None, year: int | None, rules: dict[str, str], day: date) -> Iterator[KeyDay]:
    yield KeyDay(key="drafting", clause="R19 §2", first=plan.drafting.start, last=plan.drafting.end)
    if plan.consultation is not None:
        yield KeyDay(key="consultation", clause="R19 §2", first=plan.consultation.start, last=plan.consultation.end)
    if plan.deadline is not None:
        due, end = plan.deadline, date(plan.deadline.year, 12, 31)
        yield KeyDay(key="deadline", clause="R19 §2.2", first=due, done=delivered, rule=rules.get("plan.delivered"))
        yield KeyDay(key="cohort", clause="R19 §6.1", first=end, done=delivered, rule=rules.get("plan.cohort"))
        amendable = add_months(due, AMENDABLE_MONTHS)
        yield KeyDay(key="amendable", clause="R19 §4.1", first=amendable, rule=rules.get("plan.amended"))
    yield KeyDay(key="start", clause="R19 §2", first=plan.start)
    yield KeyDay(key="end", clause="R19 §2", first=plan.end, rule=rules.get("plan.length"))
    yield KeyDay(key="self-assessment", clause="R19 §2", first=close(plan), rule=rules.get("self-assessment"))
    yield from _reports(plan, delivered, year, rules.get("irm.reports"))
    if year is not None:
        done = _by(plan.successor.delivered, day) if plan.successor else None
        next_due = date(year + NEXT_YEAR - 1, 8, 31)
        yield KeyDay(key="successor", clause="R19 §2", first=next_due, done=done, rule=rules.get("plan.successor"))


def _reports(plan: Plan, delivered: date | None, year: int | None, rule: str | None) -> Iterator[KeyDay]:
    """Both readings of each: by the text of chapter 2 and by its calendar."""
    if delivered is not None:
        first, last = (add_months(delivered, months) for months in PLANNING_REPORT)
        yield KeyDay(key="planning-report", clause="R19 §2", first=first, last=last, rule=rule)
    yield KeyDay(key="results-report", clause="R19 §2", first=add_months(plan.end, RESULTS_REPORT), rule=rule)
    if year is not None:
        for key, nth in (("planning-report-july", PLANNING_YEAR), ("results-report-july", RESULTS_YEAR)):
            first = date(year + nth - 1, JULY, 1)
            yield KeyDay(key=key, clause="R19 §2.1", first=first, last=add_months(first, 1) - timedelta(days=1), rule=rule)
