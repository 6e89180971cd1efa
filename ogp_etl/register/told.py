"""What was told to whom, and the log of findings by day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from ogp_etl.model import Notice, Subject
from ogp_etl.register import rows, store


def notice_rows(notices: Sequence[Notice], channel: str, run: str, sent: datetime) -> list[dict[str, Any]]:
    """Rows of the table ``notice``; the id is the same for the same notice and channel on any machine."""
    return [
        {
            "id": hashlib.sha256(f"{notice.id}\n{channel}".encode()).hexdigest()[:32],
            "run": run,
            "plan": notice.subject.plan,
            "rule": notice.subject.rule,
            "scope": notice.subject.scope,
            "part": notice.subject.part,
            "about": rows.iso(notice.subject.about),
            "mark": notice.mark,
            "day": notice.day.isoformat(),
            "channel": channel,
            "sent": rows.epoch(sent),
        }
        for notice in notices
    ]


def told(connection: Connection, plan: str, channel: str) -> dict[Subject, int]:
    """See ``Register.told``."""
    asked = connection.execute(text(store.query("told")), {"plan": plan, "channel": channel})
    return {
        Subject(plan, row["rule"], row["scope"], row["part"], rows.day(row["about"])): int(row["mark"])
        for row in asked.mappings()
    }


def last_good(connection: Connection, plan: str) -> dict[tuple[str, str], date]:
    """See ``Register.last_good``."""
    asked = connection.execute(text(store.query("last_good")), {"plan": plan})
    return {(row["rule"], row["scope"]): date.fromisoformat(row["last_day"]) for row in asked.mappings()}


def judged_days(connection: Connection, plan: str) -> dict[date, datetime]:
    """See ``Register.judged_days``."""
    asked = connection.execute(text(store.query("judged_days")), {"plan": plan})
    return {date.fromisoformat(row["as_of"]): rows.known_instant(row["made"]) for row in asked.mappings()}


def findings_of_day(connection: Connection, plan: str, day: date) -> list[str]:
    """See ``Register.findings_of_day``."""
    asked = connection.execute(text(store.query("findings_of_day")), {"plan": plan, "day": day.isoformat()})
    return [row["body"] for row in asked.mappings()]
