"""One edition of the pages and tables, from a case."""

from __future__ import annotations

from datetime import datetime

from ogp_etl.cards import Plan
from ogp_etl.catalog import gaps
from ogp_etl.publish.edition import AttemptCount, CaptureFacts, Edition
from ogp_etl.register import rows
from ogp_etl.steps.check import case
from ogp_etl.steps.workshop import Workshop


def edition(shop: Workshop, plan: Plan, now: datetime) -> Edition:
    """What is published of a plan as of now."""
    judged = case(shop, plan, now)
    deposits = shop.register.deposits(plan.id, shop.archive.name)
    records = shop.register.warc_records(plan.id)
    return Edition(
        plan=plan,
        board=judged.board,
        report=judged.report,
        entries=judged.entries,
        visits=judged.visits,
        states=judged.states,
        captures={
            entry.capture.id: CaptureFacts(
                warc=records.get(entry.capture.id),
                deposits=(deposits[entry.capture.id],) if entry.capture.id in deposits else (),
            )
            for entry in judged.entries
            if entry.capture is not None
        },
        attempts=[
            AttemptCount(
                source=row["source"],
                purpose=row["purpose"],
                outcome=row["outcome"],
                reason=row["reason"],
                attempts=row["attempts"],
                first=rows.known_instant(row["first_one"]),
                last=rows.known_instant(row["last_one"]),
            )
            for row in shop.register.attempt_counts(plan.id)
        ],
        gaps=[f"{gap.scope} {gap.field}: {gap.text['en']}" for gap in gaps(plan)],
        now=now,
    )
