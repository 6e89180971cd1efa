"""YAML as people write it, with the line of every value and every fault that can be seen without knowing its type.

The subset is that of YAML 1.2's core with days added: mappings, lists, texts, numbers, ``true``/``false``, ``null`` and
days (``2021-01-31``). Everything else stays text: ``yes``, ``no``, ``on`` and times of day are texts. Anchors, merges
and tags are refused: a card is read by people, top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.yaml_files.syntax import syntax_fault

Loc = tuple[Hashable, ...]
_TAG = "tag:yaml.org,2002:"
_DEEPEST = 30
_NO_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML forbids in a file (YAML 1.2 §5.1), as its C library does."""


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
        return self.lines.get(self.there(loc), 1)

    def has(self, loc: Sequence[Hashable], part: Hashable) -> bool:
        """Whether the value at ``loc`` has this key or list position."""
        return (*self.there(loc), part) in self.lines

    def there(self, loc: Sequence[Hashable]) -> Loc:
        """The parts of ``loc`` that the file has."""
        path: Loc = ()
        for part in loc:
            if (*path, part) in self.lines:
                path = (*path, part)
        return path


@dataclass(frozen=True, slots=True)
class Written:
    """What one YAML file holds, as far as it can be read."""

    data: Any
    """None for an empty file. A value with a fault stands here as it was written, or as None."""
    lines: LineMap
    faults: tuple[Fault, ...]
    """In the order of the file."""
    faulty: frozenset[Loc]
    """Where the values with faults stand: they are named already, and nothing more is to be said of them."""


def read(path: Path) -> Written:
    """The data of one YAML file and the lines it stands on; an empty file gives None. Beside them the faults of single
    values: a day that no calendar has, a key written twice, a value repeated by its name, a tag. One bad value does not hide
    what is wrong with the others.

    Raises InputInvalid when nothing can be read: no ordinary file, not readable, not UTF-8, no YAML, nested too deep.
    """
    text = _text(path)
    try:
        repeated = _repeated(path, yaml.parse(text, Loader=_Loader))
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise InputInvalid([syntax_fault(path, text, error)]) from error
    reading = _Reading(path, repeated)
    data = reading.build(node, ()) if node is not None else None
    return Written(data, LineMap(reading.lines), tuple(sorted(reading.faults, key=_line)), frozenset(reading.faulty))


def _line(fault: Fault) -> int:
    return int(fault.where.rpartition(":")[2])


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():  # a pipe would be waited on
        what = "is a folder" if path.is_dir() else "is no ordinary file"
        raise InputInvalid([Fault(str(path), what, "put a YAML file there")])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputInvalid([Fault(str(path), f"cannot be read: {error.strerror}", "check the path and its rights")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputInvalid([Fault(f"{path}:{line}", "is not UTF-8", "save the file as UTF-8")]) from error
    found = _NO_TEXT.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = f"holds the control character U+{ord(found[0]):04X}"
        do = "save the file as UTF-8 text" if found[0] == "\0" else "remove it, or write it as an escape within double quotes"
        raise InputInvalid([Fault(f"{path}:{line}", what, do)])
    return text


def _repeated(path: Path, events: Iterator[yaml.Event]) -> list[Fault]:
    """Values that are repeated by their names. Composing a very deep file overruns the stack of the C library."""
    depth, faults = 0, []
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                do = f"write plain keys and values, at most {_DEEPEST} levels of them"
                raise InputInvalid([Fault(_where(path, event), "is nested too deep", do)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            what = f"repeats a value by its name (*{event.anchor})"
            faults.append(Fault(_where(path, event), what, "write the value out in both places"))
    return faults


def _where(path: Path, event: yaml.Event) -> str:
    return f"{path}:{event.start_mark.line + 1 if event.start_mark else 1}"


class _Reading:
    """One walk over the nodes of one file."""

    def __init__(self, path: Path, repeated: Sequence[Fault]) -> None:
        self.path = path
        self.lines: dict[Loc, int] = {}
        self.faults: list[Fault] = list(repeated)
        self.faulty: set[Loc] = set()
        self._met: set[int] = set()

    def fault(self, node: yaml.Node, value: Loc | None, what: str, do: str) -> None:
        """``value``: the place whose value cannot be had; None: every value can."""
        self.faults.append(Fault(f"{self.path}:{node.start_mark.line + 1}", what, do))
        if value is not None:
            self.faulty.add(value)

    def build(self, node: yaml.Node, loc: Loc) -> Any:
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if id(node) in self._met:  # the same node again is a value repeated by its name: named already, maybe endless
            self.faulty.add(loc)
            return None
        self._met.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return dict(self._pairs(node, loc))
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.build(item, (*loc, place)) for place, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, loc)
        self.fault(node, loc, f"has the tag {_tag_name(node)}", "remove the tag")
        return None

    def _pairs(self, node: yaml.MappingNode, loc: Loc) -> Iterator[tuple[Hashable, Any]]:
        lines: dict[Hashable, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._bad_key(node, key_node, loc)
                continue
            key = self._scalar(key_node, (*loc, key_node.value))
            if key in lines:
                self.fault(key_node, None, f"the key {key} stands here again (first on line {lines[key]})", "keep one")
                continue
            lines[key] = self.lines[(*loc, key)] = line
            yield key, self.build(value_node, (*loc, key))

    def _bad_key(self, node: yaml.MappingNode, key: yaml.Node, loc: Loc) -> None:
        if isinstance(key, yaml.MappingNode) and key.start_mark.index == node.start_mark.index + 1:
            do = "write plain text: strings in cards are never rendered as templates"
            self.fault(key, loc, "holds a template ({{)", do)
        else:
            self.fault(key, None, "has a list or mapping as a key", "write a plain word before the colon")

    def _scalar(self, node: yaml.ScalarNode, loc: Loc) -> str | int | float | bool | date | None:
        text: str = node.value
        kind = node.tag.removeprefix(_TAG)
        try:
            if kind == "timestamp":
                return date.fromisoformat(text)
            if kind in ("int", "float"):
                return int(text) if kind == "int" else float(text)
        except ValueError:
            if kind == "timestamp":
                self.fault(node, loc, f"{text} is no day of the calendar", "write a day of the calendar, like 2021-01-31")
            else:
                self.fault(node, loc, f"{text} is no number", "write a number with fewer digits, or a text in quotes")
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind != "str":
            self.fault(node, loc, f"has the tag {_tag_name(node)}", "remove the tag")
        return text


def _tag_name(node: yaml.Node) -> str:
    """As it was written: ``!!set``, ``!mine``."""
    tag: str = node.tag
    return tag.replace(_TAG, "!!")
