"""What pydantic found wrong in a file that a person wrote, as faults with their lines and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ogp_etl.errors import Fault
from ogp_etl.yaml_files.keys import known_keys, wanted
from ogp_etl.yaml_files.lines import LineMap

Loc = tuple[Hashable, ...]

_EXPECTED: tuple[tuple[str | tuple[str, ...], str], ...] = (
    ("date_", "a day like 2021-01-31"),
    ("bool_", "true or false"),
    ("int_", "a whole number"),
    ("float_", "a number"),
    ("string_too_short", "a text that is not empty"),
    ("string_pattern_mismatch", "something of the form {pattern}"),
    (("literal_error", "enum"), "one of: {expected}"),
    ("union_tag_invalid", "one of: {expected_tags}"),
)
"""What to write, by the type of pydantic's error; where none is named the JSON schema tells."""
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_MISSING = ("missing", "missing_argument", "missing_keyword_only_argument", "union_tag_not_found")


def faults_from(
    error: ValidationError,
    lines: LineMap,
    path: Path,
    schema: Mapping[str, Any] | None = None,
    *,
    named: Collection[Loc] = (),
) -> list[Fault]:
    """What pydantic found wrong in the data of ``path``, as faults with lines, in the order of the file.

    ``schema`` is the JSON schema of the type that was asked for (``TypeAdapter(T).json_schema()``); with it an unknown
    key names the known key that looks most like it, and a missing one says what belongs there. ``named``: places of
    which a fault is told already (``yaml_lines.Written.faulty``).
    """
    faults = []
    for one in error.errors(include_url=False):
        loc = _at_fault(one, lines)
        if one["type"] == "too_short" and one["input"]:  # entries that are wrong are told of themselves, not as absent
            continue
        if not any(lines.there(loc)[: len(place)] == place for place in named):
            faults.append((lines.line(loc), _words(one, loc, lines, schema)))
    unique = dict.fromkeys(sorted(faults, key=lambda pair: pair[0]))
    return [Fault(f"{path}:{line}", what, do) for line, (what, do) in unique]


def _at_fault(one: Mapping[str, Any], lines: LineMap) -> Loc:
    """Where a person must write something: at the key that tells of which sort a group is; at the key with which a message
    about a whole group begins ("end 2020-01-01 is before …"); else where pydantic says."""
    loc: Loc = one["loc"]
    if one["type"].startswith("union_tag"):
        return (*loc, one["ctx"]["discriminator"].strip("'"))
    if one["type"] == "value_error" and isinstance(one.get("input"), dict):
        word = str(one["ctx"]["error"]).partition(" ")[0]
        return (*loc, word) if lines.has(loc, word) else loc
    return loc


def _name(loc: Loc, lines: LineMap, missing: bool) -> str:
    """``sources.url``: the keys as the file has them, and a missing last one; no positions, no names of variants."""
    there = [*lines.there(loc), *(loc[-1:] if missing else ())]
    return ".".join(str(part) for part in there if not isinstance(part, int)) or "the file"


def _words(one: Mapping[str, Any], loc: Loc, lines: LineMap, schema: Mapping[str, Any] | None) -> tuple[str, str]:
    kind, context = one["type"], one.get("ctx") or {}
    name, belongs = _name(loc, lines, kind in _MISSING), wanted(loc, schema)
    given = context.get("tag", one.get("input"))
    if kind in _UNKNOWN:
        return _unknown_key(str(loc[-1]), name, known_keys(loc, schema))
    if kind in _MISSING:
        return f"{name} is missing", f"write {loc[-1]}: with {belongs}" if belongs else "write it"
    if kind in ("value_error", "assertion_error"):
        what, _, do = str(context.get("error", one["msg"])).partition("; ")
        last = name.rpartition(".")[2]
        said = what.removeprefix(last) if what.startswith(f"{last} ") else f": {what}"
        return name + said, do or _other(one, belongs)
    if kind in ("tuple_type", "list_type", "too_short"):
        plain = isinstance(given, str) and belongs in ("", "a list")
        do = f"write a list, such as [{given}]" if plain else f"write {belongs or 'a list'}"
        return f"{name} is {_shown(given)}", f"{do} with at least one entry" if kind == "too_short" else do
    if kind == "string_type":
        return f"{name} is {_shown(given)}", f"write {belongs or 'a text'}, in quotes when it looks like a number or a day"
    expected = next((words for start, words in _EXPECTED if kind.startswith(start)), None)
    return f"{name} is {_shown(given)}", "write " + expected.format(**context) if expected else _other(one, belongs)


def _unknown_key(key: str, name: str, known: Sequence[str]) -> tuple[str, str]:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    every = f"remove it or use one of: {', '.join(known)}" if known else "remove it"
    return f"the key {name} is unknown", f"did you mean {near[0]}?" if near else every


def _other(one: Mapping[str, Any], belongs: str) -> str:
    """What the schema wants there, else pydantic's own words."""
    return f"write {belongs}" if belongs else one["msg"][:1].lower() + one["msg"][1:]


def _shown(given: Any) -> str:
    if given is None or given in ([], {}):
        return "empty"
    for kind, word in ((dict, "a group of keys"), (list, "a list")):
        if isinstance(given, kind):
            return word
    text = given.isoformat() if isinstance(given, date) else repr(given)
    return text if len(text) <= 60 else text[:57] + "…"
