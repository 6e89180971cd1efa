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
from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any, NamedTuple

from ogp_etl.cards import Commitment, Plan
from ogp_etl.check.calendar import stop
from ogp_etl.check.evidence.choosing import STRETCH, Choice
from ogp_etl.check.evidence.promised import milestones
from ogp_etl.check.rule import Rows
from ogp_etl.model import EvidenceRow, Period

WIDEST = 31
"""Most days from the first to the last on which a settled row can have become public."""

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
    cards = [(one.number, plan.opened(one.number), stop(plan, one), one.kinds, milestones(plan, one)) for one in plan.commitments]
    said = repr((day, plan.start, stop(plan, None), cards, sorted(looked)))
    return hashlib.sha256(said.encode()).hexdigest()


def tell(plan: Plan, rows: Iterable[EvidenceRow], day: date, looked: Set[str]) -> Told:
    """Choose the rows that tell on ``day`` and later. ``looked``: ids of rows that somebody looked at."""
    odd: set[int] = set()
    choice = Choice(plan, day)
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
