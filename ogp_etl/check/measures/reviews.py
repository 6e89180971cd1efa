"""The reviewer's two reports, by both readings of when they come (R19 §2; docs/rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of, until
from ogp_etl.check.calendar import NEVER, add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.calendar_facts import first_year
from ogp_etl.check.measures.copies import originals
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.DUE_SOON, Verdict.PENDING, Verdict.PASS)
Months = Annotated[int, Field(ge=1, le=60)]
Year = Annotated[int, Field(ge=2, le=10)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Reviews(Rule):
    """Parameters: the rows that are reports, and the last days of both by the text and by the calendar."""

    measure: Literal["review-reports"]
    rows: Rows
    design_months: Months
    """By the text: so many months after the plan's delivery."""
    results_months: Months
    """By the text: so many months after the plan's end."""
    design_year: Year
    """By the calendar: year of the cycle, to the last day of ``month``."""
    results_year: Year
    month: Annotated[int, Field(ge=1, le=12)]


class Reading(NamedTuple):
    key: str
    """``design:text``."""
    due: date
    verdict: Verdict
    rows: Sequence[Known]
    """That decide it, or leave it in doubt."""


def judge_reviews(rule: Reviews, case: Case) -> Answer:
    """Not applicable where nobody reviews the plan, and before its delivery. A report is late only by both readings, and in
    time only by both: where they differ it is unknown. ``missing``: reports that are late by both."""
    delivered = case.plan.delivered
    if not case.plan.reviewed or delivered is None or case.day < delivered:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    reports = {"design": list(_design(rule, case, delivered)), "results": list(_results(rule, case))}
    verdicts = {name: _both(readings) for name, readings in reports.items()}
    verdict = min(verdicts.values(), key=WORST_FIRST.index)
    every = [one for readings in reports.values() for one in readings]
    ahead = [one.due for one in every if one.verdict in (Verdict.PENDING, Verdict.DUE_SOON)]
    deciding = [name for name, state in verdicts.items() if state is verdict]
    return Answer(
        verdict=verdict,
        threshold={one.key: one.due.isoformat() for one in every},
        due=min(ahead) if ahead else None,
        evidence=[known for name in deciding for one in reports[name] for known in one.rows],
        missing=tuple(name for name, state in verdicts.items() if state is Verdict.BREACH),
        doubts=tuple(_doubts(rule, case, reports, deciding)) if verdict is Verdict.UNKNOWN else (),
        parts=tuple(Part(key=one.key, verdict=one.verdict, due=one.due) for one in every),
    )


def _design(rule: Reviews, case: Case, delivered: date) -> Iterator[Reading]:
    """The report on the plan's design: what became public from its delivery to its end."""
    days = (delivered.toordinal(), case.plan.end.toordinal())
    yield _reading(rule, case, "design:text", add_months(delivered, rule.design_months), days)
    if (first := first_year(case.plan, case.day)) is not None:
        yield _reading(rule, case, "design:calendar", _last(first + rule.design_year - 1, rule.month), days)


def _results(rule: Reviews, case: Case) -> Iterator[Reading]:
    """The report on the plan's results: what became public after its end."""
    days = (case.plan.end.toordinal() + 1, NEVER)
    yield _reading(rule, case, "results:text", add_months(case.plan.end, rule.results_months), days)
    if (first := first_year(case.plan, case.day)) is not None:
        yield _reading(rule, case, "results:calendar", _last(first + rule.results_year - 1, rule.month), days)


def _last(year: int, month: int) -> date:
    return add_months(date(year, month, 1), 1) - timedelta(days=1)


def _reading(rule: Reviews, case: Case, key: str, due: date, days: tuple[int, int]) -> Reading:
    opened, closed = days
    rows = [one for one in originals(case.rows(rule.rows)) if one.last >= opened and one.first <= min(closed, due.toordinal())]
    done = [one for one in rows if one.first >= opened and one.last <= min(closed, due.toordinal(), case.today)]
    if done:
        return Reading(key, due, Verdict.PASS, done)
    if case.day <= due:
        return Reading(key, due, until(due, case.day), ())
    unseen = case.unseen(rule.rows)
    doubtful = rows or (unseen is not None and unseen <= due.toordinal())
    return Reading(key, due, Verdict.UNKNOWN if doubtful else Verdict.BREACH, rows)


def _both(readings: Sequence[Reading]) -> Verdict:
    """Late by both, or by the only one there is: late. Late by one alone: unknown."""
    verdicts = {one.verdict for one in readings}
    if Verdict.BREACH in verdicts and len(verdicts) > 1:
        return Verdict.UNKNOWN
    return min(verdicts, key=WORST_FIRST.index)


def _doubts(rule: Reviews, case: Case, reports: dict[str, list[Reading]], deciding: Sequence[str]) -> Iterator[Doubt]:
    for name in deciding:
        if any(one.verdict is Verdict.BREACH for one in reports[name]):
            yield doubt(name, "readings-differ")
    unsure = {
        known.row.id: known for name in deciding for one in reports[name] if one.verdict is Verdict.UNKNOWN for known in one.rows
    }
    yield from doubts_of(unsure.values(), case.unseen_scopes(rule.rows))
