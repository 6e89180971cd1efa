"""Rulings that have run out, for whoever has to act on them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check.rulings import EXPIRED, expired
from ogp_etl.model import Alarm, Finding, Report, Ruling, Verdict

PLAN = "plan"
"""Scope of the findings on the whole plan."""
_WORDS = {
    Verdict.PASS: ("符合", "met"),
    Verdict.BREACH: ("未達要求", "missed"),
    Verdict.NOT_APPLICABLE: ("不適用", "does not apply"),
    Verdict.WAIVED: ("獲准免除", "waived"),
    Verdict.EQUIVALENT: ("以其他方式達成", "met in another way"),
}


def ruling_alarms(plan: Plan, report: Report) -> tuple[Alarm, ...]:
    """One alarm for each ruling that ran out and that the machine's own verdict still needs; in the order of the findings."""
    return tuple(
        _alarm(plan, finding, ruling, ruling.until)
        for finding in report.findings
        if (ruling := expired(finding)) is not None and ruling.until is not None
    )


def newly_expired(found: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each ruling that ran out since the check before. Both: findings as ``report.finding_json`` tells them."""
    known = {key for finding in before for key in _over(finding)}
    return [line for finding in found for key, line in _over(finding).items() if key not in known]


def _over(finding: Mapping[str, Any]) -> dict[str, str]:
    """By id of the ruling that ran out: what to tell of it."""
    ids = {doubt["id"] for doubt in finding["doubts"] if doubt["why"] == EXPIRED}
    ruling = finding.get("ruling")
    if ruling is None or ruling["id"] not in ids:
        return {}
    line = f"{finding['scope']}: {finding['rule']}: the ruling of {ruling['person']} ({ruling['verdict']}) ran out"
    return {ruling["id"]: f"{line} on {ruling['until']}"}


def _alarm(plan: Plan, finding: Finding, ruling: Ruling, until: date) -> Alarm:
    chinese, english = _WORDS[ruling.verdict] if ruling.verdict else ("", "")
    since = datetime.combine(until + timedelta(days=1), time.min, tzinfo=ZoneInfo(plan.zone)).astimezone(UTC)
    whose = ("整個行動方案", "the plan") if finding.scope == PLAN else (f" {finding.scope} ", finding.scope)
    return Alarm(
        code=EXPIRED,
        source="",
        since=since,
        text={
            "zh-Hant": f"{ruling.person} 對{whose[0]}的 {finding.rule} 所作的認定（{chinese}）已於 {until} 到期。"
            "請重新認定，或撤回（as-measured）。",
            "en": f"{finding.rule} of {whose[1]}: the ruling of {ruling.person} ({english}) ran out on {until}; rule anew, or"
            " take it back (as-measured).",
        },
    )
