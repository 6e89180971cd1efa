"""Options that several commands share, and how the values of options are read.

Whatever reads a value raises ValueError with what is wrong and what to write; ``usage`` puts command and option before it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

LANGUAGES = ("zh-Hant", "en")
FAILING = ("breach", "gap", "unknown", "due-soon")


def one_of(*known: str) -> Callable[[str], Any]:
    """Reads one of some words."""

    def word(text: str) -> str:
        if text not in known:
            raise ValueError(f"{text!r} is not known; write {', '.join(known[:-1])} or {known[-1]}")
        return text

    return word


def words(text: str) -> str:
    """A text that says something."""
    if not text.strip():
        raise ValueError("is empty; write some words")
    return text.strip()


def instant(text: str) -> datetime:
    """An instant with its zone, in UTC."""
    how = "write it like 2026-11-20T08:00:00+08:00"
    try:
        given = datetime.fromisoformat(text)
        if given.tzinfo is not None:
            return given.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no instant; {how}") from error
    raise ValueError(f"{text!r} has no zone; {how}")


def day(text: str) -> date:
    """A day, with hyphens."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no day; write it like 2024-05-31")


def day_or_instant(text: str) -> date:
    """A day, or an instant with its zone (a ``datetime``)."""
    return day(text) if "T" not in text and " " not in text else instant(text)


def length(text: str) -> int:
    """A number of days, written as 60d."""
    found = re.fullmatch(r"([0-9]+)d?", text)
    if not found:
        raise ValueError(f"{text!r} is no number of days; write it like 60d")
    if found[1].startswith("0") or len(found[1]) > 4:
        raise ValueError(f"{text!r} is not within 1d and 9999d; write a number of days from 1 to 9999, like 60d")
    return int(found[1])


def file(text: str) -> Path:
    """A file that is there."""
    if not text:
        raise ValueError("is empty; write the path of a file")
    path = Path(text)
    if not path.exists():
        raise ValueError(f"there is no file {text}; check the path")
    if path.is_dir():
        raise ValueError(f"{text} is a folder; name a file")
    return path


def folder(text: str) -> Path:
    """A folder, there or to be made."""
    if not text:
        raise ValueError("is empty; write the path of a folder")
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise ValueError(f"{text} is a file; name a folder")
    return path.absolute()


def port(given: str | int) -> int:
    """A TCP port that needs no special rights. The default comes as a number."""
    text = str(given)
    if not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise ValueError(f"{text!r} is no free port; write a number from 1024 to 65535")
    return int(text)


def rule_sets(text: str) -> str:
    """Names of rule sets, parted by commas. Whether their files have faults is said where they are read, with file and line."""
    from ogp_etl.check.rulebook import known_sets, no_sets

    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValueError(f"names no rule set; write some of {', '.join(known_sets())}, parted by commas")
    if faults := no_sets(names):
        raise ValueError(", and ".join(f"{fault.what} ({fault.do})" for fault in faults))
    return ",".join(names)


Plans = Annotated[list[str] | None, typer.Argument(metavar="[PLAN]…", help="Plan ids; none: all plans.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Language = Annotated[
    Literal["zh-Hant", "en"], typer.Option("--language", parser=one_of(*LANGUAGES), help="Language of the texts.")
]
FailOn = Annotated[
    Literal["breach", "gap", "unknown", "due-soon"] | None,
    typer.Option("--fail-on", parser=one_of(*FAILING), help="Exit code 1 when a verdict is this."),
]
Replay = Annotated[
    list[Path] | None,
    typer.Option("--replay", metavar="FILE", parser=file, help="Answer from this WARC or WACZ file; never the network."),
]
Now = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        metavar="INSTANT",
        parser=instant,
        help="Work at this instant (ISO 8601). Default: now; with --replay the newest record's date.",
    ),
]

AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", parser=day, help="Judge as of this day, past or still to come. Default: today."
    ),
]


def set_replay(files: list[Path] | None) -> None:
    """Make these files this process's settings, as ``OGP_REPLAY`` would."""
    if files:
        os.environ["OGP_REPLAY"] = os.pathsep.join(str(one.absolute()) for one in files)


def moment(given: datetime | None) -> datetime:
    """The instant to work at: as given, else the newest record of a replay, else now."""
    from ogp_etl.settings import read_settings

    if given is not None:
        return given
    replay = read_settings().replay
    if replay:
        from ogp_etl.harvest.door.replay import Replay as Recording

        return Recording(replay).newest
    return datetime.now(UTC)


def end_of(known: date, zone: Any) -> datetime:
    """An instant, or the end of a day in the zone."""
    return known if isinstance(known, datetime) else datetime.combine(known, time.max, tzinfo=zone).astimezone(UTC)
