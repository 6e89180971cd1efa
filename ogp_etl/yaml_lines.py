"""YAML as people write it, with the line of every value, and the faults of a checked file in words with their lines.

The subset is that of YAML 1.2's core with days added: mappings, lists, texts, numbers, ``true``/``false``, ``null`` and
days (``2021-01-31``). Everything else stays text: ``yes``, ``no``, ``on`` and times of day are texts. Anchors, merges
and tags are refused: a card is read by people, top to bottom.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.schema_keys import known_keys

Loc = tuple[Hashable, ...]
_TAG = "tag:yaml.org,2002:"
_DEEPEST = 30


class _Loader(yaml.CSafeLoader):
    """Only composes nodes; resolves plain scalars by the short list below and nothing else."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 typed so by PyYAML


for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", list("0123456789")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(_TAG + _tag, re.compile(_pattern), _first)


@dataclass(frozen=True, slots=True)
class LineMap:
    """Where each value of a file stands: its path of keys and list positions → its line, from 1."""

    lines: Mapping[Loc, int] = field(default_factory=dict)

    def line(self, loc: Sequence[Hashable] = ()) -> int:
        """Line of the deepest value on ``loc`` that the file has; parts that the file does not have are skipped
        (a missing key, the name of a variant). 1 for the empty path of an empty file."""
        return self.lines.get(self._there(loc), 1)

    def has(self, loc: Sequence[Hashable], part: Hashable) -> bool:
        """Whether the value at ``loc`` has this key or list position."""
        return (*self._there(loc), part) in self.lines

    def _there(self, loc: Sequence[Hashable]) -> Loc:
        path: Loc = ()
        for part in loc:
            if (*path, part) in self.lines:
                path = (*path, part)
        return path


