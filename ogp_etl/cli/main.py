"""The one place where errors become a line and an exit code.

Exit codes: 0 done; 1 done, and what ``--fail-on`` names was found; 2 bad input or settings; 3 some of the work could not be
done (the message says what to do; run again to finish).
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ogp_etl import __version__
from ogp_etl.cli import judge, plan, register, road
from ogp_etl.errors import InputInvalid, OgpError, SettingsInvalid

BAD_INPUT = 2
UNFINISHED = 3

app = typer.Typer(
    name="ogp-etl",
    help="Evidence of Open Government action plans: harvest, archive, check, publish.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(plan.app, name="plan")
app.add_typer(register.app, name="register")
app.command()(road.harvest)
app.command()(road.archive)
app.command()(road.check)
app.command()(judge.judge)
app.command()(road.publish)
app.command()(road.run)
app.command()(road.demo)
app.command()(road.up)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"ogp-etl {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Evidence of Open Government action plans: harvest, archive, check, publish."""


def run() -> None:
    """The program's entry."""
    try:
        app()
    except (InputInvalid, SettingsInvalid) as error:
        _end(error, BAD_INPUT)
    except OgpError as error:
        _end(error, UNFINISHED)
    except KeyboardInterrupt:
        typer.echo("interrupted; what was done stays, run again to finish", err=True)
        sys.exit(130)


def _end(error: OgpError, code: int) -> None:
    typer.echo(str(error), err=True)
    sys.exit(code)
