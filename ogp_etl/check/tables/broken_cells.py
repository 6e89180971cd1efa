"""Cells of a workbook whose formula failed. The library that reads workbooks gives them as empty, and an empty cell says
something else (docs/judging.md §2); so they are looked up in the workbook itself. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any

SHOWN = frozenset(
    (
        *("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"),
        *("#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", "#ERROR!"),
        *(f"Err:{code}" for code in range(501, 541)),
    )
)
"""What programs show in place of a value that they could not find, in workbooks and in the CSV files saved from them."""
OTHER = "#ERROR!"
"""Stands for what is shown in a language that we do not know."""
Place = tuple[int, int]
"""Row and column, both from 0."""

_XLSX = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ODS = re.compile(rb"""value-type\s*=\s*["']error["']""")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}


def broken_cells(data: bytes) -> dict[Place, str]:
    """What is shown in the cells of the first sheet whose formula failed, in an XLSX or ODS file; empty: there is none.

    Raises zipfile.BadZipFile, KeyError or ValueError when it is not such a file, or a damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if "content.xml" in packed.namelist():
            content = packed.read("content.xml")
            return dict(_of_ods(content)) if _ODS.search(content) else {}
        sheet = packed.read(_first_sheet(packed))
        return dict(_of_xlsx(sheet)) if _XLSX.search(sheet) else {}


def _first_sheet(packed: zipfile.ZipFile) -> str:
    """Its name within the file."""
    book = next(name for name in packed.namelist() if name.lower() == "xl/workbook.xml")
    folder, _, name = book.rpartition("/")
    first = next(node for node in _parsed(packed.read(book)).iter() if _local(node) == "sheet")
    wanted = next(value for key, value in first.attrib.items() if key.endswith("}id"))
    links = _parsed(packed.read(f"{folder}/_rels/{name}.rels"))
    target: str = next(node.get("Target") for node in links if node.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def _of_xlsx(sheet: bytes) -> Iterator[tuple[Place, str]]:
    """Rows and cells that do not say where they stand follow the one before."""
    row = -1
    for node in _walk(sheet, "row"):
        row = int(node.get("r")) - 1 if node.get("r") else row + 1
        column = -1
        for cell in node:
            said = _REFERENCE.fullmatch(cell.get("r") or "")
            column = _column(said[1]) if said else column + 1
            if cell.get("t") == "e":
                shown = next((one.text for one in cell if _local(one) == "v"), None)
                yield (row, column), _known(shown)


def _of_ods(content: bytes) -> Iterator[tuple[Place, str]]:
    """The first table alone. Rows and cells of one kind are written once, with how many they are."""
    row = 0
    for node in _walk(content, "table-row", "table"):
        if _local(node) == "table":
            return
        column, found = 0, {}
        for cell in node:
            if _local(cell) in ("table-cell", "covered-table-cell"):
                if "error" in (value for key, value in cell.attrib.items() if key.endswith("}value-type")):
                    found[column] = _known("".join(cell.itertext()))
                column += _times(cell, "columns")
        for _ in range(_times(node, "rows") if found else 0):
            yield from (((row, place), shown) for place, shown in found.items())
            row += 1
        row += 0 if found else _times(node, "rows")


def _times(node: Any, what: str) -> int:
    return next((int(value) for key, value in node.attrib.items() if key.endswith(f"}}number-{what}-repeated")), 1)


def _known(shown: str | None) -> str:
    text = (shown or "").strip()
    return text if text in SHOWN else OTHER


def _column(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _local(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _parsed(document: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(document, etree.XMLParser(**_SAFE))


def _walk(document: bytes, *names: str) -> Iterator[Any]:
    """The elements of these names as they end; each is let go of once it was looked at."""
    from lxml import etree

    for _event, node in etree.iterparse(io.BytesIO(document), tag=[f"{{*}}{name}" for name in names], **_SAFE):
        yield node
        node.clear()
