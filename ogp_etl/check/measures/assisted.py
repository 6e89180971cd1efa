"""What a named person has to confirm: the machine gathers the candidates, or says that there are none (docs/rules.md §1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.meetings import MEETING_KINDS, between, meetings
from ogp_etl.check.measures.moments import Condition, Moment, holds, moment
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Part, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Candidates(Rule):
    """Parameters: which rows may show it, and when it is asked. The verdict is never more than ``unknown``."""

    measure: Literal["candidates"]
    rows: Rows
    when: tuple[Condition, ...] = ()
    """Where none of these holds the rule is not applicable. Empty: it always applies."""
    opens: Moment | None = None
    """Before this day the rule is not applicable. None: it is asked on every day."""
    by: Moment | None = None
    """Up to this day it is pending while there is no candidate. None: nothing is pending."""
    within: bool = False
    """True: only rows of the days from ``opens`` to ``by`` are candidates. A row's day is the one it states itself; without
    one it is the span in which it became public."""
    each: Literal["meeting", "row"] | None = None
    """meeting: ``parts`` has each meeting up to the day of judging, of those days where ``within`` is set; row: each
    candidate, with what it is said to cover."""

    @model_validator(mode="after")
    def _candidates_are_looked_for(self) -> Candidates:
        if self.way == "decided":
            raise ValueError("candidates decide nothing; write way: assist (or show)")
        return self


def judge_candidates(rule: Candidates, case: Case) -> Answer:
    """Doubts: ``person-needed`` for the rule unless the verdict is the reviewer's, ``not-held`` for its kinds when there is no
    candidate at all, then rows that are not certain and scopes that were not visited."""
    first, last = moment(rule.opens, case), moment(rule.by, case)
    threshold: dict[str, Any] = {} if last is None else {"by": last.isoformat()}
    if not holds(rule.when, case.plan) or (first and case.day < first):
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    rows = [one for one in case.rows(rule.rows) if not rule.within or _of_the_days(one, first, last)]
    parts = tuple(_parts(rule, case, rows, first, last))
    if not rows and last and case.day <= last:
        return Answer(verdict=Verdict.PENDING, threshold=threshold, due=last, parts=parts, last_day=last)
    return Answer(
        verdict=Verdict.UNKNOWN,
        threshold=threshold,
        evidence=rows,
        doubts=(
            *((doubt(rule.code, "person-needed"),) if rule.way == "assist" else ()),
            *(doubt(kind, "not-held") for kind in rule.rows.kinds if not rows),
            *doubts_of((one for one in rows if not one.sure(case.today)), case.unseen_scopes(rule.rows)),
        ),
        parts=parts,
        last_day=last,
    )


def _of_the_days(one: Known, first: date | None, last: date | None) -> bool:
    stated = one.row.event_date
    begins, ends = (one.first, one.last) if stated is None else (stated.toordinal(),) * 2
    return (first is None or ends >= first.toordinal()) and (last is None or begins <= last.toordinal())


def _parts(rule: Candidates, case: Case, rows: Sequence[Known], first: date | None, last: date | None) -> Iterator[Part]:
    """A part of a rule that leaves the verdict to the reviewer has none either."""
    verdict = Verdict.SHOWN if rule.way == "show" else Verdict.UNKNOWN
    if rule.each == "row":
        for one in sorted(rows, key=lambda one: (one.row.event_date or date.min, one.row.id)):
            yield Part(key=one.row.id, verdict=verdict, value=" ".join(one.row.covers) if one.row.covers else None)
    elif rule.each == "meeting":
        kinds = tuple(kind for kind in rule.rows.kinds if kind not in MEETING_KINDS)
        days = (first, last) if rule.within else (None, None)
        for meeting in between(meetings(case, rule.rows.of, kinds), *days):
            yield Part(key=meeting.key, verdict=verdict)
