"""Findings as a JSON document and as text for a terminal (docs/judging.md §3). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from ogp_etl.cards import Plan
from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.model import Finding, Report, Verdict

VERDICTS: Mapping[Verdict, Mapping[str, str]] = {
    Verdict.PASS: {"zh-Hant": "符合", "en": "pass"},
    Verdict.PENDING: {"zh-Hant": "尚未到期", "en": "pending"},
    Verdict.DUE_SOON: {"zh-Hant": "即將到期", "en": "due soon"},
    Verdict.BREACH: {"zh-Hant": "未達要求", "en": "breach"},
    Verdict.GAP: {"zh-Hant": "未依建議", "en": "gap"},
    Verdict.UNKNOWN: {"zh-Hant": "尚無法判定", "en": "unknown"},
    Verdict.NOT_APPLICABLE: {"zh-Hant": "不適用", "en": "not applicable"},
    Verdict.WAIVED: {"zh-Hant": "獲准免除", "en": "waived"},
    Verdict.EQUIVALENT: {"zh-Hant": "以其他方式達成", "en": "equivalent"},
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "head": {"zh-Hant": "{plan}，基準日 {day}", "en": "{plan}, as of {day}"},
    "known": {"zh-Hant": "只看 {instant} 以前已知的資料", "en": "only what was known by {instant}"},
    "plan": {"zh-Hant": "整個計畫", "en": "The plan"},
    "due": {"zh-Hant": "期限 {}", "en": "due {}"},
    "value": {"zh-Hant": "測得 {}", "en": "measured {}"},
    "missing": {"zh-Hant": "缺少 {}", "en": "missing {}"},
    "late": {"zh-Hant": "遲延 {}", "en": "late {}"},
    "still": {"zh-Hant": "至今", "en": "until now"},
    "doubts": {"zh-Hant": "有疑義 {}", "en": "in doubt {}"},
    "more": {"zh-Hant": "等 {} 項", "en": "and {} more"},
    "not-in-force": {"zh-Hant": "這套規定當天不在有效期間", "en": "these rules were not in force that day"},
}
LANGUAGES = ("zh-Hant", "en")
MOST_DOUBTS = 3
"""A terminal shows so many doubts of a finding, and the number of the others."""


def as_json(report: Report) -> dict[str, Any]:
    """The document of all findings; days and instants in ISO 8601."""
    return {
        "plan": report.plan,
        "as_of": report.as_of.isoformat(),
        "known_at": report.known_at.isoformat() if report.known_at else None,
        "findings": [finding_json(finding) for finding in report.findings],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding; ``to`` of a late span is None while it lasts."""
    return {
        "rule": finding.rule,
        "clause": finding.clause,
        "severity": finding.severity,
        "scope": finding.scope,
        "verdict": finding.verdict.value,
        "value": finding.value,
        "threshold": dict(finding.threshold),
        "due": finding.due.isoformat() if finding.due else None,
        "history": [
            {"from": span.start.isoformat(), "to": span.end.isoformat() if span.end else None} for span in finding.history
        ],
        "evidence": list(finding.evidence),
        "missing": list(finding.missing),
        "doubts": [{"id": doubt.id, "why": doubt.why} for doubt in finding.doubts],
        "parts": [
            {
                "key": part.key,
                "verdict": part.verdict.value,
                "due": part.due.isoformat() if part.due else None,
                "value": part.value,
            }
            for part in finding.parts
        ],
        "in_force": finding.in_force,
        "text": dict(finding.text),
    }


def as_text(report: Report, plan: Plan, language: str) -> str:
    """For a terminal, in ``zh-Hant`` or ``en``: the plan first, then the commitments, one finding a line with its details
    below it. Raises InputInvalid for another language."""
    if language not in LANGUAGES:
        raise InputInvalid([Fault("--language", f"there is no language {language!r}", f"write one of: {', '.join(LANGUAGES)}")])
    title = (plan.title.zh_hant if language == "zh-Hant" else plan.title.en) or str(plan.title)
    lines = [_say("head", language).format(plan=title, day=report.as_of)]
    if report.known_at:
        lines.append(_say("known", language).format(instant=report.known_at.isoformat()))
    titles = {
        one.number: (one.title.zh_hant if language == "zh-Hant" else one.title.en) or str(one.title) for one in plan.commitments
    }
    order = {scope: place for place, scope in enumerate(dict.fromkeys(("plan", *(one.scope for one in report.findings))))}
    for scope, findings in groupby(sorted(report.findings, key=lambda one: order[one.scope]), key=lambda one: one.scope):
        lines += ["", _say("plan", language) if scope == "plan" else f"{scope} {titles.get(scope, '')}".strip()]
        for finding in findings:
            lines.append(f"  {_padded(VERDICTS[finding.verdict][language])}  {finding.rule}  {finding.text[language]}")
            details = list(_details(finding, language))
            if details:
                lines.append(f"  {_padded('')}  {'; '.join(details) if language == 'en' else '；'.join(details)}")
    return "\n".join(lines)


def _details(finding: Finding, language: str) -> Iterator[str]:
    if finding.value is not None:
        yield _say("value", language).format(finding.value)
    if finding.due:
        yield _say("due", language).format(finding.due)
    if finding.missing:
        yield _say("missing", language).format(" ".join(finding.missing))
    if finding.history:
        spans = (f"{span.start}–{span.end or _say('still', language)}" for span in finding.history)
        yield _say("late", language).format(" ".join(spans))
    if finding.doubts:
        shown = [f"{one.id} ({one.text.get(language, one.why)})" for one in finding.doubts[:MOST_DOUBTS]]
        if len(finding.doubts) > MOST_DOUBTS:
            shown.append(_say("more", language).format(len(finding.doubts) - MOST_DOUBTS))
        yield _say("doubts", language).format(" ".join(shown))
    if not finding.in_force:
        yield _say("not-in-force", language)


def _say(word: str, language: str) -> str:
    return WORDS[word][language]


def _padded(text: str) -> str:
    """To the width of the longest verdict, counting a Chinese character as two columns."""
    return text + " " * (14 - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))
