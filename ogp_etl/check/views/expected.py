"""What is expected of a commitment, or of the process of the whole plan: the cells of its completeness matrix. Pure.

What is expected is defined by the plan's rule sets and its cards alone (docs/rules.md §9):

- ``milestone``: each milestone of the card, by its due day (``repo.evidence-linked``);
- ``kind``: each kind that the card names, by the plan's last day (``repo.implementation-evidence``); of the process each
  group of drafting evidence, by the last day of drafting (``repo.drafting-evidence``);
- ``update`` and ``progress``: one in each half-year of the clock (``repo.updated``, ``progress.published``). Half-years are
  counted from the day on which the clock opens; one that the clock does not finish asks for nothing;
- ``language``: of each document that is known and of which a rule asks for several languages, one in each of them.

A rule that no set of the plan has asks for nothing; of a rule that two sets have, the first set counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.cadence import Cadence
from ogp_etl.check.measures.complete import Groups, Kinds
from ogp_etl.check.measures.languages import Languages
from ogp_etl.check.measures.linked import Linked
from ogp_etl.check.measures.times import Times
from ogp_etl.check.rule import Rows
from ogp_etl.check.rulebook import RuleSet
from ogp_etl.model import DRAFTING_GROUPS
from ogp_etl.model.completeness import Cell, CellFamily, CellState, HalfYear

HALF_YEARLY: Mapping[str, CellFamily] = {"repo.updated": "update", "progress.published": "progress"}
MONTHS = 6


def half_years(opens: date, last: date) -> tuple[HalfYear, ...]:
    """The half-years from a clock's opening to its last day. Each begins on the opening's day of the month (or the last day
    of a shorter month); the last ends with the clock. None when the clock stood still before it opened."""
    made: list[HalfYear] = []
    start = opens
    while start <= last:
        number = len(made) + 1
        following = add_months(opens, number * MONTHS)
        made.append(HalfYear(number=number, start=start, end=min(following - timedelta(days=1), last)))
        start = following
    return tuple(made)


def expected(case: Case, sets: Sequence[RuleSet], halves: Sequence[HalfYear]) -> tuple[Cell, ...]:
    """The cells: milestones, kinds, half-years, languages. Of a commitment that was dropped only what is there, and what was
    over on that day: the rest is asked no more (docs/rules.md §8)."""
    cells = (cell for name, rule in _rules(case, sets) for cell in _cells(name, rule, case, halves))
    dropped = case.plan.dropped(case.commitment.number) if case.commitment else None
    if dropped is None or case.day <= dropped:
        return tuple(cells)
    return tuple(cell for cell in cells if cell.state is CellState.PRESENT or (cell.grace or cell.due or date.min) < dropped)


def _rules(case: Case, sets: Sequence[RuleSet]) -> list[tuple[str, Any]]:
    """Rules that make something expected of this scope, with their ids; of a code the first set's, milestones first."""
    asked = "plan" if case.commitment is None else "commitment"
    found: dict[str, tuple[str, Any]] = {}
    for each in sets:
        for rule in each.rules:
            # Languages are asked of the plan, also those of a commitment's own documents.
            if isinstance(rule, Languages) or any(one.scope == asked for one in rule.judged):
                found.setdefault(rule.code, (f"{each.id}/{rule.code}", rule))
    order = (Linked, Groups, Kinds, Cadence, Times, Languages)
    wanted = [one for code, one in found.items() if isinstance(one[1], order[:3]) or code in HALF_YEARLY]
    wanted += [one for one in found.values() if isinstance(one[1], Languages)]
    return sorted(wanted, key=lambda one: next(place for place, kind in enumerate(order) if isinstance(one[1], kind)))


def _cells(name: str, rule: Any, case: Case, halves: Sequence[HalfYear]) -> Iterator[Cell]:
    match rule:
        case Linked():
            yield from _milestones(name, rule, case, halves)
        case Groups():
            yield from _groups(name, rule, case, halves)
        case Kinds():
            yield from _kinds(name, rule, case, halves)
        case Cadence() | Times():
            yield from _half_yearly(name, rule, case, halves)
        case Languages():
            yield from _languages(name, rule, case)


def _milestones(name: str, rule: Linked, case: Case, halves: Sequence[HalfYear]) -> Iterator[Cell]:
    if case.commitment is None:
        return
    by_milestone = _by(case.rows(rule.rows), lambda row: row.milestone)
    for milestone in case.commitment.milestones:
        rows = by_milestone.get(milestone.id, [])
        cell = _cell(case, "milestone", milestone.id, name, milestone.due, rows, rule.rows, halves)
        yield replace(cell, grace=add_months(milestone.due, rule.grace_months), kinds=case.commitment.kinds)


def _kinds(name: str, rule: Kinds, case: Case, halves: Sequence[HalfYear]) -> Iterator[Cell]:
    if case.commitment is None:
        return
    by_kind = _by(case.rows(rule.rows), lambda row: row.kind)
    for kind in dict.fromkeys(case.commitment.kinds):
        yield replace(_cell(case, "kind", kind, name, case.plan.end, by_kind.get(kind, []), rule.rows, halves), kinds=(kind,))


