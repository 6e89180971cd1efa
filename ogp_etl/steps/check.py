"""The register's facts judged: one case for each plan and instant."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check import judge, report
from ogp_etl.check.ahead import as_now, looks_as_now
from ogp_etl.check.alarms import alarms
from ogp_etl.check.board import board
from ogp_etl.check.calendar import close
from ogp_etl.check.deposit_alarms import deposit_alarms
from ogp_etl.check.ruling_alarms import newly_expired, ruling_alarms
from ogp_etl.check.rulings import Said
from ogp_etl.model import Board, Entry, Found, Report, SourceState, Verdict
from ogp_etl.publish.table_rows import in_order
from ogp_etl.steps.evidence import entries, visit_days
from ogp_etl.steps.looks import observations
from ogp_etl.steps.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a verdict on one plan as of one instant rests on, and the verdicts."""

    plan: Plan
    entries: Sequence[Entry]
    visits: Mapping[str | None, date]
    states: Sequence[SourceState]
    report: Report
    board: Board
    today: date
    """Day of the instant in the plan's zone. A report as of a later day supposes that nothing new comes (``ahead.as_now``)."""
    said: Said = judge.NOTHING_SAID


def case(shop: Workshop, plan: Plan, now: datetime, as_of: date | None = None) -> Case:
    """Judge a plan on what the register knows, as of another day than that of ``now`` where one is given. Stores nothing."""
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    day = as_of or today
    register = shop.register
    versions = register.evidence(plan.id)
    known = entries(
        plan,
        versions,
        register.attestations(plan.id, day),
        register.deposits(plan.id, shop.archive.name),
        shop.archive_base,
        register.first_open(plan.id),
        register.shut_since(plan.id, shop.repository_names),
    )
    known = _with_items(shop, plan, known)
    # Doubts are listed in the order of the rows: with the published order, judge on the published table says the same.
    found = in_order(plan, known)
    visits = visit_days(plan, register.last_whole_visits(plan.id))
    states = list(register.source_states(plan.id).values())
    looks = [one for name in shop.repository_names for one in register.verifications(plan.id, name).values()]
    said = Said(
        rulings=register.rulings(plan.id),
        objections=register.objections(plan.id),
        observations=looks_as_now(observations(plan, versions, found, looks), today, day),
    )
    judged = judge.judge(plan, [entry.row for entry in found], as_now(visits, today, day), day, None, None, said)
    raised = (*deposit_alarms(looks), *ruling_alarms(plan, judged), *alarms(plan, states, now, register.watched_since(plan.id)))
    return Case(
        plan, found, visits, states, judged, board(plan, judged, found, _as_old(states, today, day), raised, looks), today, said
    )


def _as_old(states: Sequence[SourceState], today: date, day: date) -> list[SourceState]:
    """The states as of a day to come, when visits go on as they do today: what is seen today is seen then."""
    later = max(day - today, timedelta())
    return [replace(one, last_whole=one.last_whole + later) if one.last_whole else one for one in states]


def _with_items(shop: Workshop, plan: Plan, known: Sequence[Entry]) -> list[Entry]:
    """The entries with the addresses of their items in the DSpace, where it has a user interface and the item is public."""
    page = shop.settings.dspace_ui
    if page is None or shop.settings.dspace_url is None:
        return list(known)
    looks = shop.register.verifications(plan.id, "dspace")
    items = {
        evidence: f"{page.rstrip('/')}/{deposit.key}"
        for evidence, deposit in shop.register.deposits(plan.id, "dspace").items()
        if evidence not in looks or looks[evidence].found in (Found.OPEN, Found.UNLISTED, Found.UNANSWERED)
    }
    return [entry if entry.capture is None else replace(entry, item=items.get(entry.capture.id)) for entry in known]


def judge_plan(shop: Workshop, plan: Plan, now: datetime, run: str) -> list[str]:
    """Judge a plan and store the findings under the run; gives its scopes, the process first."""
    judged = case(shop, plan, now)
    shop.register.judged(plan.id, judged.report.as_of, (entry.row for entry in judged.entries))
    shop.register.found(
        [
            {
                "id": uuid.uuid4().hex,
                "run": run,
                "plan": plan.id,
                "as_of": judged.report.as_of,
                "made": now,
                "rule": finding.rule,
                "scope": finding.scope,
                "severity": finding.severity,
                "verdict": finding.verdict.value,
                "due": finding.due,
                "body": json.dumps(report.finding_json(finding), ensure_ascii=False, sort_keys=True),
            }
            for finding in judged.report.findings
        ]
    )
    return [f"{plan.id}/plan", *(f"{plan.id}/{commitment.number}" for commitment in plan.commitments)]


def new_breaches(shop: Workshop, plan: Plan, now: datetime, run: str) -> list[str]:
    """Breaches that the run found and the check before it did not, and rulings that ran out between the two. An ended plan has
    none: its verdicts stand still."""
    if now.astimezone(ZoneInfo(plan.zone)).date() > close(plan):
        return []
    found = shop.register.findings(plan.id, run)
    if not found:
        return []
    before = shop.register.earlier_verdicts(plan.id, found[0]["began"])
    earlier = shop.register.earlier_expired(plan.id, found[0]["began"])
    over = newly_expired(*([json.loads(row["body"]) for row in rows] for rows in (found, earlier)))
    return [
        f"{plan.id} {row['scope']}: {row['rule']}" + (f" (due {row['due']})" if row["due"] else "")
        for row in found
        if row["verdict"] == Verdict.BREACH and before.get((row["rule"], row["scope"])) != Verdict.BREACH
    ] + [f"{plan.id} {line}" for line in over]
