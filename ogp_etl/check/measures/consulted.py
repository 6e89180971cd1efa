"""The self-assessment put before the forum, and before the public (R16 S192, S264)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt, until
from ogp_etl.check.calendar import close
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Consulted(Rule):
    """Parameters: which rows are the report; which rows of the process, naming the report in ``answers``, show that the
    forum had it before it; and the advice that the public can comment for so many days."""

    measure: Literal["consulted"]
    report: Rows
    forum: Annotated[tuple[Kind, ...], Field(min_length=1)]
    notices: Annotated[tuple[Kind, ...], Field(min_length=1)]
    """These open the public comments on the report."""
    results: Annotated[tuple[Kind, ...], Field(min_length=1)]
    """These close them."""
    days: Annotated[int, Field(ge=1, le=366)]


class Found(NamedTuple):
    """Rows of some kinds: those that certainly name the report, and why others are in doubt."""

    sure: Sequence[Known]
    maybe: Sequence[Doubt]


def judge_consulted(rule: Consulted, case: Case) -> Answer:
    """By the last day of reporting; not applicable before the plan's last day. ``parts``: the forum, which decides, and the
    public, which is advice."""
    last = close(case.plan)
    threshold = {"by": last.isoformat(), "public": f"P{rule.days}D"}
    if case.day < case.plan.end:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    # A report from before the plan's last day is that of the middle of the plan.
    reports = {one.row.id for one in case.rows(rule.report) if one.last >= case.plan.end.toordinal()}
    forum = _found(rule.forum, reports, case)
    unseen = case.unseen_scopes(Rows(of="process"))
    first_unseen = case.unseen(Rows(of="process"))
    not_looked = first_unseen is not None and first_unseen <= last.toordinal()
    if forum.sure:
        verdict = Verdict.PASS
    elif case.day <= last:
        verdict = until(last, case.day)
    else:
        verdict = Verdict.UNKNOWN if forum.maybe or not_looked else Verdict.BREACH
    doubts = (*forum.maybe, *doubts_of((), unseen if not_looked else ())) if verdict is Verdict.UNKNOWN else ()
    public, length = _public(rule, reports, case, last, not_looked)
    return Answer(
        verdict=verdict,
        threshold=threshold,
        due=last,
        evidence=forum.sure,
        missing=() if forum.sure else ("forum",),
        doubts=doubts,
        parts=(Part(key="forum", verdict=verdict, due=last), Part(key="public", verdict=public, value=length)),
    )


def _found(kinds: Sequence[Kind], reports: set[str], case: Case) -> Found:
    """Rows of what happened from the plan's last day to the end of reporting. One that names nothing may be about the report."""
    sure: list[Known] = []
    maybe: list[Doubt] = []
    opened, last = case.plan.end.toordinal(), close(case.plan).toordinal()
    for one in case.rows(Rows(of="process", kinds=tuple(kinds))):
        stated = one.row.event_date
        first, until_day = (one.first, one.last) if stated is None else (stated.toordinal(),) * 2
        if until_day < opened or first > min(last, case.today) or one.row.answers not in (None, *reports):
            continue
        if not one.sure(case.today):
            maybe.append(row_doubt(one))
        elif one.row.answers is None:
            maybe.append(doubt(one.row.id, "content-not-confirmed"))
        elif first < opened or until_day > last:
            maybe.append(doubt(one.row.id, "day-not-certain"))
        else:
            sure.append(one)
    return Found(sure, maybe)


def _public(rule: Consulted, reports: set[str], case: Case, last: date, not_looked: bool) -> tuple[Verdict, int | None]:
    """Whether the public could comment so many days, and how many are certain."""
    notices, results = _found(rule.notices, reports, case), _found(rule.results, reports, case)
    days = None
    if notices.sure and results.sure:
        days = max(one.first for one in results.sure) - min(one.last for one in notices.sure)
        if days >= rule.days:
            return Verdict.PASS, days
    if case.day <= last:
        return Verdict.PENDING, days
    open_question = notices.maybe or results.maybe or not_looked
    return (Verdict.UNKNOWN if open_question else Verdict.GAP), days
