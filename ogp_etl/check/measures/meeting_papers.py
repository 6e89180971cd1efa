"""What members have before a meeting, and how many of them come (the forum handbook, H758-771)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.as_seen import as_seen
from ogp_etl.check.measures.meetings import HELD_KINDS, MEETING_KINDS, Meeting, between, meetings, undated
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.PASS)
QUORUM = "quorum"


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class MeetingPapers(Rule):
    """Parameters: how many days before a meeting of the process which papers are public. That more than half of the members
    come is asked of every meeting too."""

    measure: Literal["meeting-papers"]
    agenda_days: Annotated[int, Field(ge=0, le=60)]
    papers_days: Annotated[int, Field(ge=0, le=60)]
    papers: Annotated[tuple[Kind, ...], Field(min_length=1)]
    """Kinds of what a meeting is going to discuss; a row belongs to the meeting whose day it states."""


class Paper(NamedTuple):
    """What is public some days before a meeting."""

    name: str
    kinds: Sequence[str]
    days: int


class Test(NamedTuple):
    """One of the three questions asked of a meeting."""

    name: str
    verdict: Verdict
    evidence: Sequence[Known]
    doubts: Sequence[Doubt]


class Astray:
    """Rows of some kinds that state no day: each may be of any meeting. Meetings ask in the order of their days, and doubts are
    listed once: each row is given to the first that asks for it."""

    def __init__(self, rows: Iterable[Known], case: Case) -> None:
        self._rows = sorted(enumerate(rows), key=lambda pair: pair[1].first)
        self._case = case
        self._told = 0

    def some(self, limit: int) -> bool:
        """Whether one can have been public by then."""
        return bool(self._rows) and self._rows[0][1].first <= limit

    def new(self, limit: int) -> list[Doubt]:
        first, self._told = self._told, max(self._told, bisect_right(self._rows, limit, key=lambda pair: pair[1].first))
        rows = [one for _, one in sorted(self._rows[first : self._told], key=lambda pair: pair[0])]
        return [doubt(one.row.id, "document-not-known") if one.sure(self._case.today) else row_doubt(one) for one in rows]


class Records:
    """Lists and minutes that state no day, in the same way."""

    def __init__(self, rows: Sequence[Known], case: Case) -> None:
        self.some = bool(rows)
        self._doubts = list(_not_shown(rows, case))
        self.doubtful = bool(self._doubts)

    def new(self) -> list[Doubt]:
        given, self._doubts = self._doubts, []
        return given


class Undated(NamedTuple):
    agenda: Astray
    papers: Astray
    records: Records


class State(NamedTuple):
    meeting: Meeting
    tests: Sequence[Test]
    verdict: Verdict


def judge_papers(rule: MeetingPapers, case: Case) -> Answer:
    """Not applicable while no meeting is known; a pass only where every meeting was seen. ``missing``: meeting and question, such
    as ``2020-03-01:agenda``."""
    threshold = {"agenda": f"P{rule.agenda_days}D", "papers": f"P{rule.papers_days}D", QUORUM: "more than half"}
    last = date.fromordinal(min(case.today, case.stop))
    found = between(meetings(case, "process", rule.papers), case.plan.drafting.start, last)
    unseen = case.unseen_scopes(Rows(of="process"))
    if not found:
        verdict = Verdict.UNKNOWN if unseen else Verdict.NOT_APPLICABLE
        return Answer(verdict=verdict, threshold=threshold, doubts=doubts_of((), unseen))
    undated_rows = undated(case, ("agenda", *rule.papers, *HELD_KINDS), "process")
    astray = Undated(
        Astray((one for one in undated_rows if one.row.kind == "agenda"), case),
        Astray((one for one in undated_rows if one.row.kind in rule.papers), case),
        Records([one for one in undated_rows if one.row.kind in HELD_KINDS], case),
    )
    states = [_state(rule, case, meeting, astray) for meeting in found]
    worst = min((state.verdict for state in states), key=WORST_FIRST.index)
    verdict, more = as_seen(worst, case, Rows(of="process"), last.toordinal())
    in_doubt = [test for state in states for test in state.tests if worst is Verdict.UNKNOWN is state.verdict]
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{sum(state.verdict is Verdict.PASS for state in states)}/{len(states)}",
        evidence=[one for state in states for test in state.tests for one in test.evidence],
        missing=tuple(
            f"{state.meeting.key}:{test.name}" for state in states for test in state.tests if test.verdict is not Verdict.PASS
        ),
        doubts=(
            *dict.fromkeys(each for test in in_doubt for each in test.doubts),
            *doubts_of((), unseen if worst is Verdict.UNKNOWN else ()),
            *more,
        ),
        parts=tuple(Part(key=state.meeting.key, verdict=state.verdict) for state in states),
    )


def _state(rule: MeetingPapers, case: Case, meeting: Meeting, astray: Undated) -> State:
    """A meeting of which nothing is certain may be none, and then nothing was missed."""
    tests = [
        _ahead(Paper("agenda", ("agenda",), rule.agenda_days), case, meeting, astray.agenda),
        _ahead(Paper("papers", rule.papers, rule.papers_days), case, meeting, astray.papers),
        _quorum(case, meeting, astray.records),
    ]
    worst = min((test.verdict for test in tests), key=WORST_FIRST.index)
    if worst is Verdict.BREACH and not meeting.sure(case.today):
        maybe = [row_doubt(one) for one in meeting.of(MEETING_KINDS)]
        return State(meeting, [test._replace(doubts=(*test.doubts, *maybe)) for test in tests], Verdict.UNKNOWN)
    return State(meeting, tests, worst)


def _ahead(paper: Paper, case: Case, meeting: Meeting, astray: Astray) -> Test:
    """Whether a row of these kinds was public so many days before the meeting."""
    limit = (meeting.day - timedelta(days=paper.days)).toordinal()
    rows = [one for one in meeting.of(paper.kinds) if one.first <= limit]
    in_time = [one for one in rows if one.last <= limit and one.sure(case.today)]
    if in_time:
        return Test(paper.name, Verdict.PASS, in_time, ())
    doubts = [*map(row_doubt, rows), *astray.new(limit)]
    unseen = case.unseen(Rows(of="process"))
    maybe = bool(doubts) or astray.some(limit) or (unseen is not None and unseen <= limit)
    return Test(paper.name, Verdict.UNKNOWN if maybe else Verdict.BREACH, [], doubts)


def _quorum(case: Case, meeting: Meeting, astray: Records) -> Test:
    """Missed only when there is a record, and each is known not to show it; without a certain one nobody can tell."""
    records = meeting.of(HELD_KINDS)
    shows = [one for one in records if one.sure(case.today) and QUORUM in (one.row.covers or ())]
    if shows:
        return Test(QUORUM, Verdict.PASS, shows, ())
    doubts = [*_not_shown(records, case), *astray.new()]
    if not records and not astray.some:
        doubts = [doubt("attendance", "not-held")]
    maybe = bool(doubts) or astray.doubtful or case.unseen(Rows(of="process")) is not None
    return Test(QUORUM, Verdict.UNKNOWN if maybe else Verdict.BREACH, [], doubts)


def _not_shown(records: Sequence[Known], case: Case) -> Iterator[Doubt]:
    """Records that may show that more than half came; where no record is certain, another may."""
    certain = any(one.sure(case.today) for one in records)
    for one in records:
        if one.row.covers is not None and QUORUM not in one.row.covers and certain:
            continue
        if not one.sure(case.today):
            yield row_doubt(one)
        else:
            yield doubt(one.row.id, "covers-not-known" if one.row.covers is None else "document-not-known")
