"""By a day: a document public on or before it (docs/judging.md §3)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic.dataclasses import dataclass

from ogp_etl.cards import Plan
from ogp_etl.check.answer import Answer, doubts_of, until
from ogp_etl.check.calendar import FIRST, add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.measures.copies import originals
from ogp_etl.check.measures.moments import day_of
from ogp_etl.check.rule import CONFIG, Due, Rows, Rule
from ogp_etl.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Deadline(Rule):
    """Parameters: the last day, and which rows do it."""

    measure: Literal["deadline"]
    by: Due
    opens: Literal["first-year", "end"] | None = None
    """Only what became public from that day on counts, no copy of what was public before, and before it the rule is not
    applicable: the last day of the plan's first year, or of the plan."""
    rows: Rows


def judge_deadline(rule: Deadline, case: Case) -> Answer:
    day = due_day(rule.by, case.plan)
    opening = day_of(rule.opens, case.plan)
    opened = FIRST if opening is None else opening.toordinal()
    if day is None or case.today < opened:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=by(day))
    due = day.toordinal()
    every = case.rows(rule.rows)
    rows = [one for one in (every if rule.opens is None else originals(every)) if one.last >= opened]
    done = [one for one in rows if one.first >= opened and one.last <= min(due, case.today)]
    if done:
        return Answer(verdict=Verdict.PASS, threshold=by(day), due=day, evidence=done)
    if case.today <= due:
        return Answer(verdict=until(day, case.day), threshold=by(day), due=day)
    maybe = [one for one in rows if one.first <= due]
    unseen = case.unseen(rule.rows)
    not_looked = unseen is not None and unseen <= due
    if maybe or not_looked:
        doubts = doubts_of(maybe, case.unseen_scopes(rule.rows) if not_looked else ())
        return Answer(verdict=Verdict.UNKNOWN, threshold=by(day), due=day, evidence=maybe, doubts=doubts)
    return Answer(verdict=Verdict.BREACH, threshold=by(day), due=day, evidence=rows)


def due_day(due: Due, plan: Plan) -> date | None:
    """None where the plan has no such day."""
    day = due.day if due.field is None else plan.deadline if due.field == "deadline" else day_of(due.field, plan)
    if day is None:
        return None
    return add_months(date(day.year, 12, 31) if due.year_end else day, due.months_after)


def by(day: date | None) -> dict[str, str]:
    """The threshold of a deadline; empty where the plan has no such day."""
    return {} if day is None else {"by": day.isoformat()}
