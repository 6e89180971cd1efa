"""What a measure looks at: one plan, or one commitment of it, on one day, with the rows that count on that day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain, count
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from ogp_etl.cards import PROCESS, Commitment, Plan
from ogp_etl.check.calendar import FIRST, NEVER, stop
from ogp_etl.check.evidence.telling import serves
from ogp_etl.check.rule import Rows
from ogp_etl.model import EvidenceRow, Observation
from ogp_etl.model.light import light

SEEN_FOR_DAYS = 7
"""So many days after the last visit without fault everything still counts as seen (docs/judging.md §2)."""


@light
class Known:
    """A row that exists for the rules on the day of judging: it is at least possibly public then."""

    row: EvidenceRow
    first: int
    """Earliest day (ordinal) on which it can have become public."""
    last: int
    """Latest such day; ``NEVER`` when that is not proven."""
    place: int = 0
    """Orders the rows as the table does."""

    def sure(self, today: int) -> bool:
        """Whether it is certainly public on ``today``."""
        return self.last <= today


def known(rows: Iterable[tuple[int, EvidenceRow]], today: int, known_at: datetime | None) -> Iterator[Known]:
    """The rows that count on ``today``, each with its place, leaving out what was recorded after ``known_at`` (docs/judging.md
    §2)."""
    for place, row in rows:
        if row.public is False or (row.published_from is None and row.published_by is None):
            continue
        if known_at is not None and row.recorded is not None and row.recorded > known_at:
            continue
        first = FIRST if row.published_from is None else row.published_from.toordinal()
        if first <= today:
            by = row.published_by if row.public else None
            yield Known(row, first, NEVER if by is None else by.toordinal(), place)


class Some(NamedTuple):
    """Rows that suffice for an answer, and how many were left out beside them (``check/evidence/telling.py``)."""

    rows: Sequence[Known]
    left: Mapping[str, Mapping[Any, int]]
    """By what was counted, then by what it belongs to; empty when all rows are there. All of them are certainly public."""


class Evidence:
    """The rows that count on one day, in the order of the table."""

    def __init__(self, rows: Iterable[EvidenceRow], today: int, known_at: datetime | None) -> None:
        self._given = rows, today, known_at

    @cached_property
    def _all(self) -> list[Known]:
        rows, today, known_at = self._given
        return list(known(zip(count(), rows), today, known_at))

    def everything(self) -> list[Known]:
        return self._all

    def of(self, owner: str | None) -> list[Known]:
        """Of a commitment by its number; None: of the process."""
        return self._owners.get(owner, [])

    def of_kinds(self, kinds: Iterable[str]) -> Sequence[Known]:
        return in_order(self._kinds.get(kind, []) for kind in dict.fromkeys(kinds))

    def of_kinds_of(self, owner: str | None, kinds: Iterable[str]) -> Sequence[Known]:
        return in_order(self._kinds_of_owners.get((owner, kind), []) for kind in dict.fromkeys(kinds))

    tells = False
    """Whether ``telling`` gives fewer rows than all."""

    def telling(self, owner: str | None, everybody: bool) -> Some:
        """Rows that suffice, of one owner or of ``everybody``."""
        return Some(self._all if everybody else self.of(owner), {})

    @cached_property
    def _owners(self) -> dict[str | None, list[Known]]:
        return grouped(self._all, attrgetter("row.commitment"))

    @cached_property
    def _kinds(self) -> dict[str, list[Known]]:
        return grouped(self._all, attrgetter("row.kind"))

    @cached_property
    def _kinds_of_owners(self) -> dict[tuple[str | None, str], list[Known]]:
        return grouped(self._all, attrgetter("row.commitment", "row.kind"))


Days = Mapping[tuple[int, int], Sequence[Known]]
"""Rows by their ``first`` and ``last`` days. There are far fewer of these than of rows."""
Key = TypeVar("Key")


_DAYS = attrgetter("first", "last")


def grouped(rows: Iterable[Known], key: Callable[[Known], Key]) -> dict[Key, list[Known]]:
    found: dict[Key, list[Known]] = {}
    for one in rows:
        found.setdefault(key(one), []).append(one)
    return found


def in_order(groups: Iterable[Sequence[Known]]) -> Sequence[Known]:
    """The rows of all groups, each of which is in order."""
    there = [group for group in groups if group]
    return there[0] if len(there) == 1 else sorted(chain.from_iterable(there), key=attrgetter("place"))


@dataclass(frozen=True)
class Case:
    """One question's subject. ``commitment`` is None for the whole plan."""

    plan: Plan
    commitment: Commitment | None
    day: date
    """As of this day (D)."""
    evidence: Evidence
    visits: Mapping[str | None, date] | None
    """Last day on which every source was visited without fault, by commitment (None: the process); a commitment that is
    not in it was never visited. None instead of a mapping: everything counts as seen."""
    observed: Mapping[tuple[str, str], Observation] = field(default_factory=dict)
    """The newest anonymous look by (what, key), none after the day."""

    @property
    def scope(self) -> str:
        return "plan" if self.commitment is None else self.commitment.number

    @cached_property
    def today(self) -> int:
        return self.day.toordinal()

    @cached_property
    def stop(self) -> int:
        """Day (ordinal) on which this subject's clocks stand still."""
        return stop(self.plan, self.commitment).toordinal()

    def rows(self, wanted: Rows) -> Sequence[Known]:
        """The rows that ``wanted`` asks for. Where primary evidence is asked for and it is not known whether a row is,
        the row is only possible (``last`` is ``NEVER``). Rules that ask for the same rows share them."""
        if wanted not in self._found:
            self._found[wanted] = self._rows(wanted)
        return self._found[wanted]

    @cached_property
    def _found(self) -> dict[Rows, Sequence[Known]]:
        return {}

    def some(self, wanted: Rows) -> Some:
        """Enough of the rows that ``wanted`` asks for, where the evidence can tell which (``telling.py``), else all.
        Only measures that answer from these as from all ask here."""
        if wanted not in self._enough:
            self._enough[wanted] = self._some(wanted)
        return self._enough[wanted]

    @cached_property
    def _enough(self) -> dict[Rows, Some]:
        return {}

    def days(self, wanted: Rows) -> Days:
        """The rows that ``wanted`` asks for by their days, as ``rows`` gives them."""
        if wanted not in self._by_days:
            self._by_days[wanted] = grouped(self.rows(wanted), _DAYS)
        return self._by_days[wanted]

    @cached_property
    def _by_days(self) -> dict[Rows, Days]:
        return {}

    def some_days(self, wanted: Rows) -> Days:
        """Enough of them, as ``some`` gives them."""
        rows = self.some(wanted).rows
        return self.days(wanted) if rows is self._found.get(wanted) else grouped(rows, _DAYS)

    def _some(self, wanted: Rows) -> Some:
        if not self.evidence.tells or not serves(wanted, self.commitment):
            return Some(self.rows(wanted), {})
        found, left = self.evidence.telling(self._owner(wanted), self._of_all(wanted))
        if wanted.kinds:
            kinds = set(wanted.kinds)
            found = [one for one in found if one.row.kind in kinds]
        return Some(self._sift(found, wanted), left)

    def _rows(self, wanted: Rows) -> Sequence[Known]:
        everybody, owner = self._of_all(wanted), self._owner(wanted)
        if wanted.kinds:
            found = self.evidence.of_kinds(wanted.kinds) if everybody else self.evidence.of_kinds_of(owner, wanted.kinds)
        else:
            found = self.evidence.everything() if everybody else self.evidence.of(owner)
        return self._sift(found, wanted)

    def _sift(self, found: Sequence[Known], wanted: Rows) -> Sequence[Known]:
        if not wanted.copies:
            found = [one for one in found if one.row.substantive]
        if wanted.standing:
            found = [one for one in found if one.row.public_until is None or one.row.public_until > self.day]
        if wanted.covers:
            asked = set(wanted.covers)
            found = [one for one in found if one.row.covers is None or asked <= set(one.row.covers)]
        if wanted.primary != "any":
            found = [one for one in found if one.row.primary is not False]
        if wanted.primary == "yes":
            found = [one if one.row.primary else Known(one.row, one.first, NEVER, one.place) for one in found]
        return found

    def unseen(self, wanted: Rows) -> int | None:
        """First day (ordinal) from which rows that ``wanted`` asks for can have appeared without our seeing them.

        None when everything was seen: something may be called absent.
        """
        return min((first for _, first in self._unseen(wanted)), default=None)

    def unseen_scopes(self, wanted: Rows) -> list[str]:
        """Whose sources were not visited lately enough: ``process`` or commitments' numbers."""
        return [PROCESS if owner is None else owner for owner, _ in self._unseen(wanted)]

    def _unseen(self, wanted: Rows) -> Iterator[tuple[str | None, int]]:
        if self.visits is None:
            return
        for owner in self._visited(wanted):
            last = self.visits.get(owner)
            first = FIRST if last is None else last.toordinal() + 1
            if first <= self.today - SEEN_FOR_DAYS:
                yield owner, first

    def _of_all(self, wanted: Rows) -> bool:
        """Whether rows of the process and of every commitment are asked for."""
        return wanted.of == "scope" and self.commitment is None

    def _owner(self, wanted: Rows) -> str | None:
        return None if wanted.of == "process" or self.commitment is None else self.commitment.number

    def _visited(self, wanted: Rows) -> list[str | None]:
        if wanted.of == "process":
            return [None]
        if self.commitment is not None:
            return [self.commitment.number]
        return [None, *(commitment.number for commitment in self.plan.commitments)]
