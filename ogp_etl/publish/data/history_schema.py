"""The JSON Schema of one day of findings, made from the columns of ``history.yml``. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ogp_etl.model import Verdict

VERDICTS = [verdict.value for verdict in Verdict if verdict is not Verdict.SHOWN]
KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "flag": {"type": "boolean"},
    "words": {"type": "array", "items": {"type": "string"}},
}
NEVER_NULL = (
    "plan",
    "day",
    "rule",
    "clause",
    "severity",
    "scope",
    "threshold",
    "history",
    "evidence",
    "missing",
    "doubts",
    "objections",
)
CODES: dict[str, Sequence[str]] = {
    "severity": ("minimum", "standard", "advice"),
    "verdict": VERDICTS,
    "measured": VERDICTS,
    "way": ("decided", "decided-then-assist", "assist", "show"),
}


def day_schema(columns: Sequence[Sequence[str]]) -> dict[str, Any]:
    """``columns``: name, type, and what it holds in zh-Hant and en."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Findings of one day",
        "type": "object",
        "required": ["plan", "day", "made", "rows"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            "plan": {"type": "string"},
            "day": KINDS["day"],
            "made": {"type": "string", "format": "date-time", "description": "Instant of the check, UTC"},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": [name for name, *_ in columns],
                    "additionalProperties": False,
                    "properties": {name: _property(name, kind, zh, en) for name, kind, zh, en in columns},
                },
            },
        },
    }


def _property(name: str, kind: str, zh: str, en: str) -> dict[str, Any]:
    made = dict(KINDS[kind])
    nullable = name not in NEVER_NULL
    if nullable:
        made["type"] = [made["type"], "null"]
    if name in CODES:
        made["enum"] = [*CODES[name], *([None] if nullable else [])]
    return {**made, "title": en, "description": zh}
