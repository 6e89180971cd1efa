"""``ogp-etl register``: make, mend and rebuild the register; say what a person knows."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from ogp_etl.cli import options, saying, usage

app = typer.Typer(help="The register of what was tried, seen, held and found.", cls=usage.Commands, no_args_is_help=True)
app.command()(saying.rule)
app.command("object")(saying.dispute)
app.command()(saying.answer)
app.command()(saying.said)
ONLY_IN_LOGS = ("attempt", "attestation", "finding", "notice", "objection", "ruling", "verification", "visit")
"""What no deposit tells; an answer stands with its objection."""
ATTESTED = ("primary", "kind", "covers", "answers")


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
    """Make the whole register again from the archive, and the DSpace where there is one, alone. Rows that are there stay.

    A DSpace holds documents, versions and deposits; the logs of attempts, visits, attestations, rulings and findings come from
    the archive, and what is in neither is named as missing.
    """
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.archive import rebuild as build
    from ogp_etl.steps.workshop import Workshop

    with Workshop(read_settings(), datetime.now(UTC), "by-hand") as shop:
        read = build(shop)
    if as_json:
        typer.echo(json.dumps(read))
    else:
        typer.echo("read from the archive: " + ", ".join(f"{count} {name} rows" for name, count in sorted(read.items()) if count))
    missing = sorted(name for name in ONLY_IN_LOGS if not read[name])
    if missing:
        typer.echo(
            f"the archive holds no log of: {', '.join(missing)}. Where there were any they are missing from this register; put"
            " back private/logs of the archive and run again",
            err=True,
        )


@app.command()
def attest(
    document: Annotated[str, typer.Argument(help="Document id.")],
    field: Annotated[
        str,
        typer.Option("--field", metavar="primary|kind|covers|answers", parser=options.one_of(*ATTESTED), help="What is said."),
    ],
    value: Annotated[
        str,
        typer.Option(
            "--value",
            help="yes or no; a kind; words such as 'milestones delays next-steps'; the id of the document that it answers",
        ),
    ],
    person: Annotated[str, typer.Option("--person", parser=options.words, metavar="TEXT", help="Who says so: name and post.")],
    reason: Annotated[str, typer.Option("--reason", parser=options.words, metavar="TEXT", help="Why.")],
    plan: Annotated[str, typer.Option("--plan", help="Plan id.")],
    until: Annotated[
        date | None, typer.Option("--until", metavar="YYYY-MM-DD", parser=options.day, help="Last day it holds.")
    ] = None,
) -> None:
    """Record what a named person says of a document; it is stored, archived, and counts in every later verdict."""
    from ogp_etl.catalog import find_plans, no_such_plan
    from ogp_etl.model import COVER_WORDS, KINDS
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.workshop import Workshop

    allowed = {"primary": ("yes", "no"), "kind": KINDS, "covers": COVER_WORDS, "answers": (value,)}[field]
    said = value.replace(",", " ").split() if field == "covers" else [value]
    if not said or not set(said) <= set(allowed):
        many = "words of" if field == "covers" else "one of"
        raise typer.BadParameter(f"{value!r} is not known of {field}; write {many}: {', '.join(allowed)}", param_hint="--value")
    plans = find_plans(read_settings().plans)
    if plan not in plans:
        raise no_such_plan(plan, plans, "the folder that holds it in OGP_PLANS")
    with Workshop(read_settings(), datetime.now(UTC), "by-hand") as shop:
        if not shop.register.knows(plan, document):
            what = f"the plan {plan} has no document {document!r}; its published table of evidence lists their ids"
            raise typer.BadParameter(what, param_hint="DOCUMENT")
        if field == "answers" and (value == document or not shop.register.knows(plan, value)):
            wrong = "no document answers itself" if value == document else f"the plan {plan} has no document {value!r}"
            raise typer.BadParameter(f"{wrong}; write the id of the document that it answers", param_hint="--value")
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
                "until": until,
            }
        )
    told = f"{document} answers {value}" if field == "answers" else f"{field} of {document} is {value}"
    typer.echo(f"recorded: {person} says that {told}")
