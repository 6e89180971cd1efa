"""The published tables: which rows stand in each, and the files made of them.

``evidence`` has the columns of docs/judging.md §2, so that ``ogp-etl judge`` on the published CSV repeats every
verdict. In CSV, an apostrophe goes before a *free* text (a title, a file name, an address, a reason) that a spreadsheet would run
as a formula; JSON and Parquet hold it unchanged. Ids, codes, days and
web addresses are never altered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.publish.data.table_rows import ROWS, Row
from ogp_etl.publish.edition import Edition
from ogp_etl.publish.texts import LANGUAGES, Text


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    """One of the types of ``formats``."""
    about: Text


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: Text
    about: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def typed(self) -> list[tuple[str, str]]:
        return [(column.name, column.kind) for column in self.columns]


@cache
def _described() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath("tables.yml").read_text(encoding="utf-8"))
    return read


def tables(edition: Edition) -> list[Table]:
    """All tables of an edition, in the order of ``tables.yml``."""
    return [_table(name, described, ROWS[name](edition)) for name, described in _described().items()]


def columns_of(name: str) -> list[tuple[str, str]]:
    """Name and type of each column of a table."""
    return [(column, kind) for column, kind, *_ in _described()[name]["columns"]]


def _table(name: str, described: Mapping[str, Any], rows: list[Row]) -> Table:
    columns = tuple(
        Column(column, kind, dict(zip(LANGUAGES, about, strict=True))) for column, kind, *about in described["columns"]
    )
    return Table(name, described["title"], described["about"], columns, tuple(rows))
