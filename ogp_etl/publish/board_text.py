"""The board as plain text for a terminal or a pipe, and as data (``board_json``) for ``--json``.

Columns are aligned by the width a terminal gives each sign (two places for Chinese). Nothing is coloured or cut to the
window, so what is piped is what is seen. Signs that would steer a terminal are replaced.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.model import Board, BoardLine
from ogp_etl.publish.board_data import board_json
from ogp_etl.publish.board_html import short_key, tally, without_sources, working_titles
from ogp_etl.publish.texts import LANGUAGES, Text, name_of, of_title, outcome, say, word

__all__ = ["board_json", "board_text"]

TITLE_WIDTH = 44
"""Longer titles are cut; the pages show them whole."""
_GAP = "  "
_UNOFFICIAL = " *"
_RIGHT = (4, 5, 6)
"""Columns of numbers, aligned to the right."""


def board_text(plan: Plan, board: Board, language: str) -> str:
    """The board in ``zh-Hant`` or ``en``: heading, a line for each commitment and the process, then what each lacks, the
    sources not seen and our own alarms. Raises ValueError for another language."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r}: write zh-Hant or en")
    teller = _Teller(plan, language)
    parts = [teller.heading(board), _aligned([teller.columns(), *(teller.cells(line) for line in board.lines)])]
    parts[-1] += f"\n{teller.columns_note()}"
    parts += [part for part in (teller.missing(board), teller.unseen(board), teller.alarms(board)) if part]
    return "\n\n".join(parts) + "\n"


class _Teller:
    def __init__(self, plan: Plan, language: str) -> None:
        self._plan, self._language = plan, language
        self._zone = ZoneInfo(plan.zone)
        self._sourceless = without_sources(plan)
        self._working = working_titles(plan)

    def _said(self, text: Text | None) -> str:
        """Words in the language asked for, else in any that there is."""
        text = text or {}
        return tame(text.get(self._language) or next(iter(text.values()), ""))

    def _say(self, key: str) -> str:
        return self._said(say(key))

    def heading(self, board: Board) -> str:
        counts = [f"{number} {self._said(word('verdicts', verdict.value))}" for verdict, number in tally(board)]
        number = sum(line.scope != PROCESS for line in board.lines)
        state = self._say("running" if board.running else "ended")
        return "\n".join(
            [
                f"{self._said(of_title(self._plan.title))} ({self._plan.id})",
                f"{self._say('as-of')} {board.as_of} · {state}",
                f"{number} {self._say('of-commitment' if number == 1 else 'of-commitments')}: {', '.join(counts) or '–'}",
            ]
        )

    def columns(self) -> list[str]:
        keys = ("commitment", "overall", "updated", "due", "milestones-column", "kinds-column", "held-column", "last-attempt")
        return [self._say(key) for key in keys]

    def columns_note(self) -> str:
        unofficial = any(self._language in text for text in self._working.values())
        return "\n".join([self._say("columns-note"), *([self._say("working-note")] if unofficial else [])])

    def cells(self, line: BoardLine) -> list[str]:
        title = self._title(line)
        return [
            title if line.scope == PROCESS else f"{line.scope} {title}",
            self._said(word("verdicts", line.verdict.value)),
            self._updated(line),
            _day(line.due),
            _pair(line.milestones),
            _pair(line.kinds),
            f"{line.held} +{line.known}" if line.known else str(line.held),
            self._attempt(line),
        ]

    def _title(self, line: BoardLine) -> str:
        """In the language asked for: official, else a working translation with its mark, else in another language."""
        working = self._working.get(line.scope, {}).get(self._language)
        if working is None:
            return cut(self._said(line.title), TITLE_WIDTH)
        return cut(tame(working), TITLE_WIDTH - len(_UNOFFICIAL)) + _UNOFFICIAL

    def _updated(self, line: BoardLine) -> str:
        if line.updated_possible is None or line.updated_possible == line.updated:
            return _day(line.updated) if line.updated else self._say("none-yet")
        possible = f"{self._say('possible')} {line.updated_possible}"
        return f"{line.updated} ({possible})" if line.updated else possible

    def _attempt(self, line: BoardLine) -> str:
        if line.last_attempt is None:
            return self._say("no-sources" if line.scope in self._sourceless else "never")
        return f"{self._moment(line.last_attempt)} {self._said(outcome(line.last_outcome))}".rstrip()

    def _moment(self, instant: datetime) -> str:
        return instant.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def missing(self, board: Board) -> str:
        joint = "、" if self._language == "zh-Hant" else ", "
        rows = [
            [line.scope, joint.join(self._said(name_of(code)) for code in line.missing)] for line in board.lines if line.missing
        ]
        return self._part("lacking", rows)

    def unseen(self, board: Board) -> str:
        rows = [[line.scope, tame(", ".join(short_key(line, key) for key in line.unseen))] for line in board.lines if line.unseen]
        return self._part("unseen", rows, "unseen-lead")

    def alarms(self, board: Board) -> str:
        return self._part("alarms", [[self._said(alarm.text)] for alarm in board.alarms], "ours-lead")

    def _part(self, key: str, rows: Sequence[Sequence[str]], lead: str | None = None) -> str:
        if not rows:
            return ""
        head = [self._say(key), *([self._say(lead)] if lead else [])]
        return "\n".join([*head, *(f"{_GAP}{row}" for row in _aligned(rows).split("\n"))])


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    many = len(widths) > 2  # a board, not a list of scopes
    return "\n".join(
        _GAP.join(
            pad(cell, places, right=many and column in _RIGHT)
            for column, (cell, places) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def width(text: str) -> int:
    """Places a terminal gives a text: two for wide signs, none for combining ones."""
    return sum(_places(sign) for sign in text)


def _places(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def pad(text: str, places: int, *, right: bool = False) -> str:
    space = " " * (places - width(text))
    return space + text if right else text + space


def cut(text: str, places: int) -> str:
    """A text in at most so many places, its loss shown by an ellipsis."""
    if width(text) <= places:
        return text
    kept, used = [], 1
    for sign in text:
        used += _places(sign)
        if used > places:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…"


def tame(text: str) -> str:
    """A text of one line that cannot steer a terminal: escapes, line breaks and direction signs become spaces."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text).strip()


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"


def _pair(pair: tuple[int, int] | None) -> str:
    return f"{pair[0]}/{pair[1]}" if pair else "–"
