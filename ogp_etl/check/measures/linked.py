"""Milestones shown by primary evidence (R19 §5.1.2; docs/judging.md §4, repo.evidence-linked)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards import Milestone
from ogp_etl.check.answer import Answer, doubts_of
from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.promised import promised
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.DUE_SOON, Verdict.PASS, Verdict.PENDING)
"""The commitment has the verdict of its worst milestone; a milestone that is not due yet counts only where none is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Linked(Rule):
    """Parameters: which rows show a milestone, and how long after its due day that may take."""

    measure: Literal["milestones"]
    rows: Rows
    grace_months: Annotated[int, Field(ge=0, le=60)]


class State(NamedTuple):
    milestone: Milestone
    last: date
    """Last day on which the milestone may be shown."""
    rows: Sequence[Known]
    """Rows that show it, certainly or possibly."""
    verdict: Verdict


def judge_linked(rule: Linked, case: Case) -> Answer:
    """Not applicable to a commitment whose card has no milestones."""
    threshold = {"grace": f"P{rule.grace_months}M"}
    milestones = promised(case.plan, case.commitment) if case.commitment else ()
    if not milestones:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    shown: dict[str | None, list[Known]] = {}
    some = case.some(rule.rows)
    others = some.left.get("shows", {})
    for one in some.rows:
        shown.setdefault(one.row.milestone, []).append(one)
    unseen = case.unseen_scopes(rule.rows)
    states = [
        _state(rule, case, milestone, shown.get(milestone.id, ()), (case.scope, milestone.id) in others, bool(unseen))
        for milestone in milestones
    ]
    overdue = [state for state in states if state.milestone.due < case.day and state.verdict is not Verdict.PASS]
    late = {state.milestone.id for state in overdue}
    return Answer(
        verdict=min((state.verdict for state in states), key=WORST_FIRST.index),
        threshold=threshold,
        due=min((state.last for state in overdue), default=None),
        evidence=[one for state in states for one in state.rows if one.sure(case.today)],
        missing=tuple(state.milestone.id for state in overdue),
        doubts=_doubts(states, unseen),
        parts=tuple(
            Part(key=state.milestone.id, verdict=state.verdict, due=state.last if state.milestone.id in late else None)
            for state in states
        ),
    )


def _state(rule: Linked, case: Case, milestone: Milestone, rows: Sequence[Known], others: bool, unseen: bool) -> State:
    """``others``: whether there are certain rows beside ``rows``."""
    last = add_months(milestone.due, rule.grace_months)
    if others or any(one.sure(case.today) for one in rows):
        verdict = Verdict.PASS
    elif case.day <= milestone.due:
        verdict = Verdict.PENDING
    elif case.day <= last:
        verdict = Verdict.DUE_SOON
    else:
        verdict = Verdict.UNKNOWN if rows or unseen else Verdict.BREACH
    return State(milestone, last, rows, verdict)


def _doubts(states: Iterable[State], unseen: Sequence[str]) -> tuple[Doubt, ...]:
    open_questions = [state for state in states if state.verdict is Verdict.UNKNOWN]
    if not open_questions:
        return ()
    return doubts_of((one for state in open_questions for one in state.rows), unseen)
