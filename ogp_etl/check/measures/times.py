"""n in twelve months (docs/judging.md §3): so many events within the twelve months up to the day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubts_of
from ogp_etl.check.calendar import add_months
from ogp_etl.check.case import Case
from ogp_etl.check.measures.clock import Clock, Opens, check_opens, clock
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.check.spans import most_apart
from ogp_etl.model import Verdict

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Times(Rule):
    """Parameters: how many, counted from when, by which rows."""

    measure: Literal["times-a-year"]
    times: Annotated[int, Field(ge=1, le=366)]
    opens: Opens
    rows: Rows

    @model_validator(mode="after")
    def _opens_where_judged(self) -> Times:
        check_opens(self.opens, self.judged)
        return self


def judge_times(rule: Times, case: Case) -> Answer:
    """At least: how many events certainly fell into the window, on days of their own. At most: how many can have."""
    threshold = {"times": rule.times, "within": f"P{MONTHS}M"}
    now = clock(rule.opens, case)
    if now is None:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    window = add_months(date.fromordinal(now.at), -MONTHS).toordinal() + 1
    # What fell before the clock opened is no event of it, so a span that reaches back there proves none.
    proven_from = max(window, now.opens)
    meeting = [one for one in case.rows(rule.rows) if one.first <= now.at and one.last >= proven_from]
    inside = [one for one in meeting if one.first >= proven_from and one.last <= now.at]
    least = most_apart((one.first, one.last) for one in inside)
    certain_days = {one.first for one in meeting if one.first == one.last}
    most = len(certain_days) + sum(one.first != one.last for one in meeting)
    verdict = _verdict(rule, case, now, least, most)
    uncertain = (one for one in meeting if one.first != one.last)
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=least,
        evidence=inside,
        doubts=doubts_of(uncertain, case.unseen_scopes(rule.rows)) if verdict is Verdict.UNKNOWN else (),
        stopped=now.stopped,
    )


def _verdict(rule: Times, case: Case, now: Clock, least: int, most: int) -> Verdict:
    if least >= rule.times:
        return Verdict.PASS
    if most >= rule.times:
        return Verdict.UNKNOWN
    if now.at <= add_months(date.fromordinal(now.opens), MONTHS).toordinal():
        return Verdict.PENDING if now.running else Verdict.PASS
    unseen = case.unseen(rule.rows)
    return Verdict.UNKNOWN if unseen is not None and unseen <= now.at else Verdict.BREACH
