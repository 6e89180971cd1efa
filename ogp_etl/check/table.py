"""The tables that people judge by: evidence and visits (docs/judging.md §2). Read whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check.cells import Wrong, day, instant, language, one_of, text, yes_no
from ogp_etl.check.sheet import Cell, Sheet, read_sheet
from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.model import COVER_WORDS, KINDS, EvidenceRow

REQUIRED = ("id", "commitment", "kind")
COLUMNS = (
    *REQUIRED,
    *("document", "milestone", "language", "event_date", "published", "published_from", "published_by", "public_until"),
    *("recorded", "substantive", "primary", "public", "covers", "answers", "title", "url"),
)
"""Columns of the evidence table; one that is called almost so is a slip that would lose rows."""
REQUIRED_OF_VISITS = ("commitment", "last_visit")
T = TypeVar("T")


def read_evidence(path: Path, plan: Plan) -> list[EvidenceRow]:
    """The rows of an evidence table (CSV in UTF-8, XLSX or ODS), in its order. Instants become days in the plan's zone.

    Raises InputInvalid with every fault of the file, each with its line and column.
    """
    table = Table(read_sheet(path), REQUIRED, COLUMNS)
    rows = _evidence(table, plan)
    table.finish()
    return rows


def read_visits(path: Path, plan: Plan) -> dict[str | None, date]:
    """The last day on which every source was visited without fault, by commitment (None: the process).

    A commitment that is absent, or whose cell is empty, was never visited. Raises InputInvalid as ``read_evidence``.
    """
    table = Table(read_sheet(path), REQUIRED_OF_VISITS)
    numbers = table.read("commitment", one_of([commitment.number for commitment in plan.commitments], "commitment"))
    days = table.read("last_visit", day(ZoneInfo(plan.zone)))
    first: dict[str, int] = {}
    for place, said in enumerate(table.read("commitment", text)):
        if (said or "") in first:
            table.fault(place, "commitment", f"{said or 'the process'} stands on line {first[said or '']} already", "keep one")
        first.setdefault(said or "", table.numbers[place])
    table.finish()
    return {number: last for number, last in zip(numbers, days, strict=True) if last is not None}


def _missing_columns(sheet: Sheet, required: Sequence[str]) -> list[Fault]:
    like = {name.casefold(): name for name in sheet.columns}
    there = ", ".join(name for name in sheet.columns if name) or "none"
    return [
        Fault(
            f"{sheet.path}:1, column {name}",
            "the column is missing",
            f"write {name} in place of {like[name]} in the header row"
            if name in like
            else f"add it to the header row (columns there: {there})",
        )
        for name in required
        if name not in sheet.columns
    ]


def _slips(sheet: Sheet, known: Sequence[str]) -> Iterator[Fault]:
    """Columns whose name is almost that of one that is not there: read as another column, their cells would be lost."""
    absent = [name for name in known if name not in sheet.columns and name not in REQUIRED]
    for name in sheet.columns:
        near = [] if name in known else get_close_matches(name.strip().casefold(), absent, n=1, cutoff=0.85)
        if near:
            do = f"write {near[0]}, or, if it is something else, a name that is not so near"
            yield Fault(f"{sheet.path}:1, column {name}", f"there is no column {name!r}", do)


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    """By line, each once."""
    return sorted(dict.fromkeys(faults), key=lambda fault: int(fault.where.rpartition(":")[2].partition(",")[0]))


class Table:
    """A sheet that is read column by column: a table writes the same days and names again and again, and each different
    cell of a column is read once. Every fault is kept, none stops the reading."""

    def __init__(self, sheet: Sheet, required: Sequence[str], known: Sequence[str] = ()) -> None:
        self.numbers = sheet.numbers
        self.columns = sheet.columns
        self._path = sheet.path
        self._faults = [*_missing_columns(sheet, required), *_slips(sheet, known), *sheet.faults]

    def fault(self, place: int, column: str, what: str, do: str) -> None:
        """``place``: of the row, from 0."""
        self._faults.append(Fault(f"{self._path}:{self.numbers[place]}, column {column}", what, do))

    def read(self, column: str, reader: Callable[[Cell], T | Wrong | None]) -> list[T | None]:
        """The values of a column, None where a cell is wrong; of a column that is absent, those of empty cells."""
        cells = self.columns.get(column) or ("",) * len(self.numbers)
        if reader is text and set(map(type, cells)) == {str}:
            return list(cells)  # type: ignore[arg-type]  # a text is read as itself
        values: dict[Cell, T | None] = {}
        wrong: dict[Cell, Wrong] = {}
        for cell in set(cells):
            value = reader(cell)
            if isinstance(value, Wrong):
                wrong[cell], values[cell] = value, None
            else:
                values[cell] = value
        for place, cell in enumerate(cells if wrong else ()):
            if cell in wrong:
                self.fault(place, column, wrong[cell].what, wrong[cell].do)
        return [values[cell] for cell in cells]

    def finish(self) -> None:
        """Raises InputInvalid when there is a fault."""
        if self._faults:
            raise InputInvalid(_in_order(self._faults))


def _evidence(table: Table, plan: Plan) -> list[EvidenceRow]:
    zone = ZoneInfo(plan.zone)
    names = names_of(table)
    milestones = {one.number: [milestone.id for milestone in one.milestones] for one in plan.commitments}
    commitments = table.read("commitment", one_of(milestones, "commitment"))
    spans = _published(table, zone)
    substantive = table.read("substantive", yes_no)
    fields = zip(
        names,
        table.read("document", text),
        commitments,
        _milestones(table, commitments, milestones),
        _kinds(table),
        table.read("language", language),
        table.read("event_date", day(zone)),
        spans,
        table.read("public_until", day(zone)),
        table.read("recorded", instant(zone)),
        substantive,
        table.read("primary", yes_no),
        # Without the column the table is taken for the published one; an empty cell is not known.
        table.read("public", yes_no) if "public" in table.columns else [True] * len(names),
        table.read("covers", _covers),
        table.read("answers", text),
        [str(cell) for cell in table.columns.get("title", [""] * len(names))],
        [str(cell) for cell in table.columns.get("url", [""] * len(names))],
        strict=True,
    )
    return [
        EvidenceRow(
            id=name,
            document=document or name,
            commitment=commitment,
            milestone=milestone,
            kind=kind,
            language=code,
            event_date=event,
            published_from=first,
            published_by=last,
            public_until=until,
            recorded=recorded,
            substantive=new is not False,
            primary=primary,
            public=public,
            covers=covers,
            answers=answers or None,
            title=title,
            url=url,
        )
        for (
            name,
            document,
            commitment,
            milestone,
            kind,
            code,
            event,
            (first, last),
            until,
            recorded,
            new,
            primary,
            public,
            covers,
            answers,
            title,
            url,
        ) in fields
    ]


def names_of(table: Table) -> list[str]:
    """The ``id`` of each row; one that is empty or stands twice is a fault."""
    names = [name or "" for name in table.read("id", text)]
    lines: dict[str, int] = {}
    for place, name in enumerate(names):
        if not name:
            if "id" in table.columns and table.columns["id"][place] == "":
                table.fault(place, "id", "is empty", "give every row an id of its own")
        elif lines.setdefault(name, place) != place:
            what = f"{name} stands on line {table.numbers[lines[name]]} already"
            table.fault(place, "id", what, "give every row an id of its own")
    return names


def _kinds(table: Table) -> list[str]:
    kinds = table.read("kind", one_of(dict.fromkeys(KINDS), "kind of evidence"))
    for place, cell in enumerate(table.columns.get("kind", ())):
        if cell == "":
            table.fault(place, "kind", "is empty", "write one of the kinds of docs/judging.md §5")
    return [kind or "" for kind in kinds]


def _milestones(table: Table, commitments: Sequence[str | None], known: dict[str, list[str]]) -> list[str | None]:
    """Milestones have their names within their commitment only."""
    found: list[str | None] = [None] * len(commitments)
    written = table.columns.get("commitment", ("",) * len(commitments))
    for place, cell in enumerate(table.columns.get("milestone", ())):
        commitment = commitments[place]
        if cell == "":
            continue
        if commitment is not None:
            value = one_of(known[commitment], f"milestone of commitment {commitment}")(cell)
            if isinstance(value, Wrong):
                table.fault(place, "milestone", value.what, value.do)
            else:
                found[place] = value
        elif written[place] == "":
            what = "the process of the plan has no milestones"
            table.fault(place, "milestone", what, "write the commitment, or leave it empty")
    return found


def _published(table: Table, zone: ZoneInfo) -> list[tuple[date | None, date | None]]:
    published, froms, bys = (table.read(name, day(zone)) for name in ("published", "published_from", "published_by"))
    spans: list[tuple[date | None, date | None]] = []
    for place, (on, first, last) in enumerate(zip(published, froms, bys, strict=True)):
        if first is not None and last is not None and first > last:
            what, do = f"{first} is after published_by {last}", "write the earliest day here, the latest there"
            table.fault(place, "published_from", what, do)
        spans.append((first, last) if on is None else (on, on))
    return spans


def _covers(cell: Cell) -> tuple[str, ...] | Wrong | None:
    said = text(cell)
    if isinstance(said, Wrong):
        return said
    words = said.replace(",", " ").split()
    unknown = [word for word in words if word not in COVER_WORDS]
    if unknown:
        return Wrong(f"{unknown[0]!r} is none of its words", f"write words of: {' '.join(COVER_WORDS)}")
    return tuple(word for word in COVER_WORDS if word in words) if words else None
