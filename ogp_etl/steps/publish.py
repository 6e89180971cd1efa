"""The published side of a case: pages and tables of a plan, the list of plans, the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ogp_etl.cards import Plan
from ogp_etl.catalog import gaps
from ogp_etl.check import report
from ogp_etl.check.deposit_alarms import LEAKING
from ogp_etl.model import Board
from ogp_etl.publish import board_html, site
from ogp_etl.publish.edition import AttemptCount, CaptureFacts, Edition
from ogp_etl.register import rows
from ogp_etl.steps.check import case
from ogp_etl.steps.workshop import Workshop


def publish(shop: Workshop, plan: Plan, now: datetime) -> str:
    """Write the pages and tables of a plan as of now; gives their folder. Raises LocalFault."""
    return str(site.publish_plan(shop.settings.site_folder, edition(shop, plan, now)))


def publish_index(shop: Workshop, now: datetime) -> str:
    """Write the page that lists every plan whose pages stand; gives its path. Raises LocalFault."""
    return str(site.publish_index(shop.settings.site_folder, now))


def board_page(boards: Sequence[tuple[Plan, Board]], now: datetime) -> str:
    """The boards as one HTML page without links, for a frame."""
    return board_html.board_page(boards, now)


def edition(shop: Workshop, plan: Plan, now: datetime) -> Edition:
    """What is published of a plan as of now."""
    judged = case(shop, plan, now)
    deposits = [shop.register.deposits(plan.id, name) for name in shop.repository_names]
    records = shop.register.warc_records(plan.id)
    return Edition(
        plan=plan,
        board=_for_everybody(judged.board),
        report=judged.report,
        document=report.as_json(judged.report),
        entries=judged.entries,
        visits=judged.visits,
        states=judged.states,
        captures={
            entry.capture.id: CaptureFacts(
                warc=records.get(entry.capture.id),
                deposits=tuple(found[entry.capture.id] for found in deposits if entry.capture.id in found),
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
        gaps=[(gap.scope, gap.text) for gap in gaps(plan)],
        now=now,
    )


def _for_everybody(board: Board) -> Board:
    """Without what would lead a stranger to an original that leaks, before somebody closed it. Operators see it on their own
    board."""
    return replace(
        board,
        lines=tuple(
            replace(line, barriers=tuple(code for code in line.barriers if not code.startswith(f"{LEAKING}:")))
            for line in board.lines
        ),
        alarms=tuple(alarm for alarm in board.alarms if alarm.code != LEAKING),
    )
