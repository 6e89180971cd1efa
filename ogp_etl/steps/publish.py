"""The published side of a case: pages and tables of a plan, the list of plans, the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ogp_etl.cards import Plan
from ogp_etl.catalog import gaps
from ogp_etl.check.alarms.deposits import LEAKING
from ogp_etl.check.rule_facts import listed, rule_json
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.views import report
from ogp_etl.check.views.outstanding import outstanding
from ogp_etl.check.views.readings import readings
from ogp_etl.model import Board
from ogp_etl.publish import site
from ogp_etl.publish.data import history
from ogp_etl.publish.edition import AttemptCount, CaptureFacts, Edition
from ogp_etl.publish.html import board as board_html
from ogp_etl.register import rows
from ogp_etl.register.figures import figure_texts
from ogp_etl.steps import ahead
from ogp_etl.steps.check import case
from ogp_etl.steps.workshop import Workshop


def publish(shop: Workshop, plan: Plan, now: datetime) -> str:
    """Write the pages and tables of a plan as of now, and the days of its history that do not stand yet; gives the folder of
    the pages. Raises LocalFault."""
    folder = site.publish_plan(shop.settings.site_folder, edition(shop, plan, now))
    days = shop.register.judged_days(plan.id)
    history.write(shop.settings.site_folder, plan.id, days, lambda day: shop.register.findings_of_day(plan.id, day))
    return str(folder)


def publish_index(shop: Workshop, now: datetime) -> str:
    """Write the page that lists every plan whose pages stand; gives its path. Raises LocalFault."""
    return str(site.publish_index(shop.settings.site_folder, now, shop.settings.site_url))


def board_page(boards: Sequence[tuple[Plan, Board]], now: datetime) -> str:
    """The boards as one HTML page without links, for a frame."""
    return board_html.board_page(boards, now)


def edition(shop: Workshop, plan: Plan, now: datetime) -> Edition:
    """What is published of a plan as of now."""
    judged = case(shop, plan, now)
    matrices = ahead.completeness(judged)
    deposits = [shop.register.deposits(plan.id, name) for name in shop.repository_names]
    records = shop.register.warc_records(plan.id)
    return Edition(
        plan=plan,
        board=_for_everybody(judged.board),
        report=judged.report,
        document=report.as_json(judged.report),
        entries=judged.entries,
        visits=judged.visits,
        rulings=judged.said.rulings,
        objections=judged.said.objections,
        observations=judged.said.observations,
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
        queries=figure_texts(),
        readings=readings(judged.board, judged.report, matrices),
        outstanding=outstanding(judged.report),
        site=shop.settings.site_url,
        matrices=matrices,
        review=ahead.reviewed(judged, matrices),
        rules=[
            {**rule_json(each, rule), "set_title": each.title.by_language()} for each, rule in listed(read_sets(plan.rule_sets))
        ],
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
