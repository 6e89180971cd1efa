"""Rows of the published tables that the figures of each commitment are counted from: board, matrix, what is outstanding. Pure."""

from __future__ import annotations

from typing import Any

from ogp_etl.cards import PROCESS
from ogp_etl.publish.edition import Edition

Row = tuple[Any, ...]
PLAN = "plan"
"""Scope of the whole plan, as findings name it; boards and matrices call it the process."""


def board(edition: Edition) -> list[Row]:
    nothing = (None, None)
    return [
        (
            line.scope,
            line.verdict.value,
            line.waiting,
            line.updated,
            line.updated_possible,
            line.proven,
            line.due,
            line.freshness.value,
            *(line.kinds or nothing),
            *(line.milestones or nothing),
            line.missing,
            line.held,
            line.known,
            line.unseen,
            line.last_attempt,
            line.last_outcome,
        )
        for line in edition.board.lines
    ]


def matrix(edition: Edition) -> list[Row]:
    return [
        (
            PLAN if one.scope == PROCESS else one.scope,
            cell.family,
            cell.key or None,
            cell.language,
            cell.rule,
            cell.half.start if cell.half else None,
            cell.due,
            cell.grace,
            cell.state.value,
            cell.unseen,
            cell.evidence,
        )
        for one in edition.matrices
        for cell in one.cells
    ]


def outstanding(edition: Edition) -> list[Row]:
    return [(one.rule, one.scope, one.part or None, one.state, one.due) for one in edition.outstanding]
