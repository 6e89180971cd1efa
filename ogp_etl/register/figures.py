"""The facts that were judged, kept in the register so that every published figure can be asked of it in SQL.

The same texts (``sql/queries/figure_*.sql``) run on the register and over the published tables: they read ``evidence``,
``captures``, ``findings``, ``matrix``, ``outstanding`` and ``edition``, which are files there and made of the register's own
tables here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, text

from ogp_etl.cards import PROCESS
from ogp_etl.model import Outstanding
from ogp_etl.model.completeness import Matrix
from ogp_etl.register import store, tables

FIGURES = (
    "updates",
    "completeness",
    "requirements",
    "days",
    "kinds",
    "milestones",
    "meetings",
    "progress",
    "documents",
    "verdicts",
)
PLAN = "plan"
"""Scope of the whole plan, as findings name it; matrices name it ``PROCESS``."""

_AS_PUBLISHED = """\
with evidence as (select * from fact where plan = :plan),

edition as (select as_of from fact_edition where plan = :plan),

captures as (select id as capture from capture),

newest as (
    select max(seq) as seq
    from finding
    where plan = :plan and made = (select max(made) from finding where plan = :plan)
    group by rule, scope
),

findings as (
    select rule, scope, severity, case when verdict <> 'shown' then verdict end as verdict
    from finding
    inner join newest on finding.seq = newest.seq
),

matrix as (select scope, family, part, language, rule, half_from, due, state from fact_matrix where plan = :plan),

outstanding as (select rule, scope, part, state, due from fact_outstanding where plan = :plan)

"""


def figure_texts() -> dict[str, str]:
    """The SQL texts by name, the one that names the published tables first."""
    return {name: store.query(name) for name in ("figure_views", *(f"figure_{name}" for name in FIGURES))}


def ask(connection: Connection, name: str, plan: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """Names of the columns and the rows of one figure."""
    asked = connection.execute(text(_AS_PUBLISHED + store.query(f"figure_{name}")), {"plan": plan})
    return list(asked.keys()), [tuple(map(_plain, row)) for row in asked]


def keep_asked(connection: Connection, plan: str, matrices: Iterable[Matrix], outstanding: Iterable[Outstanding]) -> None:
    """Put what a check expected and found outstanding in the place of what the one before did."""
    _replace(connection, tables.fact_matrix, plan, matrix_rows(matrices))
    _replace(connection, tables.fact_outstanding, plan, [{**one._asdict(), "part": one.part or None} for one in outstanding])


def matrix_rows(matrices: Iterable[Matrix]) -> list[dict[str, Any]]:
    return [
        {
            "scope": PLAN if matrix.scope == PROCESS else matrix.scope,
            "family": cell.family,
            "part": cell.key or None,
            "language": cell.language,
            "rule": cell.rule,
            "half_from": cell.half.start if cell.half else None,
            "due": cell.due,
            "state": cell.state.value,
        }
        for matrix in matrices
        for cell in matrix.cells
    ]


def _replace(connection: Connection, table: Table, plan: str, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(delete(table).where(table.c.plan == plan))
    if rows:
        connection.execute(insert(table), [{"plan": plan, **row} for row in rows])


def _plain(value: Any) -> Any:
    """Days as ISO 8601: SQLite keeps them so."""
    return value.isoformat() if isinstance(value, date) else value
