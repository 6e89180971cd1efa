"""The board as data, for ``--json``: the fields of ``model.Board``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ogp_etl.model import Board, BoardLine
from ogp_etl.publish.data import formats


def board_json(board: Board) -> dict[str, Any]:
    """Verdicts and outcomes as codes, days and instants (UTC) in ISO 8601, null where not known or never."""
    return {
        "plan": board.plan,
        "as_of": board.as_of.isoformat(),
        "running": board.running,
        "lines": [_line(line) for line in board.lines],
        "alarms": [
            {"code": alarm.code, "source": alarm.source or None, "since": _instant(alarm.since), "text": dict(alarm.text)}
            for alarm in board.alarms
        ],
    }


def _line(line: BoardLine) -> dict[str, Any]:
    return {
        "scope": line.scope,
        "title": dict(line.title),
        "verdict": line.verdict.value,
        "updated": _day(line.updated),
        "updated_possible": _day(line.updated_possible),
        "updated_proven": _day(line.proven),
        "due": _day(line.due),
        "freshness": line.freshness.value,
        "kinds": _counts(line.kinds, "present", "expected"),
        "milestones": _counts(line.milestones, "shown", "due"),
        "missing": list(line.missing),
        "held": line.held,
        "known": line.known,
        "unseen": list(line.unseen),
        "last_attempt": _instant(line.last_attempt),
        "last_outcome": line.last_outcome or None,
        "barriers": list(line.barriers),
        "waiting": list(line.waiting),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(moment: datetime | None) -> str | None:
    return formats.instant(moment) if moment else None


def _counts(pair: tuple[int, int] | None, first: str, second: str) -> dict[str, int] | None:
    return {first: pair[0], second: pair[1]} if pair else None