def load(path: Path) -> tuple[Any, LineMap]:
    """The data of one YAML file and the lines it stands on. An empty file gives None.

    Raises InputInvalid with every fault of the file: not readable, not UTF-8, no YAML, a key written twice, an anchor,
    a tag, a day that no calendar has.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputInvalid([Fault(str(path), f"cannot be read: {error.strerror}", "check the path")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputInvalid([Fault(f"{path}:{line}", "is not UTF-8", "save the file as UTF-8")]) from error
    try:
        _refuse_tricks(path, yaml.parse(text, Loader=_Loader))
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise InputInvalid([_syntax(path, error)]) from error
    reading = _Reading(path)
    data = reading.build(node, ()) if node is not None else None
    if reading.faults:
        raise InputInvalid(reading.faults)
    return data, LineMap(reading.lines)


def _refuse_tricks(path: Path, events: Iterator[yaml.Event]) -> None:
    """Composing a very deep file overruns the stack of the C library, and aliases can make a small file huge."""
    depth, faults = 0, []
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        where = f"{path}:{event.start_mark.line + 1 if event.start_mark else 1}"
        if depth > _DEEPEST:
            raise InputInvalid([Fault(where, "is nested too deep", "write plain keys and values")])
        if isinstance(event, yaml.AliasEvent):
            faults.append(Fault(where, f"repeats a value by its name (*{event.anchor})", "write the value out in both places"))
    if faults:
        raise InputInvalid(faults)


def _syntax(path: Path, error: yaml.YAMLError) -> Fault:
    if not isinstance(error, yaml.MarkedYAMLError):
        return Fault(f"{path}:1", "holds a control character", "remove it")
    mark = error.problem_mark or error.context_mark
    what = " ".join(part for part in (error.context, error.problem) if part)
    line = mark.line + 1 if mark else 1
    return Fault(f"{path}:{line}", f"is no YAML: {what}", "check indentation, colons and quotes near this line")


class _Reading:
    """One walk over the nodes of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Loc, int] = {}
        self.faults: list[Fault] = []

    def fault(self, node: yaml.Node, what: str, do: str) -> None:
        self.faults.append(Fault(f"{self.path}:{node.start_mark.line + 1}", what, do))

    def build(self, node: yaml.Node, loc: Loc) -> Any:
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return dict(self._pairs(node, loc))
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.build(item, (*loc, place)) for place, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self.fault(node, f"has the tag {node.tag}", "remove the tag")
        return None

    def _pairs(self, node: yaml.MappingNode, loc: Loc) -> Iterator[tuple[Hashable, Any]]:
        lines: dict[Hashable, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(key_node, "has a list or mapping as a key", "write a plain word before the colon")
                continue
            key = self._scalar(key_node)
            if key in lines:
                self.fault(key_node, f"the key {key} stands here again (first on line {lines[key]})", "keep one")
                continue
            lines[key] = self.lines[(*loc, key)] = line
            yield key, self.build(value_node, (*loc, key))

    def _scalar(self, node: yaml.ScalarNode) -> str | int | float | bool | date | None:
        text: str = node.value
        kind = node.tag.removeprefix(_TAG)
        try:
            if kind == "timestamp":
                return date.fromisoformat(text)
            if kind in ("int", "float"):
                return int(text) if kind == "int" else float(text)
        except ValueError:
            self.fault(node, f"{text} is no {'day of the calendar' if kind == 'timestamp' else 'number'}", "mend it")
            return None
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind != "str":
            self.fault(node, f"has the tag {node.tag}", "remove the tag")
        return text


_EXPECTED: tuple[tuple[str | tuple[str, ...], str], ...] = (
    ("date_", "a day like 2021-01-31"),
    ("bool_", "true or false"),
    ("int_", "a whole number"),
    ("float_", "a number"),
    (("tuple_", "list_"), "a list"),
    (("dict_", "dataclass_", "model_"), "keys with values"),
    ("string_type", "a text, in quotes when it looks like a number or a day"),
    ("string_too_short", "a text that is not empty"),
    ("string_pattern_mismatch", "something of the form {pattern}"),
    ("literal_error", "one of: {expected}"),
    ("enum", "one of: {expected}"),
    ("union_tag_invalid", "as {discriminator} one of: {expected_tags}"),
    ("union_tag_not_found", "the key {discriminator}"),
)


def faults_from(error: ValidationError, lines: LineMap, path: Path, schema: Mapping[str, Any] | None = None) -> list[Fault]:
    """What pydantic found wrong in the data of ``path``, as faults with lines, in the order of the file.

    ``schema`` is the JSON schema of the type that was asked for (``TypeAdapter(T).json_schema()``); with it an unknown
    key names the known key that looks most like it.
    """
    faults = [
        (lines.line(one["loc"]), _words(dict(one), _name(one["loc"], lines), known_keys(one["loc"], schema)))
        for one in error.errors(include_url=False)
    ]
    unique = dict.fromkeys(sorted(faults, key=lambda pair: pair[0]))
    return [Fault(f"{path}:{line}", what, do) for line, (what, do) in unique]


def _name(loc: Loc, lines: LineMap) -> str:
    """``sources.url``: the keys as the file has them, and a missing last one; no positions, no names of variants."""
    there = [part for place, part in enumerate(loc) if place == len(loc) - 1 or lines.has(loc[:place], part)]
    return ".".join(str(part) for part in there if not isinstance(part, int)) or "the file"


def _words(one: Mapping[str, Any], name: str, known: Sequence[str]) -> tuple[str, str]:
    kind, context = one["type"], one.get("ctx") or {}
    given = context.get("tag", one.get("input"))
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        near = difflib.get_close_matches(str(one["loc"][-1]), known, n=1, cutoff=0.6)
        every = f"remove it or use one of: {', '.join(known)}" if known else "remove it"
        return f"the key {name} is unknown", f"did you mean {near[0]}?" if near else every
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return f"{name} is missing", "write it"
    if kind in ("value_error", "assertion_error"):
        what, _, do = str(context.get("error", one["msg"])).partition("; ")
        return f"{name}: {what}", do or "write another value"
    expected = next((words for start, words in _EXPECTED if kind.startswith(start)), None)
    if expected:
        return f"{name} is {_shown(given)}", "write " + expected.format(**context)
    return f"{name} is {_shown(given)}", one["msg"][:1].lower() + one["msg"][1:]


def _shown(given: Any) -> str:
    for kind, word in ((type(None), "empty"), (dict, "a group of keys"), (list, "a list")):
        if isinstance(given, kind):
            return word
    text = given.isoformat() if isinstance(given, date) else repr(given)
    return text if len(text) <= 60 else text[:57] + "…"
