"""``ogp-etl dspace``: prepare a DSpace for deposits, and say what is wrong with one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from ogp_etl.cli import options, telling, usage

LEVELS = {"ok": "正常", "warning": "注意", "fault": "錯誤"}
"""What the levels are called in Chinese."""

app = typer.Typer(help="The DSpace that deposits go to.", cls=usage.Commands, no_args_is_help=True)


@app.command()
def prepare(
    plans: options.Plans = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
    as_json: options.Json = False,
) -> None:
    """Make, find again and repair what deposits need: metadata fields, a community for each plan, its collections.

    Safe to run any number of times; nothing is renamed or removed. The metadata fields need a site administrator, once.
    """
    from ogp_etl import pipeline

    lines: list[str] = []
    with pipeline.open_job(plans or [], now=datetime.now(UTC), run=telling.run_id()) as job:
        for line in job.prepare_dspace(dry=dry):
            lines.append(line)
            if not as_json:
                typer.echo(line)
        names = ", ".join(job.plans)
    if as_json:
        typer.echo(json.dumps({"dry_run": dry, "lines": lines}, ensure_ascii=False))
    elif not lines:
        typer.echo(f"all is there for {names}")


@app.command()
def doctor(plans: options.Plans = None, language: options.Language = "en", as_json: options.Json = False) -> None:
    """What is right and wrong with the DSpace, and what to do about it. Deposits and changes nothing.

    Exit code 1 when a line is a fault.
    """
    from ogp_etl import pipeline

    found = []
    with pipeline.open_job(plans or [], now=datetime.now(UTC), run=telling.run_id()) as job:
        for line in job.look_at_dspace():
            found.append(line)
            if not as_json:
                level = f"{line['level']:<8}" if language == "en" else f"{LEVELS[line['level']]}    "
                typer.echo(f"{level} {line['check']:<10} {line['found'][language]}")
                if line["do"]:
                    typer.echo(f"{'':<20}{line['do'][language]}")
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if any(line["level"] == "fault" for line in found):
        raise typer.Exit(1)
