"""What persons say of verdicts: rulings, objections, and answers to these. Rows are only ever added."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, text

from ogp_etl.model import Objection, Ruling, Verdict
from ogp_etl.register import rows, store, tables


def rule(connection: Connection, plan: str, ruling: Ruling) -> None:
    connection.execute(
        insert(tables.ruling).values(
            id=ruling.id,
            plan=plan,
            rule=ruling.rule,
            scope=ruling.scope,
            verdict=None if ruling.verdict is None else ruling.verdict.value,
            person=ruling.person,
            reason=ruling.reason,
            made=rows.epoch(ruling.made),
            until=rows.iso(ruling.until),
        )
    )


def rulings(connection: Connection, plan: str) -> list[Ruling]:
    asked = connection.execute(text(store.query("rulings")), {"plan": plan}).mappings()
    return [
        Ruling(
            id=row["id"],
            rule=row["rule"],
            scope=row["scope"],
            verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
            person=row["person"],
            reason=row["reason"],
            made=rows.known_instant(row["made"]),
            until=rows.day(row["until"]),
        )
        for row in asked
    ]


def dispute(connection: Connection, plan: str, objection: Objection) -> None:
    connection.execute(
        insert(tables.objection).values(
            id=objection.id,
            plan=plan,
            rule=objection.rule,
            scope=objection.scope,
            person=objection.person,
            why=objection.why,
            made=rows.epoch(objection.made),
        )
    )


def objections(connection: Connection, plan: str) -> list[Objection]:
    asked = connection.execute(text(store.query("objections")), {"plan": plan}).mappings()
    return [
        Objection(
            id=row["id"],
            rule=row["rule"],
            scope=row["scope"],
            person=row["person"],
            why=row["why"],
            made=rows.known_instant(row["made"]),
            answered=rows.instant(row["answered"]),
            answered_by=row["answered_by"] or "",
            answer=row["answer"] or "",
        )
        for row in asked
    ]


def plan_of(connection: Connection, objection: str) -> str | None:
    asked = select(tables.objection.c.plan).where(tables.objection.c.id == objection)
    return connection.execute(asked).scalar_one_or_none()


def answer(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(insert(tables.answer).values(**row | {"made": rows.epoch(row["made"])}))
