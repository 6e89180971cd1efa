"""Which rows tell as much as all (docs/rules.md §11): of a table of a million rows a few percent decide every rule that reads
all of them. Rules that read certain kinds of rows read all of these. Pure.

A row is *settled* on the day for which the rows are kept when it certainly became public by then, within so few days, and is
public still. It is *open* when it may have become public by then, and nothing proves by when it did. What happens later changes
nothing about either. Every other row tells. Of settled and of open rows these tell:

- updates, for "every n months", by whose they are and by the number of days within which they became public: the newest, and
  of each stretch of days the first and the last; of open ones the earliest, which may last for ever;
- updates of the plan, for "n in twelve months": one for each span of days;
- updates since a commitment's clocks opened: the newest; where none is for certain, all that may be;
- of what shows milestones or kinds of evidence: the newest; of one that nothing shows for certain, all that may;
- of what nobody looked at: the newest;
- those whose publication took longest; and whatever somebody looked at.

How many other rows there are is counted, because findings tell numbers. All this holds on the day for which rows are kept and on
every later one; ``basis`` says of which cards and looks.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from ogp_etl.cards import Commitment, Milestone, Plan
from ogp_etl.check.calendar import FIRST, NEVER, add_months, stop
from ogp_etl.check.rule import Rows
from ogp_etl.model import EvidenceRow, Period

NEWEST = 20
"""A finding names so many rows, the newest first."""
WIDEST = 31
"""Most days from the first to the last on which a settled row can have become public."""
STRETCH = 140
"""Days of a stretch."""
MONTHS = 12
"""Of the window of "n in twelve months"."""

EVERY = Rows()
STANDING = Rows(standing=True)
UPDATES = Rows(copies=False, primary="not-no")
SHOWING = Rows(primary="yes", standing=True)
_OF_PLAN = frozenset({EVERY, STANDING, UPDATES})
_OF_COMMITMENT = frozenset({STANDING, UPDATES, SHOWING})


class Told(NamedTuple):
    """What is kept of a table beside its rows."""

    places: set[int]
    """Of the rows that tell, counted from 0."""
    left: Mapping[str, Mapping[Any, int]]
    """How many of the others there are: ``rows`` and ``updates`` (since the clocks opened) by commitment, None: the process;
    of primary rows ``shows`` by commitment and milestone, ``kinds`` by commitment and kind of evidence that its card names."""
    basis: str


def serves(wanted: Rows, commitment: Commitment | None) -> bool:
    """Whether the rows that tell are enough of those that ``wanted`` asks for; kinds only where the card names them."""
    if commitment is None:
        return wanted in _OF_PLAN
    if not wanted.kinds:
        return wanted in _OF_COMMITMENT
    return set(wanted.kinds) <= set(commitment.kinds) and wanted == Rows(kinds=wanted.kinds, primary="yes", standing=True)


def looked_at(looks: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Ids of rows among the keys of looks."""
    return frozenset(key for what, key in looks if what in ("item", "update-time"))


def long_enough(every: Period) -> bool:
    """Whether the first and the last row of a stretch cover together what the rows between them cover: each still covers the
    day on which the other happened, counted from the first day on which the one can have."""
    return every.months * 30 - 2 + every.days >= STRETCH + WIDEST


def basis(plan: Plan, day: date, looked: Set[str]) -> str:
    """What the choice of rows rests on beside the rows. The choice holds as long as this stays."""
    cards = [
        (one.number, plan.opened(one.number), stop(plan, one), one.kinds, _milestones(plan, one)) for one in plan.commitments
    ]
    said = repr((day, plan.start, stop(plan, None), cards, sorted(looked)))
    return hashlib.sha256(said.encode()).hexdigest()


def tell(plan: Plan, rows: Iterable[EvidenceRow], day: date, looked: Set[str]) -> Told:
    """Choose the rows that tell on ``day`` and later. ``looked``: ids of rows that somebody looked at."""
    odd: set[int] = set()
    choice = _Choice(plan, day)
    for place, row in enumerate(rows):
        if _settled(row, day) or _open(row, day):
            choice.see((place, row), looked=row.id in looked)
        elif row.public is not False and (row.published_from is not None or row.published_by is not None):
            odd.add(place)  # the others never count
    chosen = dict(choice.chosen())
    return Told(odd | chosen.keys(), choice.left(chosen.values()), basis(plan, day, looked))


def _settled(row: EvidenceRow, day: date) -> bool:
    first, last = row.published_from, row.published_by
    return (
        row.public is True
        and first is not None
        and last is not None
        and row.public_until is None
        and last <= day
        and 0 <= (last - first).days <= WIDEST
    )


def _open(row: EvidenceRow, day: date) -> bool:
    first, last = row.published_from, row.published_by
    return (
        row.public is not False
        and (row.public is None or last is None)
        and (first is not None or last is not None)
        and row.public_until is None
        and (first is None or first <= day)
    )


def promised(plan: Plan, commitment: Commitment) -> list[Milestone]:
    """Its milestones, but for those that were due before an amendment added it: these were never promised (docs/rules.md §8)."""
    opened = plan.opened(commitment.number)
    since = opened if opened > plan.start else date.min
    return [one for one in commitment.milestones if one.due >= since]


def _milestones(plan: Plan, commitment: Commitment) -> tuple[list[str], list[str]]:
    """Those of the card, and those of them that were promised: rules name the newest rows of the one or of the other."""
    return [one.id for one in commitment.milestones], [one.id for one in promised(plan, commitment)]


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
    """The first and the last day (ordinals) on which it can have become public, the last as it is proven (``case.Known``)."""
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


class _Choice:
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
        self._milestones = {one.number: _Shown(*_milestones(plan, one)) for one in plan.commitments}
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
