"""The tables of what is known beside the evidence: rulings, objections and looks (docs/judging.md §2). Read whole or not at
all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.check import may_say
from ogp_etl.check.tables.cells import Wrong, day, instant, one_of, text
from ogp_etl.check.tables.columns import Table, names_of
from ogp_etl.check.tables.sheet import Cell, read_sheet
from ogp_etl.model import Objection, Observation, Ruling

T = TypeVar("T")
OBSERVED = {
    "item": ("open", "closed", "missing", "altered"),
    "folder": ("open", "closed", "missing"),
    "update-time": ("shown", "wrong", "absent"),
    "dashboard": ("linked", "bare"),
}
"""What is looked at, and the words for what can be found (docs/rules.md §2)."""
UPDATES = "updates"
"""Key of a dashboard for the day on which it was last updated; all that is found of it is ``UPDATED``."""
UPDATED = ("updated",)


def read_rulings(path: Path, plan: Plan) -> list[Ruling]:
    """What named persons ruled, in the table's order. Instants are aware; a bare day means its end in the plan's zone.

    Raises InputInvalid with every fault of the file, each with its line and column.
    """
    table = Table(read_sheet(path), ("id", "rule", "scope", "verdict", "person", "reason", "made", "until"))
    zone = ZoneInfo(plan.zone)
    rules = may_say.all_rules()
    names, asked, scopes = _heads(table, plan)
    verdicts = _needed(table, "verdict", one_of(may_say.RULED, "verdict of a ruling"))
    made = _needed(table, "made", instant(zone))
    persons, reasons = _needed(table, "person", text), _needed(table, "reason", text)
    ends = table.read("until", day(zone))
    for place, (rule, verdict, at) in enumerate(zip(asked, verdicts, made, strict=True)):
        if verdict is None:
            continue
        _told(table, place, "verdict", may_say.no_verdict(verdict, rule or "", rules))
        if at is not None and "until" in table.columns:
            _told(table, place, "until", may_say.no_end(verdict, ends[place], at.astimezone(zone).date()))
    table.finish()
    return [
        Ruling(
            id=name,
            rule=rule or "",
            scope=scope or "",
            verdict=may_say.given(verdict or ""),
            person=person or "",
            reason=reason or "",
            made=at,
            until=until,
        )
        for name, rule, scope, verdict, person, reason, at, until in zip(
            names, asked, scopes, verdicts, persons, reasons, made, ends, strict=True
        )
        if at is not None
    ]


def read_objections(path: Path, plan: Plan) -> list[Objection]:
    """Who disputes what, in the table's order. Raises InputInvalid as ``read_rulings``."""
    table = Table(read_sheet(path), ("id", "rule", "scope", "person", "why", "made"))
    read = instant(ZoneInfo(plan.zone))
    names, asked, scopes = _heads(table, plan)
    persons, whys, made = _needed(table, "person", text), _needed(table, "why", text), _needed(table, "made", read)
    answered, by, answers = table.read("answered", read), table.read("answered_by", text), table.read("answer", text)
    for place, (begun, ended) in enumerate(zip(made, answered, strict=True)):
        if begun and ended and ended < begun:
            table.fault(place, "answered", "it was answered before it was made", "write an instant after made, or leave it empty")
    table.finish()
    return [
        Objection(
            id=name,
            rule=asked[place] or "",
            scope=scopes[place] or "",
            person=persons[place] or "",
            why=whys[place] or "",
            made=at,
            answered=answered[place],
            answered_by=by[place] or "",
            answer=answers[place] or "",
        )
        for place, (name, at) in enumerate(zip(names, made, strict=True))
        if at is not None
    ]


def read_observed(path: Path, plan: Plan, rows: Collection[str] | None) -> list[Observation]:
    """What anonymous looks found, in the table's order. ``rows``: ids of the evidence table; None: any will do.

    Raises InputInvalid as ``read_rulings``.
    """
    table = Table(read_sheet(path), ("what", "key", "day", "found"))
    whats = _needed(table, "what", one_of(OBSERVED, "thing to look at"))
    days = _needed(table, "day", day(ZoneInfo(plan.zone)))
    keys, found = _needed(table, "key", text), _needed(table, "found", text)
    details = table.words("detail")
    folders = (PROCESS, *(one.number for one in plan.commitments))
    for place, (what, key, word) in enumerate(zip(whats, keys, found, strict=True)):
        if what is None:
            continue
        words = UPDATED if (what, key) == ("dashboard", UPDATES) else OBSERVED[what]
        if word and word not in words:
            thing = f"{what} {key}" if words is UPDATED else what
            table.fault(place, "found", f"{word!r} is no word for a look at {thing}", f"write {' or '.join(words)}")
        if key and what in ("item", "update-time") and rows is not None and key not in rows:
            page = what == "update-time"
            if not (page and key.startswith(("https://", "http://"))):
                do = "write the id of a row, or the address of a page" if page else "write the id of a row"
                table.fault(place, "key", f"the table of evidence has no row {key}", do)
        if key and what in ("folder", "dashboard"):
            known = (*folders, UPDATES) if what == "dashboard" else folders
            _told(table, place, "key", _wrong(one_of(known, what)(key)))
    table.finish()
    seen = zip(whats, keys, days, found, details, strict=True)
    return [
        Observation(what=what or "", key=key or "", day=on, found=word or "", detail=detail)
        for what, key, on, word, detail in seen
        if on is not None
    ]


def _heads(table: Table, plan: Plan) -> tuple[list[str], list[str | None], list[str | None]]:
    """Ids, rules and scopes."""
    rules = may_say.all_rules()
    names = names_of(table)
    asked, scopes = _needed(table, "rule", text), _needed(table, "scope", text)
    for place, (rule, scope) in enumerate(zip(asked, scopes, strict=True)):
        if rule:
            _told(table, place, "rule", may_say.no_rule(rule, rules))
        if scope:
            _told(table, place, "scope", may_say.no_scope(scope, rule or "", rules, plan))
    return names, asked, scopes


def _needed(table: Table, column: str, reader: Callable[[Cell], T | Wrong | None]) -> list[T | None]:
    """The values of a column in which every cell says something."""
    values = table.read(column, reader)
    for place, cell in enumerate(table.columns.get(column, ())):
        if cell == "":
            table.fault(place, column, "is empty", "write it; docs/judging.md §2 says what")
    return values


def _told(table: Table, place: int, column: str, wrong: Wrong | None) -> None:
    if wrong is not None:
        table.fault(place, column, wrong.what, wrong.do)


def _wrong(read: object) -> Wrong | None:
    return read if isinstance(read, Wrong) else None
