"""What a measure looks at: one plan, or one commitment of it, on one day, with the rows that count on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ogp_etl.cards import PROCESS, Commitment, Plan
from ogp_etl.check.calendar import FIRST, NEVER, stop
from ogp_etl.check.evidence.rows import Days, Evidence, Known, Some, by_days
from ogp_etl.check.evidence.telling import serves
from ogp_etl.check.rule import Rows
from ogp_etl.model import Observation

SEEN_FOR_DAYS = 7
"""So many days after the last visit without fault everything still counts as seen (docs/judging.md §2)."""


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
            self._by_days[wanted] = by_days(self.rows(wanted))
        return self._by_days[wanted]

    @cached_property
    def _by_days(self) -> dict[Rows, Days]:
        return {}

    def some_days(self, wanted: Rows) -> Days:
        """Enough of them, as ``some`` gives them."""
        rows = self.some(wanted).rows
        return self.days(wanted) if rows is self._found.get(wanted) else by_days(rows)

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
