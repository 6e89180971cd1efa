"""Rules on what plan.yml itself says: its size, its consultation (docs/judging.md §4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Part, Verdict

Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Size(Rule):
    """Parameters: how many commitments a plan has, and at most how many milestones each."""

    measure: Literal["size"]
    least: Count = 0
    most: Count
    milestones: Count | None = None
    """None: any number."""
    most_local: Count | None = None
    """In place of ``most`` for the plan of a local member. None: the same."""
    national: bool = False
    """True: not applicable to the plan of a local member."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Length(Rule):
    """Parameter: how long the consultation lasts at least."""

    measure: Literal["consultation-length"]
    days: Count


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Announced(Rule):
    """Parameter: the rows of which one is public before the consultation starts."""

    measure: Literal["announced"]
    rows: Rows


def judge_size(rule: Size, case: Case) -> Answer:
    """On every day. A plan of which not all is known yet (``status: partial``) can be proven too large, nothing else; one
    without any commitment is small enough for no reader: its cards are not written yet."""
    local = case.plan.level == "local"
    most = rule.most_local if local and rule.most_local is not None else rule.most
    standing = [one for one in case.plan.commitments if _in_the_plan(case, one.number)]
    number = len(standing)
    counts = [(one.number, len(one.milestones)) for one in standing]
    large = [(key, count) for key, count in counts if rule.milestones is not None and count > rule.milestones]
    partial = case.plan.status == "partial"
    bounds = {"at_least": rule.least, "at_most": most} if rule.least else {"commitments": most}
    if local and rule.national:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=bounds, value=number)
    if number > most or large or (number < rule.least and not partial):
        verdict = Verdict.BREACH
    else:
        verdict = Verdict.UNKNOWN if partial or not number else Verdict.PASS
    return Answer(
        verdict=verdict,
        threshold=bounds | ({} if rule.milestones is None else {"milestones": rule.milestones}),
        value=number,
        parts=tuple(Part(key=key, verdict=Verdict.GAP, value=count) for key, count in large),
        doubts=(doubt(case.plan.id, "plan-partial"),) if verdict is Verdict.UNKNOWN else (),
    )


def _in_the_plan(case: Case, number: str) -> bool:
    """Whether a commitment is in the plan's text on the day: not before an amendment adds it, nor once one drops it."""
    added = max((one.day for one in case.plan.amendments if number in one.adds), default=None)
    dropped = case.plan.dropped(number)
    return (added is None or added <= case.day) and (dropped is None or case.day < dropped)


def judge_length(rule: Length, case: Case) -> Answer:
    """Days from the first to the last day: 21 February to 6 March are 14 in a leap year."""
    threshold = {"days": rule.days}
    if case.plan.consultation is None:
        return Answer(verdict=Verdict.UNKNOWN, threshold=threshold, doubts=(doubt("consultation", "plan-partial"),))
    days = (case.plan.consultation.end - case.plan.consultation.start).days
    if case.day < case.plan.consultation.end:
        return Answer(verdict=Verdict.PENDING, threshold=threshold, value=days)
    return Answer(verdict=Verdict.PASS if days >= rule.days else Verdict.BREACH, threshold=threshold, value=days)


def judge_announced(rule: Announced, case: Case) -> Answer:
    """Unknown without a consultation; until it starts, what is not there yet is pending."""
    if case.plan.consultation is None:
        return Answer(verdict=Verdict.UNKNOWN, threshold={}, doubts=(doubt("consultation", "plan-partial"),))
    start = case.plan.consultation.start
    threshold = {"before": start.isoformat()}
    before = [one for one in case.rows(rule.rows) if one.first < start.toordinal()]
    certain = [one for one in before if one.last < start.toordinal() and one.sure(case.today)]
    unseen = case.unseen(rule.rows)
    not_seen = unseen is not None and unseen < start.toordinal()
    if certain:
        return Answer(verdict=Verdict.PASS, threshold=threshold, evidence=certain)
    if case.day < start:
        return Answer(verdict=Verdict.PENDING, threshold=threshold, due=start)
    if before or not_seen:
        doubts = doubts_of(before, case.unseen_scopes(rule.rows) if not_seen else ())
        return Answer(verdict=Verdict.UNKNOWN, threshold=threshold, doubts=doubts)
    return Answer(verdict=Verdict.BREACH, threshold=threshold)
