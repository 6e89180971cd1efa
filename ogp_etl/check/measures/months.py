"""Something new in each calendar month of drafting (R16 S159)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubts_of
from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import LateSpan, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class EachMonth(Rule):
    """Parameter: the rows of which one became public in each calendar month that has a day of drafting."""

    measure: Literal["each-month"]
    rows: Rows


class Month(NamedTuple):
    first: date
    last: date
    sure: list[Known]
    """Rows that certainly became public in it."""
    maybe: list[Known]
    unseen: bool
    """Whether something can have appeared in it since we last looked."""

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


def judge_months(rule: EachMonth, case: Case) -> Answer:
    """Not applicable before drafting; the month of the day of judging is pending until it is over. ``missing``: months begun
    without a certain row. ``history``: those that are over and have not even a possible one."""
    threshold = {"every": "P1M"}
    drafting = case.plan.drafting
    if case.day < drafting.start:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    months = list(_months(rule, case))
    over = [month for month in months if not month.sure and month.last < case.day]
    absent = [month for month in over if not month.maybe and not month.unseen]
    running = case.day <= months[-1].last
    if absent:
        verdict = Verdict.BREACH
    elif over:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.PASS if months[-1].sure else Verdict.PENDING
    in_doubt = over if verdict is Verdict.UNKNOWN else []
    unseen = case.unseen_scopes(rule.rows) if any(month.unseen for month in in_doubt) else ()
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{sum(bool(month.sure) for month in months)}/{len(months)}",
        due=months[-1].last if verdict is Verdict.PENDING else None,
        history=tuple(LateSpan(start=month.first, end=month.last) for month in absent),
        evidence=[one for month in months for one in month.sure],
        missing=tuple(month.key for month in months if not month.sure),
        doubts=tuple(dict.fromkeys(doubts_of((one for month in in_doubt for one in month.maybe), unseen))),
        stopped=None if running else months[-1].last,
    )


def _months(rule: EachMonth, case: Case) -> Iterator[Month]:
    """Those begun by the day of judging, oldest first."""
    first = case.plan.drafting.start.replace(day=1)
    begins, ends = first.toordinal(), case.plan.drafting.end.toordinal() + 31
    rows = [one for one in case.rows(rule.rows) if one.first <= ends and one.last >= begins]
    unseen = case.unseen(rule.rows)
    while first <= min(case.plan.drafting.end, case.day):
        following = add_months(first, 1)
        begins, ends = first.toordinal(), following.toordinal() - 1
        meeting = [one for one in rows if one.first <= ends and one.last >= begins]
        sure = [one for one in meeting if one.first >= begins and one.last <= min(ends, case.today)]
        inside = {one.row.id for one in sure}
        maybe = [one for one in meeting if one.row.id not in inside]
        yield Month(first, following - timedelta(days=1), sure, maybe, unseen is not None and unseen <= ends)
        first = following
