"""One table as CSV, JSON or Parquet: stable bytes for the same rows.

A table is given as columns (name, type) and rows (one value a column). Types: ``text``, ``free`` (text that strangers
wrote), ``day``, ``instant``, ``flag``, ``count`` and ``words`` (a list of short words). None is an empty cell, null.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

Columns = Sequence[tuple[str, str]]
Rows = Sequence[Sequence[Any]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell that begins so for a formula (also the full-width signs, in East Asian settings)."""


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second or as fine as the instant is: ``2024-05-31T16:00:00Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe goes before what would begin a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def _cell(kind: str, value: Any) -> str:
    if value is None:
        return ""
    match kind:
        case "flag":
            return "yes" if value else "no"
        case "instant":
            return instant(value)
        case "words":
            return " ".join(value)
        case "free":
            return harmless(value)
        case _:
            return str(value)


def as_csv(columns: Columns, rows: Rows) -> bytes:
    """RFC 4180, UTF-8 with a byte order mark (without it Excel reads Chinese as Big5); yes and no for flags."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows([_cell(kind, value) for (_, kind), value in zip(columns, row, strict=True)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def records(columns: Columns, rows: Rows) -> list[dict[str, Any]]:
    """Rows as objects for JSON, in the order of the columns."""
    return [{name: _plain(value) for (name, _), value in zip(columns, row, strict=True)} for row in rows]


def as_json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def as_parquet(columns: Columns, rows: Rows) -> bytes:
    """Typed: days as date32, instants as microseconds in UTC, words as a list of strings, counts as int64."""
    import pyarrow as pa  # slow to import, and most commands write no table
    import pyarrow.parquet as pq

    types = {
        "day": pa.date32(),
        "instant": pa.timestamp("us", tz="UTC"),
        "flag": pa.bool_(),
        "count": pa.int64(),
        "words": pa.list_(pa.string()),
    }
    fields = [(name, types.get(kind, pa.string())) for name, kind in columns]
    values: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else [()] * len(fields)
    arrays = [pa.array(list(column), type=kind) for (_, kind), column in zip(fields, values, strict=True)]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), sink, compression="zstd")
    return sink.getvalue()
