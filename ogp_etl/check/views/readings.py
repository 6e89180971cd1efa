"""The figures that operators chart and catalogues show, one reading for each line of the board. Pure.

Each is asked of the register in SQL, too (``sql/queries/figure_*.sql``; docs/operating.md names the query of each).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ogp_etl.cards import PROCESS
from ogp_etl.check.views.board import PLAN
from ogp_etl.check.views.open_days import required
from ogp_etl.check.views.outstanding import outstanding
from ogp_etl.model import Board, BoardLine, Outstanding, Reading, Report, Verdict
from ogp_etl.model.completeness import Matrix


def readings(board: Board, report: Report, matrices: Iterable[Matrix]) -> list[Reading]:
    """In the order of the board: the whole plan first. ``matrices``: completeness as of the report's day; of a line that
    none of them is of, nothing is expected."""
    shares = {one.scope: one.share for one in matrices}
    open_ = outstanding(report)
    return [_reading(line, board, report, shares, open_) for line in board.lines]


def _reading(
    line: BoardLine, board: Board, report: Report, shares: Mapping[str, tuple[int, int]], open_: Sequence[Outstanding]
) -> Reading:
    scope = PLAN if line.scope == PROCESS else line.scope
    asked = [finding.verdict for finding in report.findings if finding.scope == scope and required(finding)]
    days = [(one.due - board.as_of).days for one in open_ if one.scope == scope and one.state == "due" and one.due]
    waiting = sum(one.scope == scope and one.state == "waiting" for one in open_)
    shown, expected = shares.get(line.scope, (0, 0))
    return Reading(
        scope=scope,
        day=board.as_of,
        verdict=line.verdict,
        days_since_update=None if line.proven is None else (board.as_of - line.proven).days,
        days_to_breach=min((left for left in days if left >= 0), default=None),
        shown=shown,
        expected=expected,
        breaches=asked.count(Verdict.BREACH),
        unknown=asked.count(Verdict.UNKNOWN) - waiting,
        waiting=waiting,
        held=line.held,
        known=line.known,
    )
