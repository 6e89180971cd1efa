"""JSON Schemas of the files people write, made from the types, for completion and checks in an editor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import TypeAdapter
from pydantic.dataclasses import is_pydantic_dataclass

from ogp_etl import cards
from ogp_etl.model import DRAFTING_GROUPS

File = Literal["plan", "commitment", "process"]
FILES: tuple[File, ...] = get_args(File)
TYPES: dict[File, type[Any]] = {"plan": cards.Plan, "commitment": cards.Commitment, "process": cards.Process}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(file: File) -> dict[str, Any]:
    """The JSON Schema (2020-12) of plan.yml, of a commitment card, or of process.yml."""
    made = TypeAdapter(TYPES[file]).json_schema(by_alias=True)
    for one in (made, *made.get("$defs", {}).values()):
        _describe(one)
    made["$defs"]["Title"]["minProperties"] = 1
    if file == "plan":
        for part in ("commitments", "process"):  # put in by the reader, never written in plan.yml
            del made["properties"][part]
        made["$defs"] = _used(made)
    if file == "commitment":
        drafting = {kind for group in DRAFTING_GROUPS.values() for kind in group}
        kinds = made["properties"]["kinds"]["items"]
        kinds["enum"] = [kind for kind in kinds["enum"] if kind not in drafting]
    return {"$schema": DIALECT, **made}


def schema_text(file: File) -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(file), ensure_ascii=False, indent=2) + "\n"


def schema_file(file: File) -> str:
    return f"{file}.schema.json"


def write_schemas(folder: Path) -> list[Path]:
    """Writes the three schemas into ``folder`` and says where."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / schema_file(file) for file in FILES]
    for file, path in zip(FILES, paths, strict=True):
        path.write_text(schema_text(file), encoding="utf-8")
    return paths


def _describe(one: dict[str, Any]) -> None:
    """Inherited fields get their words too: pydantic reads the docstrings of a class, not those of its bases."""
    kind = getattr(cards, one.get("title", ""), None)
    for base in getattr(kind, "__mro__", ())[1:]:
        if not is_pydantic_dataclass(base):
            continue
        for name, inherited in TypeAdapter(base).json_schema(by_alias=True).get("properties", {}).items():
            own = one["properties"].get(name)
            if own is not None and "description" in inherited:
                own.setdefault("description", inherited["description"])


def _used(made: dict[str, Any]) -> dict[str, Any]:
    """Definitions that are still pointed at, directly or through another."""
    held: dict[str, Any] = made["$defs"]
    used: dict[str, Any] = {}
    waiting = [{key: value for key, value in made.items() if key != "$defs"}]
    while waiting:
        text = json.dumps(waiting.pop())
        for name, definition in held.items():
            if name not in used and f'"#/$defs/{name}"' in text:
                used[name] = definition
                waiting.append(definition)
    return {name: used[name] for name in held if name in used}
