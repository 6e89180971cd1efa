"""What a JSON schema allows at a place: to tell a person what a mistyped key may have meant, and what belongs under a key.
Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

_MOST_WORDS = 40


def known_keys(loc: Sequence[Hashable], schema: Mapping[str, Any] | None) -> list[str]:
    """Keys that the value holding ``loc``'s last part may have; empty when the schema does not tell."""
    if schema is None or not loc:
        return []
    return sorted({key for one in _at(loc[:-1], schema) for option in _options(one, schema) for key in _keys(option)})


def wanted(loc: Sequence[Hashable], schema: Mapping[str, Any] | None) -> str:
    """What belongs at ``loc``, in words: ``a day like 2021-01-31``, ``a list``. Empty when the schema does not tell."""
    if schema is None or not loc:
        return ""
    found = [child for one in _at(loc[:-1], schema) for child in _children(one, loc[-1], schema)]
    options = [option for one in found for option in _options(one, schema) if option.get("type") != "null"]
    sorts = [str(option["const"]) for option in options if "const" in option]
    if len(sorts) > 1:
        return f"one of: {', '.join(sorts)}"
    return next((words for option in options if (words := _in_words(option, schema))), "")


def _in_words(option: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    one_of = option.get("enum") or ([option["const"]] if "const" in option else [])
    if one_of:
        shown = ", ".join(map(str, one_of))
        return f"one of: {shown}" if len(one_of) <= _MOST_WORDS else ""
    if option.get("format") == "date":
        return "a day like 2021-01-31"
    kind = option.get("type")
    if kind == "object":
        return _group(option)
    if kind == "array":
        entry = next((words for one in _options(option.get("items", {}), root) if (words := _in_words(one, root))), "")
        if "below it" in entry:
            return f"a list of entries, each with {entry}"
        return f"a list like [{', '.join(option['examples'][0])}]" if option.get("examples") else "a list"
    simple = {"string": "a text", "boolean": "true or false", "integer": "a whole number", "number": "a number"}.get(
        str(kind), ""
    )
    like = f" like {option['examples'][0]}" if kind == "string" and option.get("examples") else ""
    return simple + like + _limits(option)


def _group(option: Mapping[str, Any]) -> str:
    needed, known = option.get("required", ()), _keys(option)
    if needed:
        return f"the keys {', '.join(needed)} below it"
    return f"one or more of the keys {', '.join(known)} below it" if known else "keys with values"


def _limits(option: Mapping[str, Any]) -> str:
    least, most = option.get("minimum"), option.get("maximum")
    if least is not None and most is not None:
        return f" from {least:g} to {most:g}"
    if least is not None:
        return f" of {least:g} or more"
    return f" of {most:g} or less" if most is not None else ""


def _keys(option: Mapping[str, Any]) -> list[str]:
    """Keys that a person may write."""
    return [key for key, value in option.get("properties", {}).items() if not value.get("readOnly")]


def _at(loc: Sequence[Hashable], schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    here = [schema]
    for part in loc:
        here = [child for one in here for child in _children(one, part, schema)] or here
    return here


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
