"""The rows of evidence as they were last judged, kept so that findings and figures can be asked of the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, CursorResult, delete, insert, text

from ogp_etl.model import EvidenceRow
from ogp_etl.register import store, tables

AT_ONCE = 5000
"""Rows in one statement."""


class Told(Protocol):
    """Which rows tell as much as all, and how many others there are (docs/rules.md §11)."""

    @property
    def places(self) -> Set[int]:
        """Of the rows that tell, counted from 0."""

    @property
    def left(self) -> Mapping[str, Mapping[Any, int]]:
        """By what is counted, then by commitment, or by commitment and its part."""

    @property
    def basis(self) -> str:
        """What the choice rests on."""


def keep(connection: Connection, plan: str, as_of: date, rows: Iterable[EvidenceRow], told: Told | None) -> None:
    """Put the rows in the place of those that were judged before."""
    for table in (tables.fact, tables.fact_edition, tables.fact_left):
        connection.execute(delete(table).where(table.c.plan == plan))
    basis = "" if told is None else told.basis
    connection.execute(insert(tables.fact_edition), {"plan": plan, "as_of": as_of, "basis": basis})
    telling: Set[int] = set() if told is None else told.places
    facts = (_fact(plan, row, place in telling) for place, row in enumerate(rows))
    while some := list(islice(facts, AT_ONCE)):
        connection.execute(insert(tables.fact), some)
    counted = {} if told is None else told.left
    left = [_left(plan, what, key, number) for what, numbers in counted.items() for key, number in numbers.items()]
    if left:
        connection.execute(insert(tables.fact_left), left)


class Kept:
    """The rows of one plan as one connection sees them, each with the number that orders them as the table did."""

    def __init__(self, connection: Connection, plan: str, day: date, basis: str) -> None:
        self.day = day
        self.basis = basis
        self._connection, self._plan = connection, plan

    def left(self) -> Mapping[str, Mapping[Any, int]]:
        found: dict[str, dict[Any, int]] = {}
        for row in self._ask("left").mappings():
            key = row["commitment"] if row["part"] is None else (row["commitment"], row["part"])
            found.setdefault(row["what"], {})[key] = row["number"]
        return found

    def telling(self) -> Iterator[tuple[int, EvidenceRow]]:
        return self._rows("telling")

    def of_kind(self, kind: str) -> Iterator[tuple[int, EvidenceRow]]:
        return self._rows("of_kind", kind=kind)

    def of_process(self) -> Iterator[tuple[int, EvidenceRow]]:
        return self._rows("of_process")

    def of_commitment(self, number: str) -> Iterator[tuple[int, EvidenceRow]]:
        return self._rows("of_commitment", commitment=number)

    def everything(self) -> Iterator[tuple[int, EvidenceRow]]:
        return self._rows("everything")

    def _rows(self, name: str, **values: str) -> Iterator[tuple[int, EvidenceRow]]:
        for some in self._ask(name, **values).partitions(AT_ONCE):
            yield from map(_row, some)

    def _ask(self, name: str, **values: str) -> CursorResult[Any]:
        return self._connection.execute(text(store.query(f"fact_{name}")), {"plan": self._plan, **values})


def kept(connection: Connection, plan: str) -> Kept | None:
    """None when no facts of the plan were ever kept."""
    if connection.dialect.name == "postgresql":  # one picture for all questions; SQLite gives no other
        connection.execute(text("set transaction isolation level repeatable read"))
    edition = connection.execute(text(store.query("fact_edition")), {"plan": plan}).one_or_none()
    return None if edition is None else Kept(connection, plan, _day(edition.as_of) or date.min, edition.basis)


def _fact(plan: str, row: EvidenceRow, telling: bool) -> dict[str, Any]:
    certain = row.published_by if row.published_by == row.published_from else None
    return {
        "plan": plan,
        "id": row.id,
        "document": row.document,
        "commitment": row.commitment,
        "milestone": row.milestone,
        "kind": row.kind,
        "language": row.language,
        "event_date": row.event_date,
        "published": certain,
        "published_from": None if certain else row.published_from,
        "published_by": None if certain else row.published_by,
        "public_until": row.public_until,
        "recorded": None if row.recorded is None else row.recorded.isoformat(),
        "substantive": row.substantive,
        "primary": row.primary,
        "public": row.public,
        "covers": None if row.covers is None else " ".join(row.covers),
        "answers": row.answers,
        "telling": telling,
    }


def _left(plan: str, what: str, key: Any, number: int) -> dict[str, Any]:
    commitment, part = key if isinstance(key, tuple) else (key, None)
    return {"plan": plan, "what": what, "commitment": commitment, "part": part, "number": number}


def _row(found: Any) -> tuple[int, EvidenceRow]:
    (
        seq,
        name,
        document,
        commitment,
        milestone,
        kind,
        language,
        event_date,
        published,
        published_from,
        published_by,
        public_until,
        recorded,
        substantive,
        primary,
        public,
        covers,
        answers,
    ) = found
    certain = published and _day(published)
    return seq, EvidenceRow(  # by place: by name it takes half as long again
        name,
        document,
        commitment,
        milestone,
        kind,
        language,
        event_date and _day(event_date),
        certain or _day(published_from),
        certain or _day(published_by),
        public_until and _day(public_until),
        None if recorded is None else datetime.fromisoformat(recorded),
        bool(substantive),
        None if primary is None else bool(primary),
        None if public is None else bool(public),
        None if covers is None else tuple(covers.split()),
        answers,
    )


@lru_cache(maxsize=1 << 14)
def _day(value: Any) -> date | None:
    """SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
