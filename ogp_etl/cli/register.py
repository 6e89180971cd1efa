"""``ogp-etl register``: make, mend and rebuild the register; say what a person knows."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Annotated

import typer

from ogp_etl.cli import options

app = typer.Typer(help="The register of what was tried, seen, held and found.", no_args_is_help=True)
ATTESTED = ("primary", "kind", "covers")


@app.command()
def migrate() -> None:
    """Make the register, or bring it to this program's version."""
    from ogp_etl.register import Register
    from ogp_etl.settings import read_settings

    register = Register(read_settings().register_address)
    register.migrate()
    register.close()
    typer.echo("the register is of this program's version")


@app.command()
def rebuild(as_json: options.Json = False) -> None:
    """Make the whole register again from the archive alone. Rows that are there stay as they are."""
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.archive import rebuild as build
    from ogp_etl.steps.workshop import Workshop

    with Workshop(read_settings(), datetime.now(UTC), "by-hand") as shop:
        read = build(shop)
    if as_json:
        typer.echo(json.dumps(read))
    else:
        typer.echo("read from the archive: " + ", ".join(f"{count} {name} rows" for name, count in sorted(read.items())))


@app.command()
def attest(
    document: Annotated[str, typer.Argument(help="Document id.")],
    field: Annotated[str, typer.Option("--field", help="primary, kind or covers")],
    value: Annotated[str, typer.Option("--value", help="yes or no; a kind; or words such as 'milestones delays next-steps'")],
    person: Annotated[str, typer.Option("--person", help="Who says so: name and post.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    plan: Annotated[str, typer.Option("--plan", help="Plan id.")],
    until: Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Last day it holds.")] = None,
) -> None:
    """Record what a named person says of a document; it is stored, archived, and counts in every later verdict."""
    from ogp_etl.model import KINDS
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.workshop import Workshop

    allowed = {"primary": ("yes", "no"), "kind": KINDS}.get(field)
    if field not in ATTESTED:
        raise typer.BadParameter(f"{field!r} cannot be attested; write one of {', '.join(ATTESTED)}")
    if allowed is not None and value not in allowed:
        raise typer.BadParameter(f"{value!r} is no {field}; write one of {', '.join(allowed)}")
    with Workshop(read_settings(), datetime.now(UTC), "by-hand") as shop:
        if not shop.register.knows(plan, document):
            raise typer.BadParameter(f"the plan {plan} has no document {document}; its table of evidence lists them")
        shop.register.attest(
            {
                "id": uuid.uuid4().hex,
                "plan": plan,
                "document": document,
                "field": field,
                "value": value,
                "person": person,
                "reason": reason,
                "made": datetime.now(UTC),
                "until": options.day(until) if until else None,
            }
        )
    typer.echo(f"recorded: {person} says that {field} of {document} is {value}")
