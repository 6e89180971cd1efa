"""The board as plain text for a terminal or a pipe, and as data (``board_json``) for ``--json``.

A wide enough terminal, a file or another program gets a table; a narrower terminal a few lines for each commitment.
Nothing is coloured, and no line is cut to the window. Signs that would steer a terminal are replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.model import Board, BoardLine
from ogp_etl.publish.data.board import board_json
from ogp_etl.publish.html.board import short_key, tally, without_sources, working_titles
from ogp_etl.publish.terminal.screen import aligned, cut, joined, pad, tame, width, wrapped
from ogp_etl.publish.texts import LANGUAGES, Text, name_of, of_title, outcome, say, word
from ogp_etl.publish.updates import last_update, waiting_among, waiting_beside, waiting_lines

__all__ = ["board_json", "board_text", "line_text"]

TITLE_WIDTH = 44
"""Longer titles are cut; the pages show them whole."""
_GAP = "  "
_UNOFFICIAL = " *"
_RIGHT = (4, 5, 6)
"""Columns of numbers, aligned to the right."""
_NONE = "–"


def board_text(plan: Plan, board: Board, language: str, places: int | None = None) -> str:
    """The board in ``zh-Hant`` or ``en``: heading, a line for each commitment and the process, then what each lacks, its
    deposits that are not as they should be, the sources not seen and our own alarms. ``places``: of a line of the terminal;
    None: any number. Raises ValueError for another language."""
    teller = _Teller(plan, language, places)
    parts = [teller.heading(board), teller.lines(board), teller.columns_note()]
    parts += [
        part
        for part in (
            teller.missing(board),
            teller.waiting(board),
            teller.barriers(board),
            teller.unseen(board),
            teller.alarms(board),
        )
        if part
    ]
    return "\n\n".join(parts) + "\n"


def line_text(plan: Plan, line: BoardLine, language: str, places: int | None = None) -> str:
    """One line of the board, its facts below one another. Raises ValueError for another language."""
    return _Teller(plan, language, places).alone(line)


class _Teller:
    def __init__(self, plan: Plan, language: str, places: int | None) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"{language!r}: write zh-Hant or en")
        self._plan, self._language, self._places = plan, language, places
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
        mark, joint = ("：", "、") if self._language == "zh-Hant" else (": ", ", ")
        told = f"{number} {self._say('of-commitment' if number == 1 else 'of-commitments')}{mark}{joint.join(counts) or _NONE}"
        waiting = self._said(waiting_among(waiting_lines(board)))
        return "\n".join(
            [
                self._wrapped(f"{self._said(of_title(self._plan.title))} ({self._plan.id})"),
                f"{self._say('as-of')} {board.as_of} · {state}",
                self._wrapped(told),
                *([self._wrapped(waiting)] if waiting else []),
            ]
        )

    def _wrapped(self, text: str, indent: str = "") -> str:
        return wrapped(text, self._places, indent)

    def lines(self, board: Board) -> str:
        """A table where there is room for it, else some lines for each commitment."""
        table = aligned([self.columns(), *(self.cells(line) for line in board.lines)], _GAP, _RIGHT)
        if self._places is None or max(map(width, table)) <= self._places:
            return "\n".join(table)
        heads = [self._verdict(line) for line in board.lines]
        indent = " " * (max(map(width, heads), default=0) + len(_GAP))
        return "\n".join(
            f"{self._wrapped(pad(head, len(indent)) + self._numbered(line, None), indent)}\n{indent}{self._facts(line, indent)}"
            for head, line in zip(heads, board.lines, strict=True)
        )

    def alone(self, line: BoardLine) -> str:
        """The title, and below it what the columns of the table say."""
        told = f"{self._say('overall')} {self._verdict(line)}"
        return f"{self._wrapped(self._numbered(line, None), _GAP)}\n{_GAP}{told}\n{_GAP}{self._facts(line, _GAP)}"

    def _facts(self, line: BoardLine, indent: str) -> str:
        told = zip(self.columns()[2:], self.cells(line)[2:], strict=True)
        room = None if self._places is None else max(self._places - len(indent), 1)
        facts = joined([f"{name} {cell}" for name, cell in told if cell != _NONE], " · ", room).split("\n")
        return f"\n{indent}".join(part for row in facts for part in wrapped(row, room, _GAP).split("\n"))

    def columns(self) -> list[str]:
        keys = (
            "commitment",
            "overall",
            "updated",
            "due-column",
            "milestones-column",
            "kinds-column",
            "held-column",
            "last-attempt",
        )
        return [self._say(key) for key in keys]

    def columns_note(self) -> str:
        unofficial = any(self._language in text for text in self._working.values())
        notes = [self._say("columns-note"), *([self._say("working-note")] if unofficial else [])]
        return "\n".join(self._wrapped(note) for note in notes)

    def cells(self, line: BoardLine) -> list[str]:
        return [
            self._numbered(line, TITLE_WIDTH),
            self._verdict(line),
            self._said(last_update(line)),
            _day(line.due),
            _pair(line.milestones),
            _pair(line.kinds),
            f"{line.held} +{line.known}" if line.known else str(line.held),
            self._attempt(line),
        ]

    def _verdict(self, line: BoardLine) -> str:
        told = self._said(word("verdicts", line.verdict.value))
        beside = self._said(waiting_beside(line))
        return f"{told}{'，' if self._language == 'zh-Hant' else ' '}{beside}" if beside else told

    def _numbered(self, line: BoardLine, places: int | None) -> str:
        """Number and title, the title in at most so many places. In the language asked for: official, else a working
        translation with its mark, else in another language."""
        working = self._working.get(line.scope, {}).get(self._language)
        text, mark = (self._said(line.title), "") if working is None else (tame(working), _UNOFFICIAL)
        title = (text if places is None else cut(text, places - len(mark))) + mark
        return title if line.scope == PROCESS else f"{line.scope} {title}"

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

    def waiting(self, board: Board) -> str:
        rows = [[line.scope, ", ".join(line.waiting)] for line in board.lines if line.waiting]
        return self._part("waiting", rows, "waiting-lead")

    def barriers(self, board: Board) -> str:
        rows = [
            [line.scope, tame(", ".join(self._barrier(code) for code in line.barriers))] for line in board.lines if line.barriers
        ]
        return self._part("barriers", rows)

    def _barrier(self, code: str) -> str:
        found, _, evidence = code.partition(":")
        return f"{self._said(word('barriers', found))} {evidence}"

    def unseen(self, board: Board) -> str:
        rows = [[line.scope, tame(", ".join(short_key(line, key) for key in line.unseen))] for line in board.lines if line.unseen]
        return self._part("unseen", rows, "unseen-lead")

    def alarms(self, board: Board) -> str:
        return self._part("alarms", [[self._said(alarm.text)] for alarm in board.alarms], "ours-lead")

    def _part(self, key: str, rows: Sequence[Sequence[str]], lead: str | None = None) -> str:
        """A heading, its explanation, and rows whose last cell is wrapped under itself."""
        if not rows:
            return ""
        head = [self._say(key), *([self._wrapped(self._say(lead))] if lead else [])]
        firsts = [_GAP + "".join(cell + _GAP for cell in row[:-1]) for row in rows]
        places = max(map(width, firsts))
        lines = [
            self._wrapped(pad(first, places) + row[-1], " " * (places + (0 if row[:-1] else len(_GAP))))
            for first, row in zip(firsts, rows, strict=True)
        ]
        return "\n".join([*head, *lines])


def _day(day: date | None) -> str:
    return day.isoformat() if day else _NONE


def _pair(pair: tuple[int, int] | None) -> str:
    return f"{pair[0]}/{pair[1]}" if pair else _NONE
