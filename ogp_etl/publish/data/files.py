"""The data folder of a edition: every table in three formats, and ``tables.json`` that describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from ogp_etl.publish.data import formats
from ogp_etl.publish.data.tables import Table, tables
from ogp_etl.publish.edition import Edition
from ogp_etl.publish.texts import say, word


def data_files(edition: Edition) -> tuple[list[Table], dict[str, bytes]]:
    """The tables, and the content of each file by its name (``evidence.csv``, ``figure_updates.sql``), ``tables.json`` last.

    ``findings.json`` is the document of ``ogp-etl judge --json`` (docs/judging.md §3); the other JSON files hold
    ``rows``. ``tables.json`` names the digest and size of every other file.
    """
    made: dict[str, bytes] = {}
    listed = tables(edition)
    for table in listed:
        made[f"{table.name}.csv"] = formats.as_csv(table.typed, table.rows)
        made[f"{table.name}.json"] = formats.as_json(_document(table, edition))
        made[f"{table.name}.parquet"] = formats.as_parquet(table.typed, table.rows)
    made |= {f"{name}.sql": query.encode() for name, query in edition.queries.items()}
    made["tables.json"] = formats.as_json(_described(listed, made, edition))
    return listed, made


def _document(table: Table, edition: Edition) -> Mapping[str, Any]:
    if table.name == "findings":
        return edition.document
    known_at = edition.report.known_at
    return {
        "plan": edition.report.plan,
        "as_of": edition.report.as_of.isoformat(),
        "known_at": formats.instant(known_at) if known_at else None,
        "made": formats.instant(edition.now),
        "rows": formats.records(table.typed, table.rows),
    }


def _described(listed: list[Table], made: dict[str, bytes], edition: Edition) -> dict[str, Any]:
    return {
        "plan": edition.plan.id,
        "as_of": edition.report.as_of.isoformat(),
        "made": formats.instant(edition.now),
        "notes": [say("csv-note"), say("spreadsheet-note"), say("number-note")],
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "about": table.about,
                "rows": len(table.rows),
                "files": [
                    {"name": name, "bytes": len(made[name]), "sha256": hashlib.sha256(made[name]).hexdigest()}
                    for name in (f"{table.name}.{ending}" for ending in ("csv", "json", "parquet"))
                ],
                "columns": [{"name": column.name, "type": column.kind, "about": column.about} for column in table.columns],
            }
            for table in listed
        ],
        "queries": [{"name": f"{name}.sql", "about": word("figures", name)} for name in edition.queries],
    }
