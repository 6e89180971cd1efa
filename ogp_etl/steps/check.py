"""The register's facts judged: one case for each plan and instant."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check import judge
from ogp_etl.check.alarms.deposits import deposit_alarms
from ogp_etl.check.alarms.harvesting import alarms
from ogp_etl.check.alarms.rulings import newly_expired, ruling_alarms
from ogp_etl.check.calendar import close
from ogp_etl.check.evidence.kept import Table
from ogp_etl.check.evidence.telling import looked_at, tell
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.rulings import Said, newest_looks
from ogp_etl.check.views import report
from ogp_etl.check.views.ahead import as_now, looks_as_now
from ogp_etl.check.views.board import board
from ogp_etl.check.views.matrix import matrices
from ogp_etl.check.views.outstanding import outstanding
from ogp_etl.model import Board, Entry, Found, Report, SourceState, Verdict, Verification
from ogp_etl.publish.data.table_rows import in_order
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


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register knows of one plan at one instant, as of a day."""

    today: date
    """Day of the instant in the plan's zone."""
    day: date
    """As of this one."""
    entries: Sequence[Entry]
    """In the published order."""
    visits: Mapping[str | None, date]
    looks: Sequence[Verification]
    said: Said


def case(shop: Workshop, plan: Plan, now: datetime, as_of: date | None = None) -> Case:
    """Judge a plan on what the register knows, as of another day than that of ``now`` where one is given. Stores nothing."""
    facts = known_facts(shop, plan, now, as_of)
    judged = judged_by(plan, [entry.row for entry in facts.entries], facts)
    states = list(shop.register.source_states(plan.id).values())
    watched = shop.register.watched_since(plan.id)
    raised = (*deposit_alarms(facts.looks), *ruling_alarms(plan, judged), *alarms(plan, states, now, watched))
    shown = board(plan, judged, facts.entries, _as_old(states, facts.today, facts.day), raised, facts.looks)
    return Case(plan, facts.entries, facts.visits, states, judged, shown, facts.today, facts.said)


def judged_by(plan: Plan, rows: Table, facts: Facts) -> Report:
    """``rows``: those of the entries, or the same as a register keeps them."""
    return judge.judge(plan, rows, as_now(facts.visits, facts.today, facts.day), facts.day, None, None, facts.said)


def known_facts(shop: Workshop, plan: Plan, now: datetime, as_of: date | None = None) -> Facts:
    """What a verdict on a plan rests on. Stores nothing."""
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
    looks = [one for name in shop.repository_names for one in register.verifications(plan.id, name).values()]
    said = Said(
        rulings=register.rulings(plan.id),
        objections=register.objections(plan.id),
        observations=looks_as_now(observations(plan, versions, found, looks), today, day),
    )
    return Facts(today, day, found, visit_days(plan, register.last_whole_visits(plan.id)), looks, said)


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
        if evidence not in looks or looks[evidence].found in (Found.OPEN, Found.UNLISTED, Found.UNTRUE, Found.UNANSWERED)
    }
    return [entry if entry.capture is None else replace(entry, item=items.get(entry.capture.id)) for entry in known]


def judge_plan(shop: Workshop, plan: Plan, now: datetime, run: str) -> list[str]:
    """Judge a plan and store the findings under the run; gives its scopes, the process first.

    The rows are kept first and judged as they stand in the register: what was found can be asked of it again, and of many rows
    only those are read that tell as much as all (docs/rules.md §11).
    """
    facts = known_facts(shop, plan, now)
    rows = [entry.row for entry in facts.entries]
    looked = looked_at(newest_looks(facts.said.observations, facts.day))
    shop.register.keep_facts(plan.id, facts.day, rows, tell(plan, rows, facts.day, looked))
    with shop.register.kept_facts(plan.id) as kept:
        judged = judged_by(plan, rows if kept is None else kept, facts)
    expected = matrices(plan, rows, facts.visits, facts.day, None, read_sets(plan.rule_sets))
    shop.register.keep_asked(plan.id, expected, outstanding(judged))
    shop.register.found(
        [
            {
                "id": uuid.uuid4().hex,
                "run": run,
                "plan": plan.id,
                "as_of": judged.as_of,
                "made": now,
                "rule": finding.rule,
                "scope": finding.scope,
                "severity": finding.severity,
                "verdict": finding.verdict.value,
                "due": finding.due,
                "body": json.dumps(report.finding_json(finding), ensure_ascii=False, sort_keys=True),
            }
            for finding in judged.findings
        ]
    )
    return [f"{plan.id}/plan", *(f"{plan.id}/{commitment.number}" for commitment in plan.commitments)]


@dataclass(frozen=True, slots=True)
class Reds:
    """What makes the gate red, one line each."""

    breaches: Sequence[str] = ()
    """That the run found and the check before it did not."""
    ran_out: Sequence[str] = ()
    """Rulings that ran out between the two."""


def reds(shop: Workshop, plan: Plan, now: datetime, run: str) -> Reds:
    """What the run found and the check before it did not. An ended plan has nothing of it: its verdicts stand still."""
    found = shop.register.findings(plan.id, run)
    if not found or now.astimezone(ZoneInfo(plan.zone)).date() > close(plan):
        return Reds()
    before = shop.register.earlier_verdicts(plan.id, found[0]["began"])
    earlier = shop.register.earlier_expired(plan.id, found[0]["began"])
    over = newly_expired(*([json.loads(row["body"]) for row in rows] for rows in (found, earlier)))
    breaches = [
        f"{plan.id} {row['scope']}: {row['rule']}" + (f" (due {row['due']})" if row["due"] else "")
        for row in found
        if row["verdict"] == Verdict.BREACH and before.get((row["rule"], row["scope"])) != Verdict.BREACH
    ]
    return Reds(breaches, [f"{plan.id} {line}" for line in over])