def _groups(name: str, rule: Groups, case: Case, halves: Sequence[HalfYear]) -> Iterator[Cell]:
    wanted = Rows(standing=rule.standing)
    by_kind = _by(case.rows(wanted), lambda row: row.kind)
    for group in (*rule.groups, *(rule.after_review if case.plan.earlier_review else ())):
        rows = [one for kind in DRAFTING_GROUPS[group] for one in by_kind.get(kind, [])]
        yield replace(
            _cell(case, "kind", group, name, case.plan.drafting.end, rows, wanted, halves), kinds=DRAFTING_GROUPS[group]
        )


def _half_yearly(name: str, rule: Cadence | Times, case: Case, halves: Sequence[HalfYear]) -> Iterator[Cell]:
    rows = list(case.rows(rule.rows))
    unseen = case.unseen(rule.rows)
    for half in halves:
        if half.end < add_months(halves[0].start, half.number * MONTHS) - timedelta(days=1):
            continue  # the clock stood still before this half-year was over
        first, last = half.start.toordinal(), half.end.toordinal()
        # What is public became so by now, and fills no half-year to come.
        within = [one for one in rows if _first(one, halves) <= last and min(one.last, case.today) >= first]
        sure = [one for one in within if _first(one, halves) >= first and one.last <= min(last, case.today)]
        yield Cell(
            family=HALF_YEARLY[rule.code],
            key="",
            rule=name,
            due=half.end,
            half=half,
            kinds=rule.rows.kinds,
            **_filled(sure, within, late=case.today > last, unseen=unseen is not None and unseen <= last),
        )


def _first(one: Known, halves: Sequence[HalfYear]) -> int:
    """What can have become public before the clock opened counts from there, as for a cadence."""
    opens = halves[0].start.toordinal()
    return max(one.first, opens) if one.last >= opens else one.first


def _languages(name: str, rule: Languages, case: Case) -> Iterator[Cell]:
    """Of each document that is known. Rows that do not say to which document they belong make no cell."""
    unseen = bool(case.unseen_scopes(rule.rows))
    for kind in rule.rows.kinds:
        each = rule.each.get(kind)
        for key, rows in _documents(case, replace(rule.rows, kinds=(kind,)), kind, each).items():
            doubtful = not any(one.sure(case.today) for one in rows)
            for language in rule.languages:
                those = [one for one in rows if one.row.language in (language, None)]
                sure = [one for one in those if one.row.language == language and one.sure(case.today)]
                filled = _filled(sure, those or (rows if doubtful else []), late=True, unseen=unseen)
                yield Cell(family="language", key=key, rule=name, due=None, language=language, kinds=(kind,), **filled)


def _documents(case: Case, wanted: Rows, kind: str, each: str | None) -> dict[str, list[Known]]:
    """Documents of this scope by key, the oldest meeting first."""
    own = case.commitment.number if case.commitment else None
    if each is None:
        return {} if own else _by(case.rows(wanted), lambda row: row.kind)
    rows = [one for one in case.rows(wanted) if one.row.commitment == own]
    if each == "commitment":
        return _by(rows, lambda row: row.kind if own else None)
    dated = _by(rows, lambda row: f"{kind}:{row.event_date}" if row.event_date else None)
    return dict(sorted(dated.items()))


def _by(rows: Iterable[Known], key: Any) -> dict[str, list[Known]]:
    """Rows by a key; those without one are left out."""
    found: dict[str, list[Known]] = {}
    for one in rows:
        name = key(one.row)
        if name is not None:
            found.setdefault(name, []).append(one)
    return found


def _cell(
    case: Case,
    family: CellFamily,
    key: str,
    rule: str,
    due: date,
    rows: Sequence[Known],
    wanted: Rows,
    halves: Sequence[HalfYear],
) -> Cell:
    """Something that has to be there by a day and stays."""
    sure = [one for one in rows if one.sure(case.today)]
    filled = _filled(sure, rows, late=case.day > due, unseen=bool(case.unseen_scopes(wanted)))
    half = next((half for half in halves if half.start <= due <= half.end), None)
    return Cell(family=family, key=key, rule=rule, due=due, half=half, **filled)


def _filled(sure: Sequence[Known], maybe: Sequence[Known], *, late: bool, unseen: bool) -> dict[str, Any]:
    """State, the rows behind it, and whether it rests on sources that were not seen."""
    if sure:
        return {"state": CellState.PRESENT, "evidence": _ids(sure)}
    if maybe:
        return {"state": CellState.POSSIBLE, "evidence": _ids(maybe)}
    if not late:
        return {"state": CellState.NOT_DUE}
    return {"state": CellState.POSSIBLE, "unseen": True} if unseen else {"state": CellState.MISSING}


def _ids(rows: Iterable[Known]) -> tuple[str, ...]:
    """Newest first."""
    return tuple(dict.fromkeys(one.row.id for one in sorted(rows, key=lambda one: (-one.first, one.row.id))))
