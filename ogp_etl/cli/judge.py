"""``ogp-etl judge``: the rules asked of a table of evidence alone (docs/judging.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from ogp_etl.cli import options
from ogp_etl.errors import Fault, InputInvalid

if TYPE_CHECKING:
    from ogp_etl.cards import Plan

Table = TypeVar("Table")


def judge(
    plan: Annotated[Path, typer.Option("--plan", help="Plan directory (plan.yml, commitments/), or a plan's id.")],
    evidence: Annotated[Path, typer.Option("--evidence", help="Table of evidence: CSV, XLSX or ODS.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Judge as of this day.")],
    visits: Annotated[
        Path | None, typer.Option("--visits", help="Table of last visits; without it everything counts as seen.")
    ] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", metavar="INSTANT", help="Leave out rows recorded later.")] = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="R19,R22", help="Rule sets in place of the plan's own.")] = None,
    language: options.Language = "en",
    as_json: options.Json = False,
    fail_on: options.FailOn = None,
) -> None:
    """Judge a table of evidence by the rules, without register or network.

    Exit code 0 when judged, 1 with --fail-on when such a verdict was found, 2 for bad input.
    """
    from ogp_etl import catalog
    from ogp_etl.check import judge as judging
    from ogp_etl.check import report, table
    from ogp_etl.settings import read_settings

    folder = plan if plan.is_dir() else catalog.find_plans(read_settings().plans).get(str(plan), plan)
    card = catalog.read_plan(folder)
    day = options.day(as_of)
    known = options.end_of(known_at, ZoneInfo(card.zone)) if known_at else None
    faults: list[Fault] = []
    rows = _read(table.read_evidence, evidence, card, faults)
    seen = _read(table.read_visits, visits, card, faults) if visits else None
    if faults:
        raise InputInvalid(faults)
    sets = [name.strip() for name in rules.split(",") if name.strip()] if rules else None
    judged = judging.judge(card, rows or [], seen, day, known, sets)
    if as_json:
        typer.echo(json.dumps(report.as_json(judged), ensure_ascii=False, indent=2))
    else:
        typer.echo(report.as_text(judged, card, language))
    if fail_on and any(finding.verdict == fail_on for finding in judged.findings):
        raise typer.Exit(1)


def _read(reader: Callable[[Path, Plan], Table], file: Path, plan: Plan, faults: list[Fault]) -> Table | None:
    """The table; None when it has faults, which are then added to ``faults``: both tables are told of at once."""
    try:
        return reader(file, plan)
    except InputInvalid as error:
        faults.extend(error.faults)
        return None
