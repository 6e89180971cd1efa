"""A sheet as its columns are read: what each cell means, and every fault of the file, none of which stops the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from difflib import get_close_matches
from typing import TypeVar

from ogp_etl.check.tables.broken_cells import SHOWN
from ogp_etl.check.tables.cells import Wrong, text
from ogp_etl.check.tables.sheet import Cell, Sheet
from ogp_etl.errors import Fault, InputInvalid

T = TypeVar("T")


class Table:
    """A sheet that is read column by column: a table writes the same days and names again and again, and each different
    cell of a column is read once. Every fault is kept, none stops the reading."""

    def __init__(self, sheet: Sheet, required: Sequence[str], known: Sequence[str] = ()) -> None:
        self.numbers = sheet.numbers
        self.columns = sheet.columns
        self._path = sheet.path
        self._faults = [*_missing_columns(sheet, required), *_slips(sheet, required, known), *sheet.faults]
        self._broken: set[tuple[int, str]] = set()

    def fault(self, place: int, column: str, what: str, do: str) -> None:
        """``place``: of the row, from 0. Of a cell whose formula failed nothing more is said."""
        if (place, column) in self._broken:
            return
        self._faults.append(Fault(f"{self._path}:{self.numbers[place]}, column {column}", what, do))

    def read(self, column: str, reader: Callable[[Cell], T | Wrong | None]) -> list[T | None]:
        """The values of a column, None where a cell is wrong; of a column that is absent, those of empty cells."""
        cells = self.columns.get(column) or ("",) * len(self.numbers)
        different = set(cells)
        self._name_broken(column, cells, different)
        if reader is text and set(map(type, different)) == {str}:
            return list(cells)  # type: ignore[arg-type]  # a text is read as itself
        values: dict[Cell, T | None] = {}
        wrong: dict[Cell, Wrong] = {}
        for cell in different:
            value = reader(cell)
            if isinstance(value, Wrong):
                wrong[cell], values[cell] = value, None
            else:
                values[cell] = value
        for place, cell in enumerate(cells if wrong else ()):
            if cell in wrong:
                self.fault(place, column, wrong[cell].what, wrong[cell].do)
        return list(map(values.__getitem__, cells))

    def compare(self, wrong: Callable[..., tuple[str, str, str] | None], *columns: Sequence[object]) -> None:
        """Ask of the values of some columns, row by row, whether they go together. ``wrong`` gives the column that does not, what
        is wrong and what to do, or None; it is asked of each different row once."""
        rows = list(zip(*columns, strict=True))
        faults = {row: fault for row in set(rows) if (fault := wrong(*row)) is not None}
        for place, row in enumerate(rows if faults else ()):
            if row in faults:
                self.fault(place, *faults[row])

    def words(self, column: str) -> list[str]:
        """The cells of a column in which anything may stand."""
        cells = self.columns.get(column, ("",) * len(self.numbers))
        self._name_broken(column, cells, set(cells))
        return list(map(str, cells))

    def _name_broken(self, column: str, cells: Sequence[Cell], different: Set[Cell]) -> None:
        """A formula that failed says nothing, and what it would have said is not to be guessed."""
        for place, cell in () if SHOWN.isdisjoint(different) else enumerate(cells):
            if cell in SHOWN and (place, column) not in self._broken:
                self.fault(place, column, f"is {cell}: its formula failed", "mend it, or write the value itself")
                self._broken.add((place, column))

    def finish(self) -> None:
        """Raises InputInvalid when there is a fault."""
        if self._faults:
            raise InputInvalid(_in_order(self._faults))


def names_of(table: Table) -> list[str]:
    """The ``id`` of each row; one that is empty or stands twice is a fault."""
    names = [name or "" for name in table.read("id", text)]
    if all(names) and len(set(names)) == len(names):
        return names
    lines: dict[str, int] = {}
    for place, name in enumerate(names):
        if not name:
            if "id" in table.columns and table.columns["id"][place] == "":
                table.fault(place, "id", "is empty", "give every row an id of its own")
        elif lines.setdefault(name, place) != place:
            what = f"{name} stands on line {table.numbers[lines[name]]} already"
            table.fault(place, "id", what, "give every row an id of its own")
    return names


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


def _slips(sheet: Sheet, required: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    """Columns whose name is almost that of one that is not there: read as another column, their cells would be lost."""
    absent = [name for name in known if name not in sheet.columns and name not in required]
    for name in sheet.columns:
        near = [] if name in known else get_close_matches(name.strip().casefold(), absent, n=1, cutoff=0.85)
        if near:
            do = f"write {near[0]}, or, if it is something else, a name that is not so near"
            yield Fault(f"{sheet.path}:1, column {name}", f"there is no column {name!r}", do)


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    """By line, each once."""
    return sorted(dict.fromkeys(faults), key=lambda fault: int(fault.where.rpartition(":")[2].partition(",")[0]))
