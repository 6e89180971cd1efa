"""Completeness and the reviewer's view as data, for ``--json``. Days in ISO 8601; null where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ogp_etl.model.completeness import Cell, CellState, Matrix
from ogp_etl.model.reviewed import Asked, Calendar, Review, Upcoming
from ogp_etl.publish.html.review import answer_text, first_text
from ogp_etl.publish.needs import cell_name, need
from ogp_etl.publish.texts import phrase


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """What is expected (``cells``), how much of it is there (``share``), and what is there by kind, milestone and half-year."""
    present, expected = matrix.share
    return {
        "plan": matrix.plan,
        "scope": matrix.scope,
        "as_of": matrix.as_of.isoformat(),
        "share": {"present": present, "expected": expected},
        "half_years": [
            {"number": half.number, "from": half.start.isoformat(), "to": half.end.isoformat()} for half in matrix.halves
        ],
        "cells": [_cell(matrix.scope, cell) for cell in matrix.cells],
        "held": [
            {
                "kind": one.kind,
                "milestone": one.milestone,
                "half_year": one.half,
                "certain": one.certain,
                "possible": one.possible,
            }
            for one in matrix.held
        ],
    }


def _cell(scope: str, cell: Cell) -> dict[str, Any]:
    return {
        "family": cell.family,
        "key": cell.key or None,
        "language": cell.language,
        "rule": cell.rule,
        "state": cell.state.value,
        "due": _day(cell.due),
        "grace": _day(cell.grace),
        "half_year": cell.half.number if cell.half else None,
        "kinds": list(cell.kinds),
        "evidence": list(cell.evidence),
        "unseen": cell.unseen,
        "name": dict(cell_name(cell)),
        "needs": dict(need(scope, cell)) if cell.state is CellState.MISSING else None,
    }


def review_json(review: Review, findings: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, Any]:
    """``findings``: as the report's document writes them, by (rule, scope); each stands under the question that asks it."""
    first = review.first
    return {
        "plan": review.plan,
        "as_of": review.as_of.isoformat(),
        "answer": review.answer,
        "answer_text": answer_text(review),
        "first_to_fail": None if first is None else _upcoming(first, review.as_of),
        "first_text": dict(first_text(review)),
        "questions": [
            {
                "question": question.key,
                "chapter": question.chapter,
                "clause": question.clause,
                "text": dict(phrase("questions", question.key)),
                "verdict": question.verdict.told,
                "no_rule": list(question.no_rule),
                "rules": [_asked(asked, findings) for asked in question.asked],
            }
            for question in review.questions
        ],
        "others": [_asked(asked, findings) for asked in review.others],
        "ledger": [
            {
                "plan": line.plan,
                "end": line.end.isoformat(),
                "breach": line.breach,
                "reason": line.reason or None,
                "current": line.current,
            }
            for line in review.ledger
        ],
        "calendar": _calendar(review.calendar),
        "reviewed": review.reviewed,
        "versions": dict(review.versions),
        "completeness": {scope: {"present": share[0], "expected": share[1]} for scope, share in review.shares.items()},
        "upcoming": [_upcoming(one, review.as_of) for one in review.upcoming],
        "until": review.until.isoformat(),
        "unseen": list(review.unseen),
    }


def _asked(asked: Asked, findings: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, Any]:
    return {"code": asked.code, "findings": [findings[one.rule, one.scope] for one in asked.findings]}


def _upcoming(one: Upcoming, day: date) -> dict[str, Any]:
    return {
        "state": one.state,
        "scope": one.finding.scope,
        "rule": one.finding.rule,
        "clause": one.finding.clause,
        "severity": one.finding.severity,
        "part": one.part or None,
        "verdict": one.now.told,
        "due": _day(one.due),
        "days_left": one.days_left(day),
        "red": _day(one.red),
    }


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "group": calendar.group,
        "by_deadline": calendar.by_deadline,
        "shifted": calendar.shifted,
        "days": [
            {
                "day": one.key,
                "clause": one.clause,
                "from": one.first.isoformat(),
                "to": _day(one.last),
                "done": _day(one.done),
                "rule": one.rule,
                "text": dict(phrase("calendar", one.key)),
            }
            for one in calendar.days
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
