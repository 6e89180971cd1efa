"""The one place where errors become a line and an exit code.

Exit codes: 0 done; 1 done, and what ``--fail-on`` names was found; 2 bad input or settings; 3 some of the work could not be
done (the message says what to do; run again to finish).
"""

from __future__ import annotations

import gc
import io
import sys
from typing import Annotated

import typer

from ogp_etl import __version__
from ogp_etl.cli import ahead, archive, dspace, figures, judge, plan, register, road, rules, telling, usage
from ogp_etl.errors import InputInvalid, OgpError, SettingsInvalid

BAD_INPUT = 2
INTERRUPTED = 130

app = typer.Typer(
    name=usage.PROGRAM,
    cls=usage.Commands,
    help="Evidence of Open Government action plans: harvest, archive, check, publish.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(plan.app, name="plan")
app.add_typer(register.app, name="register")
app.add_typer(rules.app, name="rules")
app.add_typer(dspace.app, name="dspace")
app.command()(road.harvest)
app.add_typer(archive.app, name="archive")
app.command()(archive.verify)
app.command()(road.check)
app.command()(ahead.due)
app.command()(ahead.review)
app.command()(ahead.matrix)
app.command()(ahead.evidence)
app.command()(judge.judge)
app.command()(figures.figures)
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
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal in Big5 or Latin-1 cannot show every text
    code = _code()
    if code == INTERRUPTED:
        typer.echo("interrupted; what was done stays, run again to finish", err=True)
    gc.freeze()  # the process ends: looking once more through all there is would only take time
    sys.exit(code)


def _code() -> int:
    """Runs the command and gives its exit code; what went wrong is told in plain lines."""
    try:
        code = app(standalone_mode=False, prog_name=usage.PROGRAM)
    except typer.TyperException as error:
        return BAD_INPUT if usage.is_help(error) else _told(usage.in_one_line(error), BAD_INPUT)
    except (InputInvalid, SettingsInvalid) as error:
        return _told(str(error), BAD_INPUT)
    except OgpError as error:
        return _told(str(error), telling.UNFINISHED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _told(
            f"{where}{error.strerror or error}; check that it is there, its rights, and the room on its disk", telling.UNFINISHED
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _told(line: str, code: int) -> int:
    typer.echo(line, err=True)
    return code
