"""A table as people keep it, in CSV, XLSX or ODS: the names of its columns and its rows, with the line each stands on."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ogp_etl.check.tables.broken_cells import broken_cells
from ogp_etl.errors import Fault, InputInvalid

Cell = str | bool | date | datetime
"""CSV has only texts; a workbook also has days, times without a zone, and ticks."""

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
_ANEW = "save it anew as XLSX, ODS or CSV UTF-8"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Sheet:
    path: Path
    columns: dict[str, tuple[Cell, ...]]
    """By name, in their order; all of one length. An empty cell is an empty text."""
    numbers: Sequence[int]
    """Of each row: physical line of a CSV file on which it begins, row number of a sheet; from 1."""
    faults: list[Fault] = field(default_factory=list)
    """Of its form: rows of another length, columns named twice."""


def read_sheet(path: Path) -> Sheet:
    """The first sheet of a workbook, or a CSV file in UTF-8. Rows without any value are left out.

    Raises InputInvalid when the file cannot be read at all: not there, empty, not UTF-8, a NUL byte, a damaged workbook.
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
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    for number, row in _workbook(path, data) if workbook else _csv(path, data, faults):
        if any(row) or row.count("") < len(row):
            numbers.append(number)
            rows.append(row)
    if not rows:
        raise InputInvalid(faults or [Fault(f"{path}:1", "has no row", "write a header row with the names of the columns")])
    return _sheet(path, numbers, rows, faults)


def _sheet(path: Path, numbers: Sequence[int], rows: Sequence[list[Cell]], faults: list[Fault]) -> Sheet:
    top, header = numbers[0], rows[0]
    names = [str(cell) for cell in header]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and mark in names[0]:
            raise InputInvalid([Fault(f"{path}:{top}", f"its cells are parted by {word}", "save it with commas, as CSV UTF-8")])
    twice = sorted({name for name in names if name and names.count(name) > 1})
    faults.extend(Fault(f"{path}:{top}, column {name}", "the column stands there twice", "keep one") for name in twice)
    for number, row in zip(numbers[1:], rows[1:], strict=True):
        surplus = len(row) - len(names)
        if not surplus:
            continue
        if surplus < 0 or any(cell != "" for cell in row[len(names) :]):
            what = f"has {len(row)} cells where the header has {len(names)}"
            do = (
                "leave a cell empty rather than out"
                if surplus < 0
                else "put a cell that holds a comma in quotes, or remove the surplus"
            )
            faults.append(Fault(f"{path}:{number}", what, do))
        row[len(names) :] = [""] * -surplus
    cells = zip(*rows[1:], strict=True) if len(rows) > 1 else iter([()] * len(names))
    return Sheet(path, dict(zip(names, cells, strict=True)), numbers[1:], faults)


def _csv(path: Path, data: bytes, faults: list[Fault]) -> Iterator[tuple[int, list[Cell]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputInvalid([Fault(f"{path}:{line}", "is not UTF-8", "save the file as CSV UTF-8")]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputInvalid([Fault(f"{path}:{line}", "has a NUL byte", "save it anew as CSV UTF-8")])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells = _Stripped()
    begun = 1
    try:
        for row in reader:
            yield begun, list(map(cells.__getitem__, row))
            begun = reader.line_num + 1
    except csv.Error as error:
        long = "field limit" in str(error)
        what = f"has a cell of more than {csv.field_size_limit():,} characters" if long else f"is no CSV: {error}"
        do = "shorten it, or " if long else ""
        faults.append(Fault(f"{path}:{begun}", what, f"{do}check the quotes from this line on"))


class _Stripped(dict[str, str]):
    """Each different cell once: a table writes the same days and names again and again."""

    def __missing__(self, cell: str) -> str:
        self[cell] = stripped = cell.strip()
        return stripped


def _workbook(path: Path, data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
        for (at, column), shown in broken_cells(data).items():
            rows[at][column] = shown
    except PasswordError as error:
        raise InputInvalid([Fault(str(path), "is locked by a password", "save it without one")]) from error
    except (KeyError, StopIteration, zipfile.BadZipFile) as error:  # .xls and .xlsb: read well, but for what failed in them
        what = "is a workbook of which it cannot be seen whether a formula in it failed"
        raise InputInvalid([Fault(str(path), what, _ANEW)]) from error
    except (CalamineError, OSError, IndexError, ValueError, SyntaxError) as error:
        raise InputInvalid([Fault(str(path), f"is no workbook that can be read: {error}", _ANEW)]) from error
    for place, row in enumerate(rows):
        yield place + 1, [_cell(value) for value in row]


def _cell(value: Any) -> Cell:
    """Whole numbers lose the point that workbooks give them."""
    if isinstance(value, (bool, date, datetime)):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
