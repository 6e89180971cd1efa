"""Rules asked of a plan and its evidence: findings. Pure but for the rule files, which are read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check.amended import answered, last_days
from ogp_etl.check.answer import Answer
from ogp_etl.check.calendar import NEVER
from ogp_etl.check.collecting import nothing_collected
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.choosing import NEWEST as MOST_EVIDENCE
from ogp_etl.check.evidence.kept import Table, evidence_of
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.evidence.telling import looked_at
from ogp_etl.check.measures.of_findings import Found, OfFindings
from ogp_etl.check.rule import Judged, Rule
from ogp_etl.check.rulebook import RuleSet, read_sets
from ogp_etl.check.rulings import Said, Voices, newest_looks
from ogp_etl.model import Finding, Part, Report, Verdict

NOTHING_SAID = Said()


def judge(
    plan: Plan,
    rows: Table,
    visits: Mapping[str | None, date] | None,
    as_of: date,
    known_at: datetime | None,
    rules: Sequence[str] | None,
    said: Said = NOTHING_SAID,
) -> Report:
    """Judge a plan as of a day (docs/judging.md).

    ``rows``: a table, or the facts that a register keeps of one.
    ``visits``: last faultless visit by commitment (None: the process); None: everything counts as seen. ``known_at``
    leaves out what became known later. ``rules``: rule sets in place of the plan's own. ``said``: rulings, objections, looks.
    Raises InputInvalid when a rule set does not exist.
    """
    sets = read_sets(plan.rule_sets if rules is None else rules, f"rule_sets of {plan.id}" if rules is None else "--rules")
    return judge_by(plan, rows, visits, as_of, known_at, sets, said)


def judge_by(
    plan: Plan,
    rows: Table,
    visits: Mapping[str | None, date] | None,
    as_of: date,
    known_at: datetime | None,
    sets: Iterable[RuleSet],
    said: Said = NOTHING_SAID,
) -> Report:
    """The same by rule sets that the caller holds."""
    with nothing_collected():
        findings = _findings(plan, rows, visits, as_of, known_at, list(sets), said)
    return Report(plan=plan.id, as_of=as_of, known_at=known_at, findings=findings)


def _findings(
    plan: Plan,
    rows: Table,
    visits: Mapping[str | None, date] | None,
    as_of: date,
    known_at: datetime | None,
    sets: Sequence[RuleSet],
    said: Said,
) -> tuple[Finding, ...]:
    """In the order of the sets. What is made on the way is gone when this ends."""
    commitments = sorted(plan.commitments, key=lambda one: in_order(one.number))
    zone = ZoneInfo(plan.zone)
    seen_to = as_of if known_at is None else min(as_of, known_at.astimezone(zone).date())
    looks = newest_looks(said.observations, seen_to)
    evidence = evidence_of(rows, plan, as_of, known_at, looked_at(looks))
    cases = [Case(plan, one, as_of, evidence, visits, looks) for one in (None, *commitments)]
    dropped = last_days(cases, rows, known_at, [one for one in said.observations if one.day <= seen_to])
    voices = Voices(said, as_of, known_at, zone)
    rules = [(each, rule) for each in sets for rule in each.rules]
    found: dict[str, list[Finding]] = {}
    for each, rule in sorted(rules, key=lambda pair: isinstance(pair[1], OfFindings)):
        found[f"{each.id}/{rule.code}"] = [voices.over(finding) for finding in _ask(each, rule, cases, found, dropped)]
    return tuple(finding for each, rule in rules for finding in found[f"{each.id}/{rule.code}"])


def in_order(number: str) -> list[tuple[int, int, str]]:
    """Sort key of commitment numbers: 1-9 before 1-10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"[0-9]+|[A-Za-z]+", number)]


def _ask(rule_set: RuleSet, rule: Rule, cases: Iterable[Case], found: Found, dropped: Mapping[str, Case]) -> Iterator[Finding]:
    """``found``: what stands of the other rules; those that read it are asked last. ``dropped``: ``amended.last_days``."""
    for case in cases:
        asked = _asked(rule, case)
        if asked is not None:
            yield _finding(rule_set, rule, asked, case, answered(rule, case, found, dropped.get(case.scope)))


def _asked(rule: Rule, case: Case) -> Judged | None:
    """The first line of ``judged`` that holds for this case on its day; None when the rule is not asked of it."""
    scope = "plan" if case.commitment is None else "commitment"
    for one in rule.judged:
        if one.scope == scope and (one.during is None or case.day <= case.plan.drafting.end):
            return one
    return None


def _finding(rule_set: RuleSet, rule: Rule, asked: Judged, case: Case, said: Answer) -> Finding:
    advice = asked.severity == "advice"
    return Finding(
        rule=f"{rule_set.id}/{rule.code}",
        clause=asked.clause or rule.clause,
        severity=asked.severity,
        scope=case.scope,
        verdict=Verdict.SHOWN if rule.way == "show" else _advised(said.verdict) if advice else said.verdict,
        value=said.value,
        threshold=said.threshold,
        due=said.due,
        history=said.history,
        evidence=said.rows[:MOST_EVIDENCE] or _newest(said.evidence),
        missing=said.missing,
        doubts=said.doubts,
        parts=tuple(map(_advised_part, said.parts)) if advice else said.parts,
        in_force=(rule.in_force or rule_set.in_force).on(case.day),
        stopped=said.stopped,
        last_day=said.last_day,
        while_drafting=said.while_drafting,
        good_to=said.good_to,
        way=rule.way,
        version=case.plan.version(None if case.commitment is None else case.commitment.number, case.day),
        text=rule_set.texts[rule.code].by_language(),
    )


def _advised(verdict: Verdict) -> Verdict:
    """Who does not follow advice leaves a gap, never a breach."""
    return Verdict.GAP if verdict is Verdict.BREACH else verdict


def _advised_part(part: Part) -> Part:
    return part._replace(verdict=Verdict.GAP) if part.verdict is Verdict.BREACH else part


def _newest(rows: Iterable[Known]) -> tuple[str, ...]:
    """At most twenty ids, newest first; of two of one day in the order of their ids."""
    given = rows if isinstance(rows, Sequence) else list(rows)
    days = [first if last == NEVER else last for _, first, last, _ in given]
    newest = sorted(set(days))[-MOST_EVIDENCE:]  # finding the days that matter is much faster than sorting all the rows
    by_id = {one.row.id: day for one, day in zip(given, days, strict=True) if day >= newest[0]}
    return tuple(sorted(sorted(by_id), key=by_id.__getitem__, reverse=True)[:MOST_EVIDENCE])
