"""A table as people keep it, in CSV, XLSX or ODS: the names of its columns and its rows, with the line each stands on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ogp_etl.errors import Fault, InputInvalid

Cell = str | bool | date | datetime
"""CSV has only texts; a workbook also has days, times without a zone, and ticks."""

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """Physical line of a CSV file on which the row begins, row number of a sheet; from 1."""
    cells: dict[str, Cell]
    """By column; an empty cell is an empty text."""


@dataclass(slots=True)
class Sheet:
    path: Path
    columns: tuple[str, ...]
    lines: list[Line]
    faults: list[Fault] = field(default_factory=list)
    """Of its form: rows of another length, columns named twice."""


def read_sheet(path: Path) -> Sheet:
    """The first sheet of a workbook, or a CSV file in UTF-8. Rows without any value are left out.

    Raises InputInvalid when the file cannot be read at all: not there, empty, not UTF-8, a damaged workbook.
    """
    if path.exists() and not path.is_file():
        raise InputInvalid([Fault(str(path), "is no ordinary file", "name a CSV, XLSX or ODS file")])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputInvalid([Fault(str(path), f"cannot be read: {error.strerror}", "check the path")]) from error
    if not data.strip():
        raise InputInvalid([Fault(f"{path}:1", "is empty", "write a header row with the names of the columns")])
    faults: list[Fault] = []
    workbook = path.suffix.lower() in WORKBOOKS or data.startswith((ZIP, OLE))
    rows = list(_workbook(path, data) if workbook else _csv(path, data, faults))
    full = [(number, row) for number, row in rows if row.count("") < len(row)]
    if not full:
        raise InputInvalid(faults or [Fault(f"{path}:1", "has no row", "write a header row with the names of the columns")])
    return _sheet(path, full, faults)


def _sheet(path: Path, rows: Sequence[tuple[int, list[Cell]]], faults: list[Fault]) -> Sheet:
    top, header = rows[0]
    names = [str(cell) for cell in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    faults.extend(Fault(f"{path}:{top}, column {name}", "the column stands there twice", "keep one") for name in twice)
    lines = []
    for number, row in rows[1:]:
        if len(row) > len(names) and any(cell != "" for cell in row[len(names) :]):
            what = f"has {len(row)} cells where the header has {len(names)}"
            faults.append(Fault(f"{path}:{number}", what, "put a cell that holds a comma in quotes, or remove the surplus"))
        elif len(row) < len(names):
            what = f"has {len(row)} cells where the header has {len(names)}"
            faults.append(Fault(f"{path}:{number}", what, "leave a cell empty rather than out"))
        lines.append(Line(number, dict(zip(names, row, strict=False))))
    return Sheet(path, tuple(names), lines, faults)


def _csv(path: Path, data: bytes, faults: list[Fault]) -> Iterator[tuple[int, list[Cell]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputInvalid([Fault(f"{path}:{line}", "is not UTF-8", "save the file as CSV UTF-8")]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = 1
    try:
        for row in reader:
            yield begun, [cell.strip() for cell in row]
            begun = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(f"{path}:{begun}", f"is no CSV: {error}", "check the quotes from this line on"))


def _workbook(path: Path, data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise InputInvalid([Fault(str(path), "is locked by a password", "save it without one")]) from error
    except (CalamineError, OSError, IndexError, ValueError) as error:
        do = "save it anew as XLSX, ODS or CSV UTF-8"
        raise InputInvalid([Fault(str(path), f"is no workbook that can be read: {error}", do)]) from error
    for place, row in enumerate(rows):
        yield place + 1, [_cell(value) for value in row]


def _cell(value: Any) -> Cell:
    """Whole numbers lose the point that workbooks give them."""
    if isinstance(value, (bool, date, datetime)):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
