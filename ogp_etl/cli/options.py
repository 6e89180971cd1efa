"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

Plans = Annotated[list[str] | None, typer.Argument(metavar="[PLAN]…", help="Plan ids; none: all plans.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Language = Annotated[Literal["zh-Hant", "en"], typer.Option("--language", help="Language of the texts.")]
FailOn = Annotated[
    Literal["breach", "gap", "unknown", "due-soon"] | None, typer.Option("--fail-on", help="Exit code 1 when a verdict is this.")
]
Replay = Annotated[
    list[Path] | None,
    typer.Option("--replay", exists=True, dir_okay=False, help="Answer from this WARC or WACZ file; never the network."),
]
Now = Annotated[
    str | None,
    typer.Option("--now", help="Work at this instant (ISO 8601). Default: now; with --replay the newest record's date."),
]


def instant(text: str) -> datetime:
    """An instant with its zone. Raises typer.BadParameter."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no instant; write it like 2026-11-20T08:00:00+08:00") from error
    if given.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no zone; write it like 2026-11-20T08:00:00+08:00")
    return given.astimezone(UTC)


def day(text: str) -> date:
    """A day. Raises typer.BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it like 2024-05-31") from error


def set_replay(files: list[Path] | None) -> None:
    """Make these files this process's settings, as ``OGP_REPLAY`` would."""
    if files:
        os.environ["OGP_REPLAY"] = os.pathsep.join(str(file.absolute()) for file in files)


def moment(given: str | None) -> datetime:
    """The instant to work at: as given, else the newest record of a replay, else now."""
    from ogp_etl.settings import read_settings

    if given is not None:
        return instant(given)
    replay = read_settings().replay
    if replay:
        from ogp_etl.harvest.replay import Replay as Recording

        return Recording(replay).newest
    return datetime.now(UTC)


def end_of(known: str, zone: Any) -> datetime:
    """An instant, or the end of a day in the zone."""
    if len(known) == 10:
        return datetime.combine(day(known), time.max, tzinfo=zone).astimezone(UTC)
    return instant(known)
