"""The cells of one row of a table, read as what their columns hold; every fault is kept, none stops the reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo

from ogp_etl.check.sheet import Cell
from ogp_etl.errors import Fault

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(Z|[+-]\d\d(?::?\d\d)?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_WRITE_INSTANT = "write a day like 2021-05-31, or an instant like 2021-05-31T08:00:00+08:00"
_NAIVE = "is a time of day without its zone"


class Row:
    """Reads one row. ``where`` is ``file:line``."""

    def __init__(self, where: str, cells: Mapping[str, Cell], zone: ZoneInfo, faults: list[Fault]) -> None:
        self._where = where
        self._cells = cells
        self._zone = zone
        self._faults = faults

    def fault(self, column: str, what: str, do: str) -> None:
        self._faults.append(Fault(f"{self._where}, column {column}", what, do))

    def has(self, column: str) -> bool:
        """Whether the table has the column and the cell is not empty."""
        return self._cells.get(column, "") != ""

    def text(self, column: str) -> str:
        """Empty when the cell is empty or the column absent. A day where a text is wanted is a number that a program took
        for one: 1-1 for 1 January."""
        cell = self._cells.get(column, "")
        if isinstance(cell, str):
            return cell
        if isinstance(cell, date):
            self.fault(column, f"is the day {cell.isoformat()[:10]}", "format the column as text and write it again")
            return ""
        return "yes" if cell else "no"

    def free(self, column: str) -> str:
        """Whatever stands there, for people."""
        return str(self._cells.get(column, ""))

    def day(self, column: str) -> date | None:
        """A day, or the day in the plan's zone of an instant; None when empty, or no such thing."""
        cell = self._cells.get(column, "")
        if cell == "":
            return None
        if isinstance(cell, datetime):
            return self._midnight(column, cell)
        if isinstance(cell, date):
            return cell
        moment = self._moment(column, str(cell))
        if isinstance(moment, datetime):
            try:
                return moment.astimezone(self._zone).date()
            except OverflowError:
                self.fault(column, f"{cell} is out of all reason", _WRITE_INSTANT)
                return None
        return moment

    def instant(self, column: str) -> datetime | None:
        """An instant in UTC; a bare day means its end in the plan's zone. None when empty, or no such thing."""
        cell = self._cells.get(column, "")
        if cell == "":
            return None
        moment: date | None
        if isinstance(cell, datetime):
            moment = self._midnight(column, cell)
        else:
            moment = cell if isinstance(cell, date) else self._moment(column, str(cell))
        if moment is None:
            return None
        try:
            if not isinstance(moment, datetime):
                moment = datetime.combine(moment, time.max, tzinfo=self._zone)
            return moment.astimezone(UTC)
        except OverflowError:
            self.fault(column, f"{cell} is out of all reason", _WRITE_INSTANT)
            return None

    def yes_no(self, column: str) -> bool | None:
        """None when empty or the column absent."""
        said = self.text(column).lower()
        if said not in ("yes", "no", ""):
            self.fault(column, f"is {said!r}", "write yes or no, or leave it empty")
        return {"yes": True, "no": False}.get(said)

    def one_of(self, column: str, known: Collection[str], what: str) -> str | None:
        """The cell's text if it is known; None when empty, or unknown and named as a fault."""
        said = self.text(column)
        if not said or said in known:
            return said or None
        near = get_close_matches(said, [str(one) for one in known], n=1)
        listed = ", ".join(known) if known else "none; leave it empty"
        self.fault(column, f"there is no {what} {said}", f"did you mean {near[0]}?" if near else f"use one of: {listed}")
        return None

    def language(self, column: str) -> str | None:
        """``zh-Hant`` for every way to write Traditional Chinese; None when empty. ``zh`` alone does not say which script,
        so it is not known either."""
        said = self.text(column)
        if not said:
            return None
        if not _LANGUAGE.fullmatch(said):
            self.fault(column, f"{said!r} is no code of a language", "write zh-Hant, en or another code, or leave it empty")
            return None
        parts = said.lower().replace("_", "-").split("-")
        if parts[0] == "zh":
            if parts == ["zh"]:
                return None
            if "hant" in parts or ("hans" not in parts and "tw" in parts):
                return "zh-Hant"
        return "en" if parts[0] == "en" else said.replace("_", "-")

    def _midnight(self, column: str, cell: datetime) -> date | None:
        """Workbooks keep days as midnights; any other time of day has lost its zone."""
        if cell.time() == time.min and cell.tzinfo is None:
            return cell.date()
        self.fault(column, f"{cell.isoformat()} {_NAIVE}", "format the cell as text and " + _WRITE_INSTANT)
        return None

    def _moment(self, column: str, text: str) -> date | datetime | None:
        parsed = _parsed(text)
        if isinstance(parsed, str):
            self.fault(column, parsed, _WRITE_INSTANT)
            return None
        return parsed


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> date | datetime | str:
    """A day or an instant, or what is wrong with the text. A table writes the same days again and again."""
    found = _INSTANT.fullmatch(text)
    if found and not found[3]:
        return f"{text} {_NAIVE}"
    try:
        if found:
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}")
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:  # 2021-02-30: of the right form, and no day
        pass
    return f"{text!r} is no day"
