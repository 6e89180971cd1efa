"""When a board's line was last updated, and what of its verdict waits for a person, in words of both languages."""

from __future__ import annotations

from ogp_etl.cards import PROCESS
from ogp_etl.model import Board, BoardLine
from ogp_etl.publish.texts import Text, say


def last_update(line: BoardLine) -> Text:
    """A day where it is certain; else the days between which it lies, or the last on which it can have been."""
    first, last = line.updated, line.updated_possible
    if last is None:
        return say("none-yet")
    if first == last:
        return {"": last.isoformat()}
    if first is not None:
        return _told("updated-between", first, last)
    return _told("updated-perhaps" if line.proven is None else "updated-by", last)


def waiting_beside(line: BoardLine) -> Text:
    """How many rules wait for a person, to stand beside the verdict that leaves them out. Empty where none does."""
    return _told("waiting-short", len(line.waiting)) if line.waiting else {}


def waiting_lines(board: Board) -> int:
    """How many commitments have rules that wait for a person."""
    return sum(bool(line.waiting) for line in board.lines if line.scope != PROCESS)


def waiting_among(number: int) -> Text:
    """That so many commitments of a tally have such rules. Empty of none."""
    return _told("waiting-among", number) if number else {}


def _told(key: str, *figures: object) -> Text:
    return {language: words.format(*figures) for language, words in say(key).items()}
