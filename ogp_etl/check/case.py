"""What a measure looks at: one plan, or one commitment of it, on one day, with the rows that count on that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from ogp_etl.cards import PROCESS, Commitment, Plan
from ogp_etl.check.calendar import FIRST, NEVER, stop
from ogp_etl.check.rule import Rows
from ogp_etl.model import EvidenceRow, Observation

SEEN_FOR_DAYS = 7
"""So many days after the last visit without fault everything still counts as seen (docs/judging.md §2)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A row that exists for the rules on the day of judging: it is at least possibly public then."""

    row: EvidenceRow
    first: int
    """Earliest day (ordinal) on which it can have become public."""
    last: int
    """Latest such day; ``NEVER`` when that is not proven."""

    def sure(self, today: int) -> bool:
        """Whether it is certainly public on ``today``."""
        return self.last <= today


def known(rows: Iterable[EvidenceRow], today: int, known_at: datetime | None) -> Iterator[Known]:
    """The rows that count on ``today``, leaving out what was recorded after ``known_at`` (docs/judging.md §2)."""
    for row in rows:
        if row.public is False or (row.published_from is None and row.published_by is None):
            continue
        if known_at is not None and row.recorded is not None and row.recorded > known_at:
            continue
        first = FIRST if row.published_from is None else row.published_from.toordinal()
        if first <= today:
            by = row.published_by if row.public else None
            yield Known(row, first, NEVER if by is None else by.toordinal())


class Evidence:
    """The rows that count on one day, by what they belong to and by kind."""

    def __init__(self, rows: Iterable[EvidenceRow], today: int, known_at: datetime | None) -> None:
        self._by_owner: dict[str | None, dict[str, list[Known]]] = defaultdict(lambda: defaultdict(list))
        for one in known(rows, today, known_at):
            self._by_owner[one.row.commitment][one.row.kind].append(one)

    def of(self, owners: Iterable[str | None], kinds: Sequence[str]) -> list[Known]:
        """Rows of these owners (a commitment's number, None for the process); of any kind when ``kinds`` is empty."""
        found: list[Known] = []
        for owner in owners:
            groups = self._by_owner.get(owner, {})
            for kind in dict.fromkeys(kinds) if kinds else groups:
                found += groups.get(kind, ())
        return found

    @property
    def owners(self) -> list[str | None]:
        return list(self._by_owner)


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

    def _rows(self, wanted: Rows) -> list[Known]:
        found = self.evidence.of(self._owners(wanted), wanted.kinds)
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
            found = [one if one.row.primary else Known(one.row, one.first, NEVER) for one in found]
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

    def _owners(self, wanted: Rows) -> Iterable[str | None]:
        if wanted.of == "process":
            return (None,)
        return self.evidence.owners if self.commitment is None else (self.commitment.number,)

    def _visited(self, wanted: Rows) -> list[str | None]:
        if wanted.of == "process":
            return [None]
        if self.commitment is not None:
            return [self.commitment.number]
        return [None, *(commitment.number for commitment in self.plan.commitments)]
