"""Evidence that stands in a register: what a question needs is read when it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol

from ogp_etl.cards import Plan
from ogp_etl.check.evidence.rows import Evidence, Known, Some, grouped, in_order, known
from ogp_etl.check.evidence.telling import basis
from ogp_etl.model import EvidenceRow

Placed = Iterable[tuple[int, EvidenceRow]]


class Facts(Protocol):
    """The rows of one plan as they were kept, each with a number that orders them as the table did."""

    @property
    def day(self) -> date:
        """For which they were kept."""

    @property
    def basis(self) -> str:
        """``telling.basis`` of then."""

    def left(self) -> Mapping[str, Mapping[Any, int]]:
        """``telling.Told.left``."""

    def telling(self) -> Placed:
        """The rows that tell as much as all."""

    def of_kind(self, kind: str) -> Placed: ...

    def of_process(self) -> Placed: ...

    def of_commitment(self, number: str) -> Placed: ...

    def everything(self) -> Placed: ...


Table = Sequence[EvidenceRow] | Facts


def evidence_of(table: Table, plan: Plan, day: date, known_at: datetime | None, looked: Set[str]) -> Evidence:
    """``looked``: ids of rows that somebody looked at."""
    if isinstance(table, Sequence):
        return Evidence(table, day.toordinal(), known_at)
    return Kept(table, plan, day, known_at, looked)


class Kept(Evidence):
    """Rows are read by kind or by commitment, whichever is asked for first."""

    def __init__(self, facts: Facts, plan: Plan, day: date, known_at: datetime | None, looked: Set[str]) -> None:
        self._facts, self._today, self._known_at = facts, day.toordinal(), known_at
        self._read_kinds: dict[str, list[Known]] = {}
        self._read_owners: dict[str | None, list[Known]] = {}
        self.tells = known_at is None and day >= facts.day and facts.basis == basis(plan, facts.day, looked)

    @cached_property
    def _all(self) -> list[Known]:
        return self._known(self._facts.everything())

    def of(self, owner: str | None) -> list[Known]:
        if owner not in self._read_owners:
            rows = self._facts.of_process() if owner is None else self._facts.of_commitment(owner)
            self._read_owners[owner] = self._known(rows)
        return self._read_owners[owner]

    def of_kinds(self, kinds: Iterable[str]) -> Sequence[Known]:
        return in_order(map(self._of_kind, dict.fromkeys(kinds)))

    def of_kinds_of(self, owner: str | None, kinds: Iterable[str]) -> Sequence[Known]:
        if owner is None:
            asked = set(kinds)
            return [one for one in self.of(None) if one.row.kind in asked]
        return in_order(self._by_owner(kind).get(owner, []) for kind in dict.fromkeys(kinds))

    def telling(self, owner: str | None, everybody: bool) -> Some:
        return Some(self._telling if everybody else self._telling_of_owners.get(owner, []), self._left)

    def _of_kind(self, kind: str) -> list[Known]:
        if kind not in self._read_kinds:
            self._read_kinds[kind] = self._known(self._facts.of_kind(kind))
        return self._read_kinds[kind]

    def _by_owner(self, kind: str) -> dict[str | None, list[Known]]:
        if kind not in self._kinds_by_owner:
            self._kinds_by_owner[kind] = grouped(self._of_kind(kind), attrgetter("row.commitment"))
        return self._kinds_by_owner[kind]

    @cached_property
    def _kinds_by_owner(self) -> dict[str, dict[str | None, list[Known]]]:
        return {}

    @cached_property
    def _telling(self) -> list[Known]:
        return self._known(self._facts.telling())

    @cached_property
    def _telling_of_owners(self) -> dict[str | None, list[Known]]:
        return grouped(self._telling, attrgetter("row.commitment"))

    @cached_property
    def _left(self) -> Mapping[str, Mapping[Any, int]]:
        return self._facts.left()

    def _known(self, rows: Placed) -> list[Known]:
        return list(known(rows, self._today, self._known_at))
