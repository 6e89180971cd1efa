"""``ogp-etl figures``: the published figures asked of the register in SQL."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from ogp_etl.cli import options, telling

FIGURES = (
    "updates",
    "completeness",
    "requirements",
    "days",
    "kinds",
    "milestones",
    "meetings",
    "progress",
    "documents",
    "verdicts",
)


def figures(
    plan: Annotated[str, typer.Argument(help="Plan id.")],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="|".join(FIGURES), parser=options.one_of(*FIGURES), help="One figure. None: all."),
    ] = None,
    language: options.Language = "en",
    as_json: options.Json = False,
) -> None:
    """The figures of the last check, asked of the register by the same SQL that is published with the tables."""
    from ogp_etl import pipeline
    from ogp_etl.publish.terminal.figure import figure_text
    from ogp_etl.publish.terminal.screen import columns

    with pipeline.open_job([plan], now=datetime.now(UTC), run="by-hand") as job:
        telling.name_unchecked(job)
        found = job.figures(plan, [name] if name else FIGURES)
    if as_json:
        told = {one: [dict(zip(heads, row, strict=True)) for row in rows] for one, (heads, rows) in found.items()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one, (heads, rows) in found.items():
        typer.echo(figure_text(one, heads, rows, language, columns(sys.stdout)))
