"""Findings as a JSON document (docs/judging.md §3). Pure."""

from __future__ import annotations

from typing import Any

from ogp_etl.model import Finding, Report, Ruling


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
        "verdict": finding.verdict.told,
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
                "verdict": part.verdict.told,
                "due": part.due.isoformat() if part.due else None,
                "value": part.value,
            }
            for part in finding.parts
        ],
        "way": finding.way,
        "measured": finding.measured.told if finding.measured else None,
        "ruling": None if finding.ruling is None else _ruling_json(finding.ruling),
        "objections": [
            {"id": one.id, "person": one.person, "why": one.why, "made": one.made.isoformat()} for one in finding.objections
        ],
        "version": finding.version,
        "in_force": finding.in_force,
        "stopped": finding.stopped.isoformat() if finding.stopped else None,
        "text": dict(finding.text),
    }


def _ruling_json(ruling: Ruling) -> dict[str, Any]:
    return {
        "id": ruling.id,
        "verdict": None if ruling.verdict is None else ruling.verdict.value,
        "person": ruling.person,
        "reason": ruling.reason,
        "made": ruling.made.isoformat(),
        "until": ruling.until.isoformat() if ruling.until else None,
    }
