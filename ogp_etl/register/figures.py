"""The facts that were judged, kept in the register so that every published figure can be asked of it in SQL.

The same texts (``sql/queries/figure_*.sql``) run on the register and over the published tables: they read ``evidence``,
``captures``, ``findings`` and ``edition``, which are files there and made of the register's own tables here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from ogp_etl.register import store

FIGURES = ("updates", "kinds", "milestones", "meetings", "progress", "documents", "verdicts")

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


def ask(connection: Connection, name: str, plan: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """Names of the columns and the rows of one figure."""
    asked = connection.execute(text(_AS_PUBLISHED + store.query(f"figure_{name}")), {"plan": plan})
    return list(asked.keys()), [tuple(map(_plain, row)) for row in asked]


def _plain(value: Any) -> Any:
    """Days as ISO 8601: SQLite keeps them so."""
    return value.isoformat() if isinstance(value, date) else value
