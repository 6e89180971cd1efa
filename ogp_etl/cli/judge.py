"""``ogp-etl judge``: the rules asked of a table of evidence alone (docs/judging.md)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

from ogp_etl.cli import options
from ogp_etl.errors import Fault, InputInvalid

if TYPE_CHECKING:
    from ogp_etl.cards import Plan

Table = TypeVar("Table")


def judge(
    plan: Annotated[
        str, typer.Option("--plan", metavar="FOLDER|ID", help="Plan directory (plan.yml, commitments/), or a plan's id.")
    ],
    evidence: Annotated[
        Path, typer.Option("--evidence", metavar="FILE", parser=options.file, help="Table of evidence: CSV, XLSX or ODS.")
    ],
    as_of: Annotated[date, typer.Option("--as-of", metavar="YYYY-MM-DD", parser=options.day, help="Judge as of this day.")],
    visits: Annotated[
        Path | None,
        typer.Option(
            "--visits", metavar="FILE", parser=options.file, help="Table of last visits; without it everything counts as seen."
        ),
    ] = None,
    rulings: Annotated[
        Path | None,
        typer.Option("--rulings", metavar="FILE", parser=options.file, help="Table of what named persons ruled on verdicts."),
    ] = None,
    objections: Annotated[
        Path | None, typer.Option("--objections", metavar="FILE", parser=options.file, help="Table of who disputes what.")
    ] = None,
    observed: Annotated[
        Path | None,
        typer.Option("--observed", metavar="FILE", parser=options.file, help="Table of what looks without a log-in found."),
    ] = None,
    known_at: Annotated[
        date | None,
        typer.Option("--known-at", metavar="DAY|INSTANT", parser=options.day_or_instant, help="Leave out rows recorded later."),
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option("--rules", metavar="R19,R22", parser=options.rule_sets, help="Rule sets in place of the plan's own."),
    ] = None,
    language: options.Language = "en",
    as_json: options.Json = False,
    fail_on: options.FailOn = None,
) -> None:
    """Judge a table of evidence by the rules, without register or network.

    Exit code 0 when judged, 1 with --fail-on when such a verdict was found, 2 for bad input.
    """
    from ogp_etl.check.collecting import nothing_collected

    with nothing_collected():
        from ogp_etl import catalog
        from ogp_etl.check import judge as judging
        from ogp_etl.check.rulebook import known_sets, rule_faults
        from ogp_etl.check.rulings import Said
        from ogp_etl.check.tables import evidence as table
        from ogp_etl.check.tables import said as said_tables
        from ogp_etl.check.views import report
        from ogp_etl.settings import read_settings

        folder = catalog.plan_folder(plan, catalog.find_plans(read_settings().plans))
        card = catalog.read_plan(folder, rule_sets=known_sets())
        known = options.end_of(known_at, ZoneInfo(card.zone)) if known_at else None
        faults = rule_faults()
        rows = _read(table.read_evidence, evidence, card, faults)
        seen = _read(table.read_visits, visits, card, faults) if visits else None
        ids = None if rows is None else {row.id for row in rows}
        said = Said(
            rulings=_read(said_tables.read_rulings, rulings, card, faults) or () if rulings else (),
            objections=_read(said_tables.read_objections, objections, card, faults) or () if objections else (),
            observations=_read(partial(said_tables.read_observed, rows=ids), observed, card, faults) or () if observed else (),
        )
        if faults:
            raise InputInvalid(list(dict.fromkeys(faults)))  # tables of what people say read the rules too
        judged = judging.judge(card, rows or [], seen, as_of, known, rules.split(",") if rules else None, said)
        if as_json:
            typer.echo(_document(report.as_json(judged)))
        else:
            from ogp_etl.publish.terminal.findings import findings_text
            from ogp_etl.publish.terminal.screen import columns

            typer.echo(findings_text(card, judged, language, columns(sys.stdout)), nl=False)
    if fail_on and any(finding.verdict == fail_on for finding in judged.findings):
        raise typer.Exit(1)


def _document(told: dict[str, Any]) -> str:
    """One finding a line: indented, a long history is written far more slowly than it was found."""
    head = "".join(
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in told.items() if key != "findings"
    )
    findings = ",\n".join(json.dumps(finding, ensure_ascii=False) for finding in told["findings"])
    return f'{{\n{head}"findings": [\n{findings}\n]\n}}'


def _read(reader: Callable[[Path, Plan], Table], file: Path, plan: Plan, faults: list[Fault]) -> Table | None:
    """The table; None when it has faults, which are then added to ``faults``: all tables are told of at once."""
    try:
        return reader(file, plan)
    except InputInvalid as error:
        faults.extend(error.faults)
        return None
