"""The self-assessment put before the forum, and before the public (R16 S192, S264)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt, until
from ogp_etl.check.calendar import close
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.copies import originals
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


class Reports(NamedTuple):
    """What rows of the process name, by its id."""

    certain: Set[str]
    """Certainly public, and certainly not before the plan's last day: an earlier one is that of the middle of the plan."""
    possible: Mapping[str, Known]
    """Each other row that may be it."""
    others: Set[str]
    """Rows that are there and are not the report."""


def judge_consulted(rule: Consulted, case: Case) -> Answer:
    """By the last day of reporting; not applicable before the plan's last day. ``parts``: the forum, which decides, and the
    public, which is advice."""
    last = close(case.plan)
    threshold = {"by": last.isoformat(), "public": f"P{rule.days}D"}
    if case.day < case.plan.end:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    reports = _reports(rule, case)
    forum = _found(rule.forum, reports, case, case.plan.end)
    # What was published since we looked may tell of a day before.
    unseen = case.unseen_scopes(Rows(of="process"))
    if forum.sure:
        verdict = Verdict.PASS
    elif case.day <= last:
        verdict = until(last, case.day)
    else:
        verdict = Verdict.UNKNOWN if forum.maybe or unseen else Verdict.BREACH
    doubts = (*forum.maybe, *doubts_of((), unseen)) if verdict is Verdict.UNKNOWN else ()
    public, length = _public(rule, reports, case, last, bool(unseen))
    return Answer(
        verdict=verdict,
        threshold=threshold,
        due=last,
        evidence=forum.sure,
        missing=() if forum.sure else ("forum",),
        doubts=doubts,
        parts=(Part(key="forum", verdict=verdict, due=last), Part(key="public", verdict=public, value=length)),
    )


def _reports(rule: Consulted, case: Case) -> Reports:
    ended = case.plan.end.toordinal()
    rows = [one for one in originals(case.rows(rule.report)) if one.last >= ended]
    certain = {one.row.id for one in rows if one.first >= ended and one.sure(case.today)}
    possible = {one.row.id: one for one in rows if one.row.id not in certain}
    telling = case.rows(Rows(of="process", kinds=(*rule.forum, *rule.notices, *rule.results)))
    others = {one.row.answers for one in telling} - certain - possible.keys() - {None}
    # Few plans name another row here, and only then all rows are read.
    return Reports(certain, possible, {one.row.id for one in case.rows(Rows()) if one.row.id in others} if others else set())


def _found(kinds: Sequence[Kind], reports: Reports, case: Case, opened: date | None = None) -> Found:
    """Rows of what happened from the plan's last day to the end of reporting. One that names nothing may be about the report, and
    so may one that names what is not there. What states no day happened on the day on which it became public; given ``opened``,
    on any day from then on."""
    sure: list[Known] = []
    maybe: list[Doubt] = []
    ended, last = case.plan.end.toordinal(), close(case.plan).toordinal()
    for one in case.rows(Rows(of="process", kinds=tuple(kinds))):
        stated, named = one.row.event_date, one.row.answers
        begun = one.first if opened is None else opened.toordinal()
        first, until_day = (begun, one.last) if stated is None else (stated.toordinal(),) * 2
        if until_day < ended or first > min(last, case.today) or named in reports.others:
            continue
        if not one.sure(case.today):
            maybe.append(row_doubt(one))
        elif named is None:
            maybe.append(doubt(one.row.id, "content-not-confirmed"))
        elif first < ended or until_day > last:
            maybe.append(doubt(one.row.id, "day-not-certain"))
        elif named in reports.certain:
            sure.append(one)
        elif named in reports.possible:
            maybe.append(row_doubt(reports.possible[named]))
        else:
            maybe.append(doubt(one.row.id, "document-not-known"))
    return Found(sure, maybe)


def _public(rule: Consulted, reports: Reports, case: Case, last: date, not_looked: bool) -> tuple[Verdict, int | None]:
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
