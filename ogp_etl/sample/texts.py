"""What the sample's sites have to say: the YAML files in ``texts/``, read into small types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from ogp_etl.sample import files

FOLDER = Path(__file__).parent / "texts"


@cache
def read(name: str) -> Any:
    """One file of ``texts/``, without its ending. Not to be changed by the caller."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class File:
    """A file that a site offers from the day ``since`` to the day ``until``, both included."""

    name: str
    since: date
    until: date
    body: bytes
    guid: str
    """Made at each upload: a replaced file has another one."""
    dead: bool = False
    """It is linked, but was never put there."""

    @classmethod
    def read(cls, told: Mapping[str, Any], since: date, until: date) -> File:
        name, start = told["name"], told.get("since", since)
        rows = told.get("rows")
        title = name[: name.rindex(".")]
        return cls(
            name=name,
            since=start,
            until=told.get("until", told["gone"] - timedelta(days=1) if "gone" in told else until),
            body=files.table(rows) if rows else files.document(name, title, told["text"]),
            guid=str(uuid5(NAMESPACE_URL, f"{name} {start}")),
            dead=told.get("dead", False),
        )

    def on(self, day: date) -> bool:
        return self.since <= day <= self.until and not self.dead


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry of a list of the CCMS family."""

    number: str
    """``s`` of its address; empty where the entry leads to another site."""
    day: date
    until: date
    """Last day on which the site shows it."""
    updated: date
    title: str
    unit: str
    text: tuple[str, ...]
    files: tuple[File, ...]
    link: str
    """Address on another site; empty for its own."""

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Notice:
        until = told.get("until", date.max)
        return cls(
            number=told.get("s", ""),
            day=told["day"],
            until=until,
            updated=told.get("updated", told["day"]),
            title=told["title"],
            unit=told["unit"],
            text=tuple(told.get("text", ())),
            files=tuple(File.read(one, told["day"], until) for one in told.get("files", ())),
            link=told.get("link", ""),
        )

    def on(self, day: date) -> bool:
        return self.day <= day <= self.until

    def files_shown(self, day: date) -> list[File]:
        return [file for file in self.files if file.since <= day <= file.until]
