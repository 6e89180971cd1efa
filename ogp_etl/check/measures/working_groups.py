"""A working group for each commitment: it meets, and it reports (R16 S271, S272)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Every
from ogp_etl.check.answer import Answer
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.measures.cadence import Cadence, judge_cadence
from ogp_etl.check.measures.times import Times, judge_times
from ogp_etl.check.rule import CONFIG, Judged, Rows, Rule
from ogp_etl.model import Verdict

WORST_FIRST = (
    Verdict.BREACH,
    Verdict.UNKNOWN,
    Verdict.DUE_SOON,
    Verdict.PENDING,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)

OF_COMMITMENTS = (Judged(scope="commitment", severity="advice"),)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class WorkingGroups(Rule):
    """Parameters: how often the group of each commitment meets, how many updates in twelve months it gives, and by which rows
    of the commitment."""

    measure: Literal["working-groups"]
    every: Every
    meetings: Rows
    times: Annotated[int, Field(ge=1, le=366)]
    updates: Rows


class Asked(NamedTuple):
    key: str
    answer: Answer


def judge_working_groups(rule: WorkingGroups, case: Case) -> Answer:
    """The worst over the commitments, each from its own start. ``missing``: ``1-1:meetings``, ``1-1:updates`` of what is
    neither met nor still to come. Not applicable to a plan without commitments."""
    asked = list(_asked(rule, case))
    verdict = min((one.answer.verdict for one in asked), key=WORST_FIRST.index, default=Verdict.NOT_APPLICABLE)
    applies = [one for one in asked if one.answer.verdict is not Verdict.NOT_APPLICABLE]
    met = sum(one.answer.verdict in (Verdict.PASS, Verdict.DUE_SOON) for one in applies)
    in_doubt = [one for one in applies if one.answer.verdict is Verdict.UNKNOWN is verdict]
    firsts = [one.answer.last_day for one in applies if one.answer.last_day is not None]
    dues = [one.answer.due for one in applies if one.answer.verdict is verdict and one.answer.due is not None]
    return Answer(
        verdict=verdict,
        threshold={"meetings": rule.every, "updates": rule.times, "within": "P12M"},
        value=f"{met}/{len(applies)}" if applies else None,
        due=min(dues, default=None),
        last_day=min(firsts, default=None),
        evidence=[row for one in applies for row in one.answer.evidence],
        missing=tuple(one.key for one in applies if one.answer.verdict in (Verdict.BREACH, Verdict.UNKNOWN)),
        doubts=tuple(dict.fromkeys(each for one in in_doubt for each in one.answer.doubts)),
    )


def _asked(rule: WorkingGroups, case: Case) -> Iterator[Asked]:
    """Two questions of each commitment, in the order of the cards."""
    for commitment in case.plan.commitments:
        own = replace(case, commitment=commitment)
        yield Asked(f"{commitment.number}:meetings", judge_cadence(_meets(rule), own))
        yield Asked(f"{commitment.number}:updates", judge_times(_reports(rule), own))


def _meets(rule: WorkingGroups) -> Cadence:
    return Cadence(
        code=rule.code,
        clause=rule.clause,
        judged=OF_COMMITMENTS,
        measure="cadence",
        every=rule.every,
        opens={"commitment": "start"},
        rows=rule.meetings,
        reads="event",
    )


def _reports(rule: WorkingGroups) -> Times:
    return Times(
        code=rule.code,
        clause=rule.clause,
        judged=OF_COMMITMENTS,
        measure="times-a-year",
        times=rule.times,
        opens={"commitment": "start"},
        rows=rule.updates,
    )
