"""A commitment's form with every field that is asked for (R19 §4.1.3; TW20 §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Cover
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Form(Rule):
    """Parameters: the rows that are forms, and the fields that one of them has."""

    measure: Literal["form"]
    rows: Rows
    fields: Annotated[tuple[Cover, ...], Field(min_length=1)]


def judge_form(rule: Form, case: Case) -> Answer:
    """Through drafting, or up to the day on which the commitment was added. One form has them all. That no form is public
    proves no lack: the plan's own text may hold it. ``missing``: fields that the fullest certain form lacks."""
    if case.commitment is None or case.day < case.plan.drafting.start:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    added = case.plan.opened(case.commitment.number)
    last = added if added > case.plan.start else case.plan.drafting.end
    rows = list(case.rows(rule.rows))
    told = [one for one in rows if one.sure(case.today) and one.row.covers is not None]
    lacking = min((_lacking(rule, one) for one in told), key=len, default=list(rule.fields))
    certain = {one.row.id for one in told}
    maybe = [one for one in rows if one.row.id not in certain and not (one.row.covers is not None and _lacking(rule, one))]
    unseen = case.unseen_scopes(rule.rows)
    if not lacking:
        verdict = Verdict.PASS
    elif case.day <= last:
        verdict = Verdict.PENDING
    else:
        verdict = Verdict.BREACH if told and not maybe and not unseen else Verdict.UNKNOWN
    return Answer(
        verdict=verdict,
        threshold={"by": last.isoformat(), "fields": list(rule.fields)},
        value=f"{len(rule.fields) - len(lacking)}/{len(rule.fields)}",
        due=last if verdict is Verdict.PENDING else None,
        evidence=[one for one in told if len(_lacking(rule, one)) == len(lacking)],
        missing=tuple(lacking),
        doubts=_doubts(rule, case, maybe or rows, unseen) if verdict is Verdict.UNKNOWN else (),
    )


def _lacking(rule: Form, one: Known) -> list[str]:
    return [field for field in rule.fields if field not in (one.row.covers or ())]


def _doubts(rule: Form, case: Case, rows: Sequence[Known], unseen: Sequence[str]) -> tuple[Doubt, ...]:
    unsure = [row_doubt(one) for one in rows if not one.sure(case.today)]
    untold = [doubt(one.row.id, "covers-not-known") for one in rows if one.sure(case.today) and one.row.covers is None]
    absent = [] if rows else [doubt(kind, "not-held") for kind in rule.rows.kinds]
    return (*unsure, *untold, *absent, *doubts_of((), unseen))
