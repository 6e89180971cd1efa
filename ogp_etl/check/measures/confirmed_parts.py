"""Several things that a named person has to confirm, each with the rows that may show it (docs/rules.md §1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind, Plain
from ogp_etl.check.answer import Answer, doubt, doubts_of
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.looks import standing
from ogp_etl.check.measures.moments import Condition, Moment, holds, moment
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

Kinds = Annotated[tuple[Kind, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class ConfirmedParts(Rule):
    """Parameters: what has to be there, by which kinds of rows it may be shown, and when it is asked. The verdict is never
    more than ``unknown``."""

    measure: Literal["parts-to-confirm"]
    confirm: Annotated[dict[Plain, Kinds], Field(min_length=1)]
    """Kinds of rows that may show it, by the key of the part."""
    after_review: tuple[Plain, ...] = ()
    """Keys of these that are asked for only where there is an earlier independent review."""
    commitments: tuple[Kind, ...] = ()
    """Kinds of rows that may hold a sheet for each commitment: each that stands is one more part. Empty: there are none."""
    recommendations: bool = False
    """True: each part is asked of each of the plan's recommendations (``r1:answer``)."""
    standing: bool = True
    """True: a row that is no longer public does not count."""
    when: tuple[Condition, ...] = ()
    opens: Moment | None = None
    """Before this day the rule is not applicable; rows that were certainly public before it count too."""
    by: Moment | None = None
    """Up to this day it is pending while a part has no candidate. None: nothing is pending."""
    since: Moment | None = None
    """Only rows that can have become public from this day on are candidates. None: all."""

    @model_validator(mode="after")
    def _a_person_confirms(self) -> ConfirmedParts:
        if self.way != "assist":
            raise ValueError("way is not assist; candidates decide nothing, so write way: assist")
        if unknown := [key for key in self.after_review if key not in self.confirm]:
            raise ValueError(f"after_review names {unknown[0]}, which confirm does not have; write one of its keys")
        return self


class Asked(NamedTuple):
    key: str
    rows: list[Known]
    """Candidates, certainly or possibly public."""


def judge_confirmed_parts(rule: ConfirmedParts, case: Case) -> Answer:
    """``missing``: parts for which there is no candidate. Doubts: ``person-needed`` for the rule, ``not-held`` for these parts,
    then rows that are not certain and scopes that were not visited."""
    first, last = moment(rule.opens, case), moment(rule.by, case)
    threshold: dict[str, Any] = {} if last is None else {"by": last.isoformat()}
    if not holds(rule.when, case.plan) or (first and case.day < first):
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    if rule.recommendations and not case.plan.recommendations:
        unsaid = doubt("recommendations", "plan-partial")
        doubts = (doubt(rule.code, "person-needed"), unsaid)
        return Answer(verdict=Verdict.UNKNOWN, threshold=threshold, doubts=doubts, last_day=last)
    asked = list(_asked(rule, case))
    without = [one.key for one in asked if not one.rows]
    early = last is not None and case.day <= last
    pending = early and bool(without)
    rows = {one.row.id: one for each in asked for one in each.rows}
    return Answer(
        verdict=Verdict.PENDING if pending else Verdict.UNKNOWN,
        threshold=threshold,
        value=f"{len(asked) - len(without)}/{len(asked)}",
        due=last if pending else None,
        evidence=rows.values(),
        missing=tuple(without),
        doubts=() if pending else _doubts(rule, case, without, rows),
        parts=tuple(_part(one, early) for one in asked),
        last_day=last,
    )


def _asked(rule: ConfirmedParts, case: Case) -> Iterator[Asked]:
    confirm = {key: kinds for key, kinds in rule.confirm.items() if key not in rule.after_review or case.plan.earlier_review} | {
        number: rule.commitments for number, _ in standing(case) if rule.commitments
    }
    wanted = tuple(dict.fromkeys(kind for kinds in confirm.values() for kind in kinds))
    since = moment(rule.since, case)
    rows = [
        one for one in case.rows(Rows(kinds=wanted, standing=rule.standing)) if since is None or one.last >= since.toordinal()
    ]
    for name in [f"{one.id}:" for one in case.plan.recommendations] if rule.recommendations else [""]:
        for key, kinds in confirm.items():
            yield Asked(name + key, [one for one in rows if one.row.kind in kinds])


def _part(one: Asked, early: bool) -> Part:
    waits = early and not one.rows
    return Part(key=one.key, verdict=Verdict.PENDING if waits else Verdict.UNKNOWN, value=len(one.rows))


def _doubts(rule: ConfirmedParts, case: Case, without: list[str], rows: dict[str, Known]) -> tuple[Doubt, ...]:
    wanted = Rows(standing=rule.standing)
    return (
        doubt(rule.code, "person-needed"),
        *(doubt(key, "not-held") for key in without),
        *doubts_of((one for one in rows.values() if not one.sure(case.today)), case.unseen_scopes(wanted)),
    )
