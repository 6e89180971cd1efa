"""Findings day by day, a table that grows by one partition a day and that history is charted from.

    <site>/history/parquet/plan=<plan>/day=<day>/findings.parquet     (Hive partitions: one data set for all plans and days)
    <site>/history/csv/<plan>/<day>.csv
    <site>/history/json/<plan>/<day>.json                             (described by findings.schema.json)
    <site>/history/<plan>.json                                        (the days that stand there, with sizes and digests)

A day is written from what the newest check for it found. Only a newer check for the same day writes it again in its place; a
check for another day leaves it as it is, and so does a register that knows less. What each single check found stands in the
register's table ``finding`` and in the archive's daily logs, to which rows are only ever added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ogp_etl.errors import LocalFault
from ogp_etl.publish.data import formats
from ogp_etl.publish.swap import alone

FOLDER = "history"
SCHEMA = "findings.schema.json"
PARTITIONED = ("plan", "day")
"""Columns that the folders of the Parquet files tell."""


@cache
def described() -> dict[str, Any]:
    """The table's title, description and columns."""
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath("history.yml").read_text(encoding="utf-8"))
    return read


def columns() -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in described()["columns"]]


def write(target: Path, plan: str, judged: Mapping[date, datetime], findings: Callable[[date], Iterable[str]]) -> list[date]:
    """Write the days of a plan that do not stand below ``target`` (the site's folder) as they were last judged; gives them.

    ``judged``: each day with the instant of its newest check; ``findings``: the findings of a day as JSON texts
    (docs/judging.md §3). Raises LocalFault when the disk does not allow it.
    """
    folder = target / FOLDER
    listed = folder / f"{plan}.json"
    written = []
    with alone(listed) as new:
        stands = _standing(listed)
        _put(new, folder / SCHEMA, formats.as_json(schema()))
        for day, made in sorted(judged.items()):
            if _stands(folder, stands.get(day.isoformat()), made):
                continue
            rows = [row_of(plan, day, json.loads(text)) for text in findings(day)]
            contents = _day(plan, day, made, rows)
            for name, content in contents.items():
                _put(new, folder / name, content)
            stands[day.isoformat()] = {"made": formats.instant(made), "rows": len(rows), "files": _told(contents)}
            written.append(day)
        if written:
            _put(new, listed, formats.as_json(_listed(plan, stands)))
    return written


def _stands(folder: Path, known: Mapping[str, Any] | None, made: datetime) -> bool:
    """Whether a day stands whole, as the newest check found it, or one that this register does not know."""
    if known is None or known["made"] < formats.instant(made):
        return False
    return all((folder / one["name"]).is_file() for one in known["files"])


def _put(new: Path, final: Path, content: bytes) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    new.write_bytes(content)
    new.replace(final)


def _day(plan: str, day: date, made: datetime, rows: Sequence[tuple[Any, ...]]) -> dict[str, bytes]:
    return {
        f"parquet/plan={plan}/day={day}/findings.parquet": _parquet(rows),
        f"csv/{plan}/{day}.csv": formats.as_csv(columns(), rows),
        f"json/{plan}/{day}.json": formats.as_json(_document(plan, day, made, rows)),
    }


def _told(contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in contents.items()
    ]


def _parquet(rows: Sequence[tuple[Any, ...]]) -> bytes:
    kept = columns()[len(PARTITIONED) :]
    return formats.as_parquet(kept, [row[len(PARTITIONED) :] for row in rows])


def _document(plan: str, day: date, made: datetime, rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "$schema": f"../../{SCHEMA}",
        "plan": plan,
        "day": day.isoformat(),
        "made": formats.instant(made),
        "rows": formats.records(columns(), rows),
    }


def _standing(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        days: dict[str, Any] = json.loads(path.read_bytes())["days"]
    except (OSError, ValueError, KeyError) as error:
        raise LocalFault(
            f"{path}: the list of days cannot be read ({error!r}); remove it and publish again: it is made anew from the register"
        ) from error
    return days


def _listed(plan: str, stands: Mapping[str, Any]) -> dict[str, Any]:
    about = described()
    return {
        "plan": plan,
        "title": about["title"],
        "about": about["about"],
        "schema": SCHEMA,
        "columns": [{"name": name, "type": kind, "about": {"zh-Hant": zh, "en": en}} for name, kind, zh, en in about["columns"]],
        "days": dict(sorted(stands.items())),
    }


def row_of(plan: str, day: date, finding: Mapping[str, Any]) -> tuple[Any, ...]:
    """One finding as the log holds it, in the order of the columns. Keys that an older log lacks are empty."""
    value = finding.get("value")
    ruling = finding.get("ruling")
    return (
        plan,
        day,
        finding["rule"],
        finding["clause"],
        finding["severity"],
        finding["scope"],
        finding["verdict"],
        finding.get("measured"),
        finding.get("way"),
        None if value is None else str(value),
        json.dumps(finding.get("threshold", {}), ensure_ascii=False, sort_keys=True),
        _date(finding.get("due")),
        tuple(f"{span['from']}/{span['to'] or ''}" for span in finding.get("history", ())),
        tuple(finding.get("evidence", ())),
        tuple(finding.get("missing", ())),
        tuple(f"{doubt['id']}:{doubt['why']}" for doubt in finding.get("doubts", ())),
        None if ruling is None else ruling["id"],
        tuple(one["id"] for one in finding.get("objections", ())),
        finding.get("version"),
        finding.get("in_force"),
        _date(finding.get("stopped")),
    )


def _date(stated: str | None) -> date | None:
    return None if stated is None else date.fromisoformat(stated)


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the JSON file of one day."""
    from ogp_etl.publish.data.history_schema import day_schema

    return day_schema(described()["columns"])
