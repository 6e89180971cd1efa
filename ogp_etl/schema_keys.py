"""Which keys a JSON schema allows at a place, to tell a person what a mistyped key may have meant. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any


def known_keys(loc: Sequence[Hashable], schema: Mapping[str, Any] | None) -> list[str]:
    """Keys that the value holding ``loc``'s last part may have; empty when the schema does not tell."""
    if schema is None or not loc:
        return []
    here = [schema]
    for part in loc[:-1]:
        here = [child for one in here for child in _children(one, part, schema)] or here
    return sorted({key for one in here for option in _options(one, schema) for key in option.get("properties", {})})


def _children(one: Mapping[str, Any], part: Hashable, root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for option in _options(one, root):
        if part in option.get("properties", {}):
            yield option["properties"][part]
        elif isinstance(part, int) and "items" in option:
            yield option["items"]
        elif isinstance(option.get("additionalProperties"), dict):
            yield option["additionalProperties"]
        elif part in option.get("discriminator", {}).get("mapping", {}):
            yield {"$ref": option["discriminator"]["mapping"][part]}


def _options(one: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in one:
        target: Any = root
        for part in str(one["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        yield from _options(target, root)
        return
    yield one
    for word in ("anyOf", "oneOf", "allOf"):
        for option in one.get(word, ()):
            yield from _options(option, root)
