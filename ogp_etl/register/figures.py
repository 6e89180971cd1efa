"""The facts that were judged, kept in the register so that every published figure can be asked of it in SQL.

The same texts (``sql/queries/figure_*.sql``) run on the register and over the published tables: they read ``evidence``,
``captures``, ``findings`` and ``edition``, which are files there and made of the register's own tables here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, text

from ogp_etl.model import EvidenceRow
from ogp_etl.register import store, tables

FIGURES = ("updates", "kinds", "milestones", "meetings", "progress", "documents", "verdicts")
AT_ONCE = 5000
"""Rows in one statement."""

_AS_PUBLISHED = """\
with evidence as (select * from fact where plan = :plan),

edition as (select as_of from fact_edition where plan = :plan),

captures as (select id as capture from capture),

findings as (
    select rule, scope, severity, case when verdict <> 'shown' then verdict end as verdict
    from finding
    where plan = :plan and made = (select max(made) from finding where plan = :plan)
)

"""


def figure_texts() -> dict[str, str]:
    """The SQL texts by name, the one that names the published tables first."""
    return {name: store.query(name) for name in ("figure_views", *(f"figure_{name}" for name in FIGURES))}


def keep(connection: Connection, plan: str, as_of: date, rows: Iterable[EvidenceRow]) -> None:
    """Put the rows in the place of those that were judged before."""
    connection.execute(delete(tables.fact).where(tables.fact.c.plan == plan))
    connection.execute(delete(tables.fact_edition).where(tables.fact_edition.c.plan == plan))
    connection.execute(insert(tables.fact_edition), {"plan": plan, "as_of": as_of})
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(_fact(plan, row))
        if len(waiting) == AT_ONCE:
            connection.execute(insert(tables.fact), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(tables.fact), waiting)


def ask(connection: Connection, name: str, plan: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """Names of the columns and the rows of one figure."""
    asked = connection.execute(text(_AS_PUBLISHED + store.query(f"figure_{name}")), {"plan": plan})
    return list(asked.keys()), [tuple(map(_plain, row)) for row in asked]


def _plain(value: Any) -> Any:
    """Days as ISO 8601: SQLite keeps them so."""
    return value.isoformat() if isinstance(value, date) else value


def _fact(plan: str, row: EvidenceRow) -> dict[str, Any]:
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
        "substantive": row.substantive,
        "primary": row.primary,
        "public": row.public,
    }
