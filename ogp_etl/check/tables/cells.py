"""One cell of a table, read as what its column holds. Pure: what is wrong comes back as ``Wrong``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from ogp_etl.check.tables.sheet import Cell

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(Z|[+-]\d\d(?::?\d\d)?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_CHINESE = frozenset({"zh", "zho", "chi", "cmn"})
_TRADITIONAL = frozenset({"tw", "hk", "mo"})
"""Regions where Chinese without the name of a script is written in the traditional one."""
_WRITE_INSTANT = "write a day like 2021-05-31, or an instant like 2021-05-31T08:00:00+08:00"
_NAIVE = "is a time of day without its zone"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell, and what to write instead."""

    what: str
    do: str


def text(cell: Cell) -> str | Wrong:
    """A day where a text is wanted is a number that a program took for one: 1-1 for 1 January."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return Wrong(f"is the day {cell.isoformat()[:10]}", "format the column as text and write it again")
    return "yes" if cell else "no"


def day(zone: ZoneInfo) -> Callable[[Cell], date | Wrong | None]:
    """Reads a day, or the day in the zone of an instant; None when empty."""

    def read(cell: Cell) -> date | Wrong | None:
        moment = _moment(cell)
        if not isinstance(moment, datetime):
            return moment
        try:
            return moment.astimezone(zone).date()
        except OverflowError:
            return Wrong(f"{cell} is out of all reason", _WRITE_INSTANT)

    return read


def instant(zone: ZoneInfo) -> Callable[[Cell], datetime | Wrong | None]:
    """Reads an instant, in UTC; a bare day means its end in the zone. None when empty."""

    def read(cell: Cell) -> datetime | Wrong | None:
        moment = _moment(cell)
        if moment is None or isinstance(moment, Wrong):
            return moment
        try:
            whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time.max, tzinfo=zone)
            return whole.astimezone(UTC)
        except OverflowError:
            return Wrong(f"{cell} is out of all reason", _WRITE_INSTANT)

    return read


def yes_no(cell: Cell) -> bool | Wrong | None:
    """None when empty."""
    said = text(cell)
    if isinstance(said, Wrong):
        return said
    known = {"yes": True, "no": False, "": None}
    return known[said.lower()] if said.lower() in known else Wrong(f"is {said!r}", "write yes or no, or leave it empty")


def one_of(known: Collection[str], what: str) -> Callable[[Cell], str | Wrong | None]:
    """Reads one of some names; None when empty."""

    def read(cell: Cell) -> str | Wrong | None:
        said = text(cell)
        if isinstance(said, Wrong) or said in known:
            return said
        if not said:
            return None
        near = get_close_matches(said, known, n=1)
        otherwise = f"use one of: {', '.join(known)}" if known else "leave it empty, as there is none"
        return Wrong(f"there is no {what} {said}", f"did you mean {near[0]}?" if near else otherwise)

    return read


def language(cell: Cell) -> str | Wrong | None:
    """``zh-Hant`` for every way to write Traditional Chinese; None when empty. Chinese alone does not say in which script, nor
    ``mul`` or ``und`` in which language, so it is not known either."""
    said = text(cell)
    if isinstance(said, Wrong) or not said:
        return said or None
    if not _LANGUAGE.fullmatch(said):
        return Wrong(f"{said!r} is no code of a language", "write zh-Hant, en or another code, or leave it empty")
    parts = said.lower().replace("_", "-").split("-")
    chinese = parts[0] in _CHINESE
    if parts[0] in ("mul", "und") or (chinese and len(parts) == 1):
        return None
    if chinese and ("hant" in parts or ("hans" not in parts and not _TRADITIONAL.isdisjoint(parts))):
        return "zh-Hant"
    return "en" if parts[0] in ("en", "eng") else said.replace("_", "-")


def _moment(cell: Cell) -> date | datetime | Wrong | None:
    """A day, or an instant with its zone. Workbooks keep days as midnights; any other time of day has lost its zone."""
    if isinstance(cell, str):
        return _written(cell) if cell else None
    if isinstance(cell, datetime):
        if cell.time() == time.min and cell.tzinfo is None:
            return cell.date()
        return Wrong(f"{cell.isoformat()} {_NAIVE}", "format the cell as text and " + _WRITE_INSTANT)
    return cell if isinstance(cell, date) else _written(str(cell))


def _written(written: str) -> date | datetime | Wrong:
    try:
        if len(written) == len("2021-05-31"):
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        elif found := _INSTANT.fullmatch(written):
            at_day, at_time, offset = found.groups()
            if not offset:
                return Wrong(f"{written} {_NAIVE}", _WRITE_INSTANT)
            return datetime.fromisoformat(f"{at_day}T{at_time}{offset}")
    except ValueError:  # 2021-02-30: of the right form, and no day
        pass
    return Wrong(f"{written!r} is no day", _WRITE_INSTANT)
