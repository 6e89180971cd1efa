"""Of the rows that become public once and for all, those that tell as much as all (``telling.py`` says which). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ogp_etl.cards import Plan
from ogp_etl.check.calendar import FIRST, NEVER, add_months, stop
from ogp_etl.check.evidence.promised import milestones
from ogp_etl.model import EvidenceRow

NEWEST = 20
"""A finding names so many rows, the newest first."""
STRETCH = 140
"""Days of a stretch."""
MONTHS = 12
"""Of the window of "n in twelve months"."""


Placed = tuple[int, EvidenceRow]
Order = Callable[[Placed], tuple[int, Any]]


def _by_id(one: Placed) -> tuple[int, str]:
    """The newest first, of one day in the order of their ids: so evidence is named."""
    return -one[1].published_by.toordinal(), one[1].id  # type: ignore[union-attr]  # settled rows have both days


def _by_place(one: Placed) -> tuple[int, int]:
    """The newest first, of one day in the order of the table: so doubts are named."""
    first, last = _days(one[1])
    return -(first if last == NEVER else last), one[0]


def _by_delay(one: Placed) -> tuple[int, int]:
    place, row = one
    return row.event_date.toordinal() - row.published_by.toordinal(), place  # type: ignore[union-attr]


def _days(row: EvidenceRow) -> tuple[int, int]:
    """The first and the last day (ordinals) on which it can have become public, the last as it is proven (``rows.Known``)."""
    first, last = row.published_from, row.published_by if row.public else None
    return FIRST if first is None else first.toordinal(), NEVER if last is None else last.toordinal()


class _First:
    """The first rows of an order, of any number that are added."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._rows: list[Placed] = []
        self._floor: int | None = None

    def add(self, one: Placed, rough: int) -> None:
        """``rough``: the first part of the row's order."""
        if self._floor is None or rough <= self._floor:
            self._rows.append(one)
            if len(self._rows) >= 10 * NEWEST:
                self._cut()

    def _cut(self) -> None:
        self._rows = sorted(self._rows, key=self._order)[:NEWEST]
        if len(self._rows) == NEWEST:
            self._floor = self._order(self._rows[-1])[0]

    def rows(self) -> list[Placed]:
        self._cut()
        return self._rows


class _Updates:
    """Of one clock, which stands still on ``until`` (ordinal)."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._newest: dict[int, _First] = {}
        self._ends: dict[tuple[int, int], tuple[int, Placed, int, Placed]] = {}
        self._astride: list[Placed] = []
        self._open: tuple[int, Placed] | None = None

    def see(self, one: Placed, first: int, last: int) -> None:
        if last == NEVER:
            if self._open is None or first < self._open[0]:
                self._open = (first, one)
            return
        if last > self._until:
            if first <= self._until:
                self._astride.append(one)
            return
        width = last - first
        newest = self._newest.get(width)
        if newest is None:
            newest = self._newest[width] = _First(_by_id)
        newest.add(one, -last)
        key = (width, last // STRETCH)
        ends = self._ends.get(key)
        if ends is None:
            self._ends[key] = (last, one, last, one)
        elif last < ends[0]:
            self._ends[key] = (last, one, *ends[2:])
        elif last > ends[2]:
            self._ends[key] = (*ends[:2], last, one)

    def rows(self) -> Iterator[Placed]:
        yield from self._astride
        if self._open is not None:
            yield self._open[1]
        for newest in self._newest.values():
            yield from newest.rows()
        for _, first, _, last in self._ends.values():
            yield first
            yield last


class _Shown:
    """What one commitment has to show: milestones, or kinds of evidence. ``groups``: sets of them of which the newest rows are
    named together."""

    def __init__(self, *groups: Sequence[str]) -> None:
        self._newest = [(frozenset(group), _First(_by_id)) for group in dict.fromkeys(map(tuple, groups))]
        self._shown: set[str] = set()
        self._maybe: dict[str, list[Placed]] = {}
        self._asked = frozenset(key for group in groups for key in group)

    def asks(self, key: str) -> bool:
        return key in self._asked

    def see(self, one: Placed, key: str | None, last: int) -> None:
        if key not in self._asked or key is None:
            return
        if one[1].primary and last < NEVER:
            self._shown.add(key)
            self._maybe.pop(key, None)
            for group, newest in self._newest:
                if key in group:
                    newest.add(one, -last)
        elif key not in self._shown:
            self._maybe.setdefault(key, []).append(one)

    def rows(self) -> Iterator[Placed]:
        for _, newest in self._newest:
            yield from newest.rows()
        for maybe in self._maybe.values():
            yield from maybe


class _Progress:
    """Updates since a commitment's clocks opened (ordinal); while there is none for certain, all that may be."""

    def __init__(self, opened: int) -> None:
        self.opened = opened
        self._newest = _First(_by_id)
        self._astride: list[Placed] = []
        self._any = False

    def see(self, one: Placed, first: int, last: int) -> None:
        if self.opened <= first and last < NEVER:
            self._any = True
            self._newest.add(one, -last)
        elif last >= self.opened:
            self._astride.append(one)

    def rows(self) -> Iterator[Placed]:
        yield from self._newest.rows()
        if not self._any:
            yield from self._astride


