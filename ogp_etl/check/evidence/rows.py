"""The rows that count on a day, and how they are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain, count
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from ogp_etl.check.calendar import FIRST, NEVER
from ogp_etl.model import EvidenceRow


class Known(NamedTuple):
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


Key = TypeVar("Key")
Days = Mapping[tuple[int, int], Sequence[Known]]
"""Rows by their ``first`` and ``last`` days. There are far fewer of these than of rows."""


def grouped(rows: Iterable[Known], key: Callable[[Known], Key]) -> dict[Key, list[Known]]:
    found: dict[Key, list[Known]] = {}
    for one in rows:
        found.setdefault(key(one), []).append(one)
    return found


def by_days(rows: Iterable[Known]) -> Days:
    return grouped(rows, attrgetter("first", "last"))


def in_order(groups: Iterable[Sequence[Known]]) -> Sequence[Known]:
    """The rows of all groups, each of which is in order."""
    there = [group for group in groups if group]
    return there[0] if len(there) == 1 else sorted(chain.from_iterable(there), key=attrgetter("place"))
