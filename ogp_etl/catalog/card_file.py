"""One file of a plan as it was read: its data as written, and where each value stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.yaml_files.faults import faults_from
from ogp_etl.yaml_files.lines import LineMap, read

Loc = tuple[Hashable, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CardFile:
    """The data as written, before any type was asked for: cross checks read it leniently, so that one wrong value in a
    card does not hide the others. ``data`` is empty where the file could not be read or holds no keys."""

    path: Path
    data: Mapping[Hashable, Any] = field(default_factory=dict)
    lines: LineMap = field(default_factory=LineMap)

    def fault(self, loc: Loc, what: str, do: str) -> Fault:
        return Fault(f"{self.path}:{self.lines.line(loc)}", what, do)

    def at(self, loc: Loc) -> Any:
        """The value at ``loc``; None where the file has none."""
        here: Any = self.data
        for part in loc:
            if isinstance(here, Mapping):
                here = here.get(part)
            elif isinstance(here, list) and isinstance(part, int) and part < len(here):
                here = here[part]
            else:
                return None
        return here

    def text(self, *loc: Hashable) -> str | None:
        """The text at ``loc``; None where there is none, or something else than a text."""
        value = self.at(loc)
        return value.strip() if isinstance(value, str) else None

    def day(self, *loc: Hashable) -> date | None:
        """The day at ``loc``, also when written in quotes; None where there is none."""
        value = self.at(loc)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:  # the type check names it
                return None
        return value if isinstance(value, date) else None

    def items(self, *loc: Hashable) -> Iterator[Loc]:
        """Places of the entries of the list at ``loc``; none where there is no list."""
        value = self.at(loc)
        if isinstance(value, list):
            yield from ((*loc, place) for place in range(len(value)))

    def texts(self, *loc: Hashable) -> list[tuple[Loc, str]]:
        """The texts of the list at ``loc``, with their places."""
        return [(place, text) for place in self.items(*loc) if (text := self.text(*place)) is not None]


def read_card(path: Path, kind: type[T]) -> tuple[CardFile, T | None, list[Fault]]:
    """One file read and checked against its type. The typed card is None exactly when there are faults."""
    try:
        written = read(path)
    except InputInvalid as error:
        return CardFile(path), None, list(error.faults)
    faults = list(written.faults)
    if not isinstance(written.data, dict):
        what = "is empty" if written.data is None else "holds no keys"
        do = "write keys and values; docs/adding-evidence.md shows a card"
        return CardFile(path), None, [*faults, Fault(f"{path}:1", what, do)]
    card = CardFile(path, written.data, written.lines)
    adapter = TypeAdapter(kind)
    try:
        typed = adapter.validate_python(written.data)
    except ValidationError as error:
        typed = None
        schema = adapter.json_schema()
        faults += faults_from(error, written.lines, path, schema, named=written.faulty)
        meant = _as_meant(written.data, error)
        if meant is not None:  # a mistyped sort keeps the type from looking at the other keys of its group
            try:
                adapter.validate_python(meant)
            except ValidationError as others:
                faults += faults_from(others, written.lines, path, schema, named=written.faulty)
    return card, None if faults else typed, faults


def _as_meant(data: dict[Hashable, Any], error: ValidationError) -> dict[Hashable, Any] | None:
    """The data with the nearest known word wherever a group is of an unknown sort (``collector: pge``); None where there is no
    such group, or no near word."""
    meant = None
    for one in error.errors(include_url=False):
        if one["type"] != "union_tag_invalid":
            continue
        known = re.findall(r"'([^']+)'", one["ctx"]["expected_tags"])
        near = get_close_matches(str(one["ctx"]["tag"]), known, n=1)
        if near:
            meant = deepcopy(data) if meant is None else meant
            group: Any = meant
            for part in one["loc"]:
                group = group[part]
            group[one["ctx"]["discriminator"].strip("'")] = near[0]
    return meant


def twice(card: CardFile, key: str, part: str) -> Iterator[Fault]:
    """Entries of the list ``part`` whose ``key`` an earlier entry has already."""
    seen: dict[str, int] = {}
    for place in card.items(part):
        name = card.text(*place, key)
        if name is None:
            continue
        if name in seen:
            what = f"{part} has {key} {name} twice (first on line {seen[name]})"
            yield card.fault((*place, key), what, f"keep one, or give one of them another {key}")
        else:
            seen[name] = card.lines.line((*place, key))


def suggestion(name: str, known: Collection[str], otherwise: str) -> str:
    """What to do about a name that nobody knows."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else otherwise
