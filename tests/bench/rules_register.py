"""A register as harvesting leaves it: documents that were taken once and looked at again, for the daily check."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert

from ogp_etl.cards import Plan
from ogp_etl.register import Register, tables

DAY = timedelta(days=1)


def filled(register: Register, plan: Plan, documents: int, now: datetime) -> None:
    """``documents`` of each commitment, one every ten days up to ``now``, each visited yesterday."""
    at = int(now.timestamp())
    for number in [one.number for one in plan.commitments]:
        source = f"{number}/site"
        with register._engine.begin() as connection:
            connection.execute(
                insert(tables.visit),
                {
                    "id": f"v-{number}",
                    "run": "r",
                    "plan": plan.id,
                    "source": source,
                    "commitment": number,
                    "started": at - 86400,
                    "ended": at - 86300,
                    "whole": 1,
                    "listed": documents,
                    "reason": "",
                },
            )
            for place in range(documents):
                name = f"{number}-{place}"
                when = int((now - 10 * DAY * place - DAY).timestamp())
                url = f"https://site.example/{name}"
                attempt = {"id": f"t-{name}", "visit": f"v-{number}", "plan": plan.id, "source": source, "purpose": "document"}
                connection.execute(
                    insert(tables.attempt),
                    attempt
                    | {"document": f"d{name}", "url": url, "started": when, "ended": when, "outcome": "fetched", "detail": ""}
                    | {"sha256": "0" * 64, "change_reason": ""},
                )
                connection.execute(
                    insert(tables.document),
                    {"id": f"d{name}", "plan": plan.id, "source": source, "commitment": number, "locator": name, "url": url}
                    | {"title": "A decision", "kind": "decision", "first_listed": when},
                )
                connection.execute(
                    insert(tables.capture),
                    {"id": f"c{name}", "document": f"d{name}", "sha256": "0" * 64, "size": 1, "captured": when}
                    | {"attempt": f"t-{name}", "change": "new", "extractor": "pdf", "extractor_version": 1, "substance": name}
                    | {"screened": "accept", "screen_reason": "", "media_type": "application/pdf", "detector": "magic"}
                    | {"kind": "decision", "milestone": f"m{place % 5}", "primary_evidence": 1, "primary_reason": "kind"}
                    | {"described_by": "rules", "filename": f"{name}.pdf", "sealed": 0, "url": url, "seen_before": when - 86400},
                )