class Choice:
    """The settled and the open rows that tell."""

    def __init__(self, plan: Plan, day: date) -> None:
        until = min(day, stop(plan, None))
        self._of_plan = _Updates(until.toordinal())
        self._window = range(add_months(until, -MONTHS).toordinal(), until.toordinal() + 1)
        self._spans: dict[tuple[int, int], Placed] = {}
        self._delays = _First(_by_delay)
        self._looked: list[Placed] = []
        self._not_looked: dict[str | None, _First] = {}
        self._updates = {one.number: _Updates(min(day, stop(plan, one)).toordinal()) for one in plan.commitments}
        self._progress = {one.number: _Progress(plan.opened(one.number).toordinal()) for one in plan.commitments}
        self._milestones = {one.number: _Shown(*milestones(plan, one)) for one in plan.commitments}
        self._kinds = {one.number: _Shown(one.kinds) for one in plan.commitments}
        self._counted: dict[str, Counter[Any]] = {"rows": Counter(), "updates": Counter(), "shows": Counter(), "kinds": Counter()}

    def see(self, one: Placed, looked: bool) -> None:
        row = one[1]
        owner, primary = row.commitment, row.primary
        first, last = _days(row)
        for what, key in self._counts(row):
            self._counted[what][key] += 1
        if looked:
            self._looked.append(one)
        else:
            newest = self._not_looked.get(owner)
            if newest is None:
                newest = self._not_looked[owner] = _First(_by_place)
            newest.add(one, -(first if last == NEVER else last))
        if first == last and row.event_date is not None and row.event_date.toordinal() <= last:
            self._delays.add(one, row.event_date.toordinal() - last)
        if primary is False:
            return
        if row.substantive:
            self._of_plan.see(one, first, last)
            if last in self._window:
                self._spans.setdefault((first, last), one)
        if owner in self._updates and owner is not None:
            if row.substantive:
                self._updates[owner].see(one, first, last)
                self._progress[owner].see(one, first, last)
            self._milestones[owner].see(one, row.milestone, last)
            self._kinds[owner].see(one, row.kind, last)

    def _counts(self, row: EvidenceRow) -> Iterator[tuple[str, Any]]:
        """What a row adds to the numbers that findings tell."""
        owner = row.commitment
        yield "rows", owner
        first, last = _days(row)
        if last == NEVER or owner is None or owner not in self._progress:
            return
        if row.substantive and row.primary is not False and first >= self._progress[owner].opened:
            yield "updates", owner
        if row.primary:
            if row.milestone is not None:
                yield "shows", (owner, row.milestone)
            if self._kinds[owner].asks(row.kind):
                yield "kinds", (owner, row.kind)

    def chosen(self) -> Iterator[Placed]:
        """Some of them more than once."""
        yield from self._looked
        yield from self._of_plan.rows()
        yield from self._spans.values()
        yield from self._delays.rows()
        for newest in self._not_looked.values():
            yield from newest.rows()
        for each in (self._updates, self._progress, self._milestones, self._kinds):
            for of_commitment in each.values():
                yield from of_commitment.rows()

    def left(self, chosen: Iterable[EvidenceRow]) -> dict[str, dict[Any, int]]:
        for row in chosen:
            for what, key in self._counts(row):
                self._counted[what][key] -= 1
        return {what: {key: number for key, number in counted.items() if number} for what, counted in self._counted.items()}
