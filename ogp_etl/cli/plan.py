"""``ogp-etl plan``: the cards, their faults and their gaps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ogp_etl.cli import options, usage

if TYPE_CHECKING:
    from ogp_etl.cards import Plan
    from ogp_etl.catalog import Gap
    from ogp_etl.errors import Fault

app = typer.Typer(help="Plans and their cards.", cls=usage.Commands, no_args_is_help=True)


@app.command("list")
def listing(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """All plans that can be read."""
    from ogp_etl.catalog import read_plans
    from ogp_etl.settings import read_settings

    plans, broken = read_plans(read_settings().plans)
    if as_json:
        rows = [
            {"id": plan.id, "start": str(plan.start), "end": str(plan.end), "commitments": len(plan.commitments)}
            for plan in plans.values()
        ]
        typer.echo(json.dumps({"plans": rows, "broken": sorted(broken)}, ensure_ascii=False, indent=2))
        return
    for plan in plans.values():
        typer.echo(f"{plan.id:<16} {plan.start} – {plan.end}  {len(plan.commitments):>3} commitments  {plan.title}")
    for name in broken:
        typer.echo(f"{name:<16} has faults; see: ogp-etl plan check {name}", err=True)


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[PLAN|FOLDER]…", help="None: all plans.")] = None,
    gaps: Annotated[bool, typer.Option("--gaps", help="List what the cards do not know yet, too.")] = False,
    language: options.Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Name every fault of every card, and of the rules, at once (exit code 2 when there is one)."""
    from ogp_etl import catalog
    from ogp_etl.check.rulebook import known_sets, rule_faults
    from ogp_etl.settings import read_settings

    folders = catalog.find_plans(read_settings().plans)
    today = datetime.now(UTC).date()
    plans: dict[str, Plan] = {}
    faults = rule_faults()
    for name in names or list(folders):
        folder = catalog.plan_folder(name, folders)
        named = name if folder == folders.get(name) else None
        found = catalog.check_plan(folder, today=today, named=named, rule_sets=known_sets())
        faults.extend(found)
        if not found:
            plans[name] = catalog.read_plan(folder, named=named, rule_sets=known_sets())
    unknown = {name: catalog.gaps(plan) for name, plan in plans.items()} if gaps else {}
    if as_json:
        typer.echo(json.dumps(_document(faults, unknown), ensure_ascii=False, indent=2))
    else:
        for name, plan in plans.items():
            typer.echo(f"{name}: {len(plan.commitments)} commitments, {len(plan.sources())} sources, no fault")
            if gaps:
                typer.echo(catalog.render_gaps(plan, unknown[name], language))
        if faults:
            typer.echo(catalog.render_faults(faults), err=True)
    if faults:
        raise typer.Exit(2)


def _document(faults: Sequence[Fault], unknown: Mapping[str, Sequence[Gap]]) -> dict[str, Any]:
    return {
        "faults": [{"where": fault.where, "what": fault.what, "do": fault.do} for fault in faults],
        "gaps": {
            name: [{"file": gap.file, "scope": gap.scope, "field": gap.field, "text": dict(gap.text)} for gap in found]
            for name, found in unknown.items()
        },
    }


@app.command()
def schema(
    card: Annotated[
        Literal["plan", "commitment", "process"],
        typer.Argument(metavar="plan|commitment|process", parser=options.one_of("plan", "commitment", "process")),
    ],
) -> None:
    """The JSON Schema of a card, for an editor."""
    from ogp_etl import catalog

    typer.echo(json.dumps(catalog.schema(card), ensure_ascii=False, indent=2))
