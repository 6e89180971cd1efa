"""Who sat in the forum and who came: both sides in its list and at its meetings, and a list of each meeting (R19 §6.2(2),
§5.1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Cover
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.as_seen import as_seen
from ogp_etl.check.measures.meetings import HELD_KINDS, between, meetings, undated
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

MEMBERS = "member-list"
"""The kind of row that lists the members; also the key of its part."""
LISTS = "attendance"
WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.PENDING, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class BothSides(Rule):
    """Parameter: the sides that the list of members and every meeting show."""

    measure: Literal["both-sides"]
    sides: Annotated[tuple[Cover, ...], Field(min_length=2)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Lists(Rule):
    """No parameters: a list of those present for each meeting; whether names are in it that should not be a person says."""

    measure: Literal["attendance-lists"]

    @model_validator(mode="after")
    def _a_person_confirms(self) -> Lists:
        if self.way != "assist":
            raise ValueError("way is not assist; what stands in a list only a person sees, so write way: assist")
        return self


class Astray:
    """Lists that state no day: each may be of any meeting. A table can have as many of them as there were meetings, so they are
    not gone through again for every meeting that lacks the same sides."""

    def __init__(self, rule: BothSides, case: Case, rows: Sequence[Known]) -> None:
        self._rule, self._case = rule, case
        self.rows = rows
        self._shows: dict[tuple[str, ...], set[str]] = {}

    def may_show(self, missing: tuple[str, ...]) -> tuple[set[str], list[Doubt]]:
        """The sides that those can show which may show a missing one, and why they are in doubt: to whoever asks first, as
        doubts are listed once."""
        known = self._shows.get(missing)
        if known is not None:
            return known, []
        maybe = [one for one in self.rows if (_sides(self._rule, one) or set(self._rule.sides)) & set(missing)]
        self._shows[missing] = {side for one in maybe for side in _sides(self._rule, one) or self._rule.sides}
        return self._shows[missing], [_doubt(self._rule, one, self._case) for one in maybe]


class State(NamedTuple):
    key: str
    verdict: Verdict
    missing: tuple[str, ...]
    rows: Sequence[Known]
    doubts: tuple[Doubt, ...]


def judge_both_sides(rule: BothSides, case: Case) -> Answer:
    """``missing``: ``2020-03-01:civil-society``, ``member-list:government``. ``value``: how many of the list and the meetings
    show both, of all. A pass only where every meeting was seen."""
    threshold = {"sides": list(rule.sides)}
    if case.day < case.plan.drafting.start:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    states = list(_states(rule, case))
    worst = min((state.verdict for state in states), key=WORST_FIRST.index)
    verdict, more = as_seen(worst, case, Rows(of="process"), min(case.today, case.stop))
    deciding = [state for state in states if state.verdict is worst]
    listed = [state for state in states if state.key != LISTS]
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{sum(state.verdict is Verdict.PASS for state in listed)}/{len(listed)}",
        due=case.plan.drafting.end if verdict is Verdict.PENDING else None,
        evidence=[one for state in deciding for one in state.rows],
        missing=tuple(f"{state.key}:{side}" for state in listed for side in state.missing),
        doubts=more or tuple(dict.fromkeys(one for state in deciding for one in state.doubts if worst is Verdict.UNKNOWN)),
        parts=tuple(Part(key=state.key, verdict=state.verdict) for state in listed),
    )


def _states(rule: BothSides, case: Case) -> Iterator[State]:
    """The list of members, each meeting of the forum by its day, lists that state no day; without any meeting, that there is
    none."""
    members = list(case.rows(Rows(of="process", kinds=(MEMBERS,), standing=True)))
    yield _state(rule, case, MEMBERS, members, Astray(rule, case, ()))
    astray = Astray(rule, case, undated(case, HELD_KINDS, "process"))
    last = min(case.today, case.stop)
    found = between(meetings(case, "process"), case.plan.drafting.start, date.fromordinal(last))
    for meeting in found:
        state = _state(rule, case, meeting.key, meeting.of(HELD_KINDS), astray)
        unsure = state.verdict is Verdict.BREACH and not meeting.sure(case.today)
        yield state._replace(verdict=Verdict.UNKNOWN, doubts=doubts_of(meeting.rows)) if unsure else state
    lacking = [one for one in astray.rows if one.row.covers is None or not set(rule.sides) <= set(one.row.covers)]
    if lacking:
        why = tuple(doubt(one.row.id, "document-not-known") for one in lacking)
        yield State(LISTS, Verdict.UNKNOWN, (), lacking, why)
    elif not found:
        yield _nothing(case, LISTS, ())


def _sides(rule: BothSides, one: Known) -> set[str] | None:
    """The sides that a row shows; None where nobody said of any. What it shows beside them tells nothing of sides."""
    return set(one.row.covers or ()) & set(rule.sides) or None


def _state(rule: BothSides, case: Case, key: str, rows: Sequence[Known], astray: Astray) -> State:
    """A side is missing for certain only where a list is there and no other can show it."""
    told = [one for one in rows if one.sure(case.today) and _sides(rule, one) is not None]
    shown = {side for one in told for side in _sides(rule, one) or ()}
    missing = tuple(side for side in rule.sides if side not in shown)
    if not missing:
        return State(key, Verdict.PASS, (), told, ())
    if not rows and not astray.rows:
        return _nothing(case, key, missing)
    certain = {one.row.id for one in told}
    maybe = [one for one in rows if one.row.id not in certain and (_sides(rule, one) or set(rule.sides)) & set(missing)]
    astray_show, astray_doubts = astray.may_show(missing)
    can_show = {side for one in maybe for side in _sides(rule, one) or rule.sides} | astray_show
    unseen = case.unseen_scopes(Rows(of="process"))
    if told and not unseen and not set(missing) <= can_show:
        return State(key, Verdict.BREACH, missing, told, ())
    doubts = (*(_doubt(rule, one, case) for one in maybe), *astray_doubts, *doubts_of((), unseen))
    if not doubts and not astray_show:
        doubts = (doubt(key, "not-held"),)
    return State(key, Verdict.UNKNOWN, missing, rows, doubts)


def _doubt(rule: BothSides, one: Known, case: Case) -> Doubt:
    if not one.sure(case.today):
        return row_doubt(one)
    return doubt(one.row.id, "covers-not-known" if _sides(rule, one) is None else "document-not-known")


def _nothing(case: Case, key: str, missing: tuple[str, ...]) -> State:
    """That no list is public proves no absence of a side; while the plan is drafted it may still come."""
    if case.day <= case.plan.drafting.end:
        return State(key, Verdict.PENDING, missing, (), ())
    return State(
        key, Verdict.UNKNOWN, missing, (), (doubt(key, "not-held"), *doubts_of((), case.unseen_scopes(Rows(of="process"))))
    )


def judge_lists(rule: Lists, case: Case) -> Answer:
    """Not applicable while no meeting is known and everything was visited. ``parts``: each meeting with the number of its
    lists. ``missing``: meetings without one."""
    found = meetings(case)
    unseen = case.unseen_scopes(Rows())
    if not found and not unseen:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    lists = {meeting.key: meeting.of((LISTS,)) for meeting in found}
    rows = [*(one for each in lists.values() for one in each), *undated(case, (LISTS,))]
    without = [key for key, each in lists.items() if not each]
    return Answer(
        verdict=Verdict.UNKNOWN,
        threshold={},
        value=f"{len(lists) - len(without)}/{len(lists)}",
        evidence=rows,
        missing=tuple(without),
        doubts=(
            doubt(rule.code, "person-needed"),
            *(doubt(key, "not-held") for key in without),
            *doubts_of((one for one in rows if not one.sure(case.today)), unseen),
        ),
        parts=tuple(Part(key=key, verdict=Verdict.UNKNOWN, value=len(each)) for key, each in lists.items()),
    )
