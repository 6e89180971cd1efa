"""Open meetings: announced with their day, and minuted (R16 S186); n in twelve months."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.clock import Clock, Opens, check_opens, clock, stop
from ogp_etl.check.measures.meetings import Meeting, meetings, undated
from ogp_etl.check.measures.times import MONTHS, enough, good_to
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Verdict

SIDE = "civil-society"
SIDES = frozenset({SIDE, "government"})


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class OpenMeetings(Rule):
    """Parameters: how many, counted from when, and which rows announce a meeting and which tell that it took place."""

    measure: Literal["open-meetings"]
    times: Annotated[int, Field(ge=1, le=366)]
    opens: Opens
    notices: Annotated[tuple[Kind, ...], Field(min_length=1)]
    minutes: Annotated[tuple[Kind, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _opens_where_judged(self) -> OpenMeetings:
        check_opens(self.opens, self.judged)
        return self


class Counted(NamedTuple):
    day: date
    sure: bool
    rows: list[Known]
    """Those that show it, or may."""


def judge_open_meetings(rule: OpenMeetings, case: Case) -> Answer:
    """A notice counts when it was public on the day of the meeting; minutes that are known not to show civil society do not.
    Meetings of one day count once."""
    threshold = {"times": rule.times, "within": f"P{MONTHS}M"}
    now = clock(rule.opens, case)
    if now is None:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    at = date.fromordinal(now.at)
    first = max(add_months(at, -MONTHS).toordinal() + 1, now.opens)
    astray = (_astray(rule.notices, case, now), _astray(rule.minutes, case, now))
    counted = [_counted(rule, case, one, astray) for one in meetings(case) if now.opens <= one.day.toordinal() <= now.at]
    ever = [one for one in counted if one is not None]
    shown = [one for one in ever if one.day.toordinal() >= first]
    least = {one.day for one in shown if one.sure}
    most = len({one.day for one in shown}) + min(map(len, astray))
    verdict = enough(rule.times, Rows(), case, now, (len(least), most))
    doubts = _doubts(rule, case, shown, [*astray[0], *astray[1]]) if verdict is Verdict.UNKNOWN else ()
    sure = [one for each in shown if each.sure for one in each.rows]
    if verdict is Verdict.PASS:
        doubts = tuple(doubt(one.row.id, "covers-not-known") for one in sure if _is_silent(rule, one))
    days = {one.day.toordinal() for one in ever if one.sure}
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=len(least),
        evidence=sure,
        doubts=doubts,
        stopped=now.stopped,
        good_to=good_to(rule.times, ((day, day) for day in days), now, stop(None, case)),
    )


def _counted(rule: OpenMeetings, case: Case, meeting: Meeting, astray: tuple[list[Known], list[Known]]) -> Counted | None:
    """None when the meeting was certainly not announced, or certainly has no minutes."""
    day = meeting.day.toordinal()
    notices = [one for one in meeting.of(rule.notices) if one.first <= day]
    minutes = [one for one in meeting.of(rule.minutes) if _says_nothing(one) or SIDE in (one.row.covers or ())]
    in_time = [one for one in notices if one.last <= day and one.sure(case.today)]
    certain = [one for one in minutes if one.sure(case.today)]
    if in_time and certain:
        return Counted(meeting.day, True, [*in_time, *certain])
    may_announce, may_tell = notices or astray[0], minutes or astray[1]
    return Counted(meeting.day, False, [*notices, *minutes]) if may_announce and may_tell else None


def _astray(kinds: tuple[str, ...], case: Case, now: Clock) -> list[Known]:
    """Rows that state no day: each may be of one more meeting."""
    return [one for one in undated(case, kinds) if one.first <= now.at]


def _is_silent(rule: OpenMeetings, one: Known) -> bool:
    return one.row.kind in rule.minutes and _says_nothing(one)


def _says_nothing(one: Known) -> bool:
    """Whether nobody said which sides were there; a quorum tells nothing of sides."""
    return not SIDES & set(one.row.covers or ())


def _doubts(rule: OpenMeetings, case: Case, shown: list[Counted], astray: list[Known]) -> tuple[Doubt, ...]:
    """Of the rows that make a meeting only possible: not certain, or public only after it."""
    found = [
        row_doubt(one)
        for each in shown
        if not each.sure
        for one in each.rows
        if not one.sure(case.today) or (one.row.kind in rule.notices and one.last > each.day.toordinal())
    ]
    found += [doubt(one.row.id, "document-not-known") if one.sure(case.today) else row_doubt(one) for one in astray]
    return (*dict.fromkeys(found), *doubts_of((), case.unseen_scopes(Rows())))
