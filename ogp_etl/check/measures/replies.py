"""Comments, and how soon each is answered (R16 S266)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt, until
from ogp_etl.check.calendar import NEVER
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.as_seen import as_seen
from ogp_etl.check.measures.moments import Moment, moment
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.DUE_SOON, Verdict.PENDING, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Replies(Rule):
    """Parameters: which rows are comments and which are replies (``answers`` of a reply names the comment), within how many
    days, and from which day on comments count."""

    measure: Literal["replies"]
    comments: Rows
    collections: Rows
    """Rows that hold many comments, maybe with their answers; without a reply of its own one is in doubt, never missed."""
    replies: Rows
    days: Annotated[int, Field(ge=1, le=366)]
    opens: Moment


class Comment(NamedTuple):
    """One document with all its versions, made on one of the days (ordinals) from ``first`` to ``last``."""

    rows: Sequence[Known]
    first: int
    last: int
    many: bool
    """Whether it holds many comments."""

    @property
    def key(self) -> str:
        return self.rows[0].row.id


class Loose:
    """The replies that name no comment: each may answer any that was made before it was certainly out. A table can have as many
    of them as it has comments, so no comment looks at them all."""

    def __init__(self, rows: Sequence[Known]) -> None:
        self._by_first = sorted(enumerate(rows), key=lambda pair: pair[1].first)
        self._firsts = [one.first for _, one in self._by_first]
        self._lasts = sorted(one.last for one in rows)
        self._told = 0

    def some(self, made: int, at_most: int) -> bool:
        """Whether one can have been out by ``at_most`` and was not certainly out before ``made``, which is not after it."""
        return bisect_right(self._firsts, at_most) > bisect_left(self._lasts, made)

    def new(self, made: int, at_most: int) -> list[Known]:
        """These rows in their order, without those that were given for a comment before. Asked of comments in the order in which
        they were made: what was out before one was out before the next."""
        first, self._told = self._told, max(self._told, bisect_right(self._firsts, at_most))
        return [one for _, one in sorted(self._by_first[first : self._told], key=_place) if one.last >= made]


def _place(pair: tuple[int, Known]) -> int:
    return pair[0]


class Inbox(NamedTuple):
    """The replies of one case."""

    by_comment: Mapping[str | None, Sequence[Known]]
    """By the row that they answer."""
    loose: Loose
    unseen: int | None
    opened: int


class State(NamedTuple):
    comment: Comment
    replies: Sequence[Known]
    verdict: Verdict
    due: date | None
    """Last day for a reply while none is certain; None with one, and where the day of the comment is open."""
    value: int | None
    """Days to the first certain reply; None without one."""
    doubts: Sequence[Doubt]
    """Without the replies that name no comment and are in doubt for an earlier one already."""


def judge_replies(rule: Replies, case: Case) -> Answer:
    """Not applicable while no comment is known. ``missing``: comments whose days are over without a certain reply in time.
    All in time is a pass only where every comment was seen."""
    threshold = {"within": f"P{rule.days}D"}
    opened = moment(rule.opens, case)
    if opened is None or case.day < opened:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    inbox = _inbox(rule, case, opened.toordinal())
    unseen = case.unseen_scopes(rule.replies)
    last = min(case.today, case.stop)
    comments = [one for one in _comments(rule, case) if one.last >= inbox.opened and one.first <= last]
    if not comments:
        verdict = Verdict.UNKNOWN if unseen else Verdict.NOT_APPLICABLE
        return Answer(verdict=verdict, threshold=threshold, doubts=doubts_of((), unseen))
    states = [_state(rule, case, one, inbox) for one in comments]
    worst = min((state.verdict for state in states), key=WORST_FIRST.index)
    verdict, more = as_seen(worst, case, rule.comments, last)
    in_doubt = [state for state in states if state.verdict is Verdict.UNKNOWN is verdict]
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{sum(state.verdict is Verdict.PASS for state in states)}/{len(states)}",
        due=min((state.due for state in states if state.verdict is Verdict.DUE_SOON and state.due), default=None),
        evidence=[one for state in states for one in (*state.comment.rows, *state.replies)],
        missing=tuple(state.comment.key for state in states if state.verdict in (Verdict.BREACH, Verdict.UNKNOWN)),
        doubts=(
            *dict.fromkeys(each for state in in_doubt for each in state.doubts),
            *doubts_of((), unseen if in_doubt else ()),
            *more,
        ),
        parts=tuple(Part(key=state.comment.key, verdict=state.verdict, due=state.due, value=state.value) for state in states),
    )


def _inbox(rule: Replies, case: Case, opened: int) -> Inbox:
    found: dict[str | None, list[Known]] = {}
    for one in case.rows(rule.replies):
        found.setdefault(one.row.answers, []).append(one)
    return Inbox(found, Loose(found.pop(None, [])), case.unseen(rule.replies), opened)


def _comments(rule: Replies, case: Case) -> list[Comment]:
    """Oldest first. A comment was made on the day that its first version states, or else became public."""
    versions: dict[str, list[Known]] = {}
    many: set[str] = set()
    for one in case.rows(rule.comments):
        versions.setdefault(one.row.document, []).append(one)
    for one in case.rows(rule.collections):
        versions.setdefault(one.row.document, []).append(one)
        many.add(one.row.document)
    found: list[Comment] = []
    for document, rows in versions.items():
        ordered = sorted(rows, key=lambda one: (one.first, one.row.id))
        stated = [one.row.event_date.toordinal() for one in ordered if one.row.event_date]
        first, last = (min(stated), min(stated)) if stated else (ordered[0].first, min(one.last for one in ordered))
        found.append(Comment(ordered, first, last, document in many))
    return sorted(found, key=lambda one: (one.first, one.key))


def _state(rule: Replies, case: Case, comment: Comment, inbox: Inbox) -> State:
    named = [one for each in comment.rows for one in inbox.by_comment.get(each.row.id, ())]
    # Out before the comment was made it is no answer, though it names it: one of the two days is wrong.
    own = [one for one in named if one.last >= comment.first]
    too_early = [one for one in named if one.last < comment.first]
    dated = comment.last < NEVER
    at_most = comment.last + rule.days if dated else NEVER
    surely = comment.first + rule.days
    value = min((one.last - comment.last for one in own if one.sure(case.today)), default=None) if dated else None
    in_time = [one for one in own if one.last <= surely and one.sure(case.today)]
    if in_time:
        return State(comment, in_time, Verdict.PASS, None, value, ())
    due = date.fromordinal(min(at_most, NEVER - 1)) if dated else None
    if due is not None and case.today <= surely:
        return State(comment, own, until(due, case.day), due, value, ())
    loose = inbox.loose.some(comment.first, at_most)
    doubts = [_doubt(rule, one, case) for one in (*own, *too_early) if one.first <= at_most]
    doubts += [_doubt(rule, one, case) for one in inbox.loose.new(comment.first, at_most)]
    sure = any(one.sure(case.today) for one in comment.rows)
    # What can have been made before the clock opened may be none of the comments that are asked about.
    if not sure or comment.first < inbox.opened:
        doubts += [_doubt(rule, comment.rows[0], case)]
    if comment.many:
        doubts.append(doubt(comment.key, "content-not-confirmed"))
    maybe = loose or doubts or case.today <= at_most or (inbox.unseen is not None and inbox.unseen <= at_most)
    return State(comment, own, Verdict.UNKNOWN if maybe else Verdict.BREACH, due, value, doubts)


def _doubt(rule: Replies, one: Known, case: Case) -> Doubt:
    """A row that is certain is in doubt for what it does not say: what it answers, or its day."""
    if not one.sure(case.today):
        return row_doubt(one)
    loose = one.row.kind in rule.replies.kinds and one.row.answers is None
    return doubt(one.row.id, "document-not-known" if loose else "day-not-certain")
