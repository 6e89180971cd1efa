"""The figures that operators chart and catalogues show, one reading for each line of the board. Pure."""

from __future__ import annotations

from ogp_etl.cards import PROCESS
from ogp_etl.check.views.board import PLAN
from ogp_etl.check.views.open_days import next_due, required
from ogp_etl.model import Board, BoardLine, Reading, Report, Verdict


def readings(board: Board, report: Report) -> list[Reading]:
    """In the order of the board: the whole plan first."""
    return [_reading(line, board, report) for line in board.lines]


def _reading(line: BoardLine, board: Board, report: Report) -> Reading:
    scope = PLAN if line.scope == PROCESS else line.scope
    asked = [finding for finding in report.findings if finding.scope == scope and required(finding)]
    days = [(due - board.as_of).days for finding in asked for due in next_due(finding)]
    pairs = [pair for pair in (line.kinds, line.milestones) if pair is not None]
    return Reading(
        scope=scope,
        day=board.as_of,
        verdict=line.verdict,
        days_since_update=None if line.updated is None else (board.as_of - line.updated).days,
        days_to_breach=min((left for left in days if left >= 0), default=None),
        shown=sum(shown for shown, _ in pairs),
        expected=sum(expected for _, expected in pairs),
        breaches=sum(finding.verdict is Verdict.BREACH for finding in asked),
        unknown=sum(finding.verdict is Verdict.UNKNOWN for finding in asked),
        held=line.held,
        known=line.known,
    )
