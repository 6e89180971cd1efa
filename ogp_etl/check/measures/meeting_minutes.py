"""Minutes of each meeting, public once drafting is over (TW20 §3(2))."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.as_seen import as_seen
from ogp_etl.check.measures.meetings import MEETING_KINDS, Meeting, between, meetings, undated
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.PENDING, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class MeetingMinutes(Rule):
    """Parameter: which rows are minutes. Each meeting held while the plan was drafted has a public one, through drafting."""

    measure: Literal["meeting-minutes"]
    rows: Rows


class State(NamedTuple):
    meeting: Meeting
    sure: Sequence[Known]
    maybe: Sequence[Doubt]
    verdict: Verdict

    @property
    def days(self) -> int | None:
        """From the meeting to the day by which its minutes were public; None while that is not certain."""
        return min((one.last - self.meeting.day.toordinal() for one in self.sure), default=None)


def judge_minutes(rule: MeetingMinutes, case: Case) -> Answer:
    """Not applicable while no meeting is known; a pass only where every meeting was seen. ``missing``: meetings without certainly
    public minutes."""
    drafting = case.plan.drafting
    threshold = {"by": drafting.end.isoformat()}
    if case.day < drafting.start:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    found = between(meetings(case, rule.rows.of), drafting.start, drafting.end)
    astray = undated(case, rule.rows.kinds, rule.rows.of)
    of_no_meeting = [doubt(one.row.id, "document-not-known") if one.sure(case.today) else row_doubt(one) for one in astray]
    unseen = case.unseen_scopes(rule.rows)
    if not found:
        verdict = Verdict.UNKNOWN if astray or unseen else Verdict.NOT_APPLICABLE
        return Answer(verdict=verdict, threshold=threshold, doubts=(*of_no_meeting, *doubts_of((), unseen)))
    states = [_state(rule, case, meeting, of_no_meeting, bool(unseen)) for meeting in found]
    worst = min((state.verdict for state in states), key=WORST_FIRST.index)
    verdict, more = as_seen(worst, case, rule.rows, min(case.today, drafting.end.toordinal()))
    open_questions = [state for state in states if state.verdict is Verdict.UNKNOWN]
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{sum(bool(state.sure) for state in states)}/{len(states)}",
        due=drafting.end if verdict is Verdict.PENDING else None,
        evidence=[one for state in states for one in state.sure],
        missing=tuple(state.meeting.key for state in states if not state.sure),
        doubts=(
            *dict.fromkeys(each for state in open_questions for each in state.maybe),
            *doubts_of((), unseen if open_questions else ()),
            *more,
        ),
        parts=tuple(Part(key=state.meeting.key, verdict=state.verdict, value=state.days) for state in states),
    )


def _state(rule: MeetingMinutes, case: Case, meeting: Meeting, astray: Sequence[Doubt], unseen: bool) -> State:
    """A meeting of which nothing is certain may be none, and then it needs no minutes."""
    rows = meeting.of(rule.rows.kinds)
    sure = [one for one in rows if one.sure(case.today)]
    maybe = [*map(row_doubt, rows), *astray] if not sure else []
    if not sure and not meeting.sure(case.today):
        maybe += [row_doubt(one) for one in meeting.of(MEETING_KINDS)]
    if sure:
        verdict = Verdict.PASS
    elif case.day <= case.plan.drafting.end:
        verdict = Verdict.PENDING
    else:
        verdict = Verdict.UNKNOWN if maybe or unseen else Verdict.BREACH
    return State(meeting, sure, maybe, verdict)
