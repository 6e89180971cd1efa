"""The plan delivered by a day, read from the plan's card (docs/judging.md §4)."""

from __future__ import annotations

from typing import Literal

from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, until
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.measures.deadline import by, due_day
from ogp_etl.check.rule import CONFIG, Due, Rows, Rule
from ogp_etl.model import Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Delivered(Rule):
    """Parameters: the last day, and the document that shows the delivery."""

    measure: Literal["delivered"]
    by: Due
    rows: Rows
    """Where no such row is known, what the card says is in doubt."""


def judge_delivered(rule: Delivered, case: Case) -> Answer:
    day = due_day(rule.by, case.plan)
    if day is None:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    delivered = case.plan.delivered
    if delivered is not None and delivered > case.day:
        delivered = None
    shows = list(case.rows(rule.rows)) if delivered else []
    if delivered and delivered <= day:
        verdict = Verdict.PASS
    elif case.day <= day:
        verdict = until(day, case.day)
    else:
        verdict = Verdict.BREACH
    return Answer(
        verdict=verdict,
        threshold=by(day),
        due=day,
        evidence=shows,
        doubts=tuple(doubt(kind, "not-held") for kind in rule.rows.kinds) if delivered and not shows else (),
    )
