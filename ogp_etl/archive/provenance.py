"""What stands beside each deposited capture: canonical JSON from which the register's rows can be made again. Pure.

The same facts give the same bytes: keys sorted, UTF-8, two spaces, one line feed at the end. Instants are ISO 8601 in
UTC with ``Z``, days ``yyyy-mm-dd``, digests SHA-256. No field holds the name of a comment's author.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Capture, Document, Exchange, PackageFile

FORMAT = "ogp-etl provenance 1"
PROVENANCE = "provenance.json"

_NOT_FACTS = ("body",)
"""Fields of an exchange that say something about our machine only."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """A provenance as read. ``facts`` are those of the exchange, as plain JSON values; ``files`` have no bytes."""

    document: Document
    capture: Capture
    facts: Mapping[str, Any]
    files: tuple[PackageFile, ...]


def exchange_facts(exchange: Exchange) -> dict[str, Any]:
    """What provenance says of the attempt that brought a capture: addresses asked and final, instants, status, types as
    stated, validators, place in the WARC file, what robots.txt said, TLS exceptions. Without paths of this machine."""
    return {field.name: _plain(getattr(exchange, field.name)) for field in fields(exchange) if field.name not in _NOT_FACTS}


def write_provenance(document: Document, capture: Capture, facts: Mapping[str, Any], files: Sequence[PackageFile]) -> bytes:
    """The canonical bytes. ``facts``: JSON values, such as ``exchange_facts`` gives."""
    return canonical(
        {
            "format": FORMAT,
            "evidence": capture.id,
            "document": document,
            "capture": capture,
            "exchange": facts,
            "files": [
                {"name": file.name, "sha256": file.sha256, "size": file.size, "public": file.public}
                for file in sorted(files, key=lambda file: file.name)
            ],
        }
    )


def read_provenance(content: bytes) -> tuple[Document, Capture, Mapping[str, Any]]:
    """The document, its capture and the facts of the exchange, exactly as they were deposited.

    Raises RepositoryFault when the bytes are no provenance of a kind known here.
    """
    found = parse_provenance(content)
    return found.document, found.capture, found.facts


def parse_provenance(content: bytes) -> Provenance:
    """As ``read_provenance``, with the files. Raises RepositoryFault."""
    try:
        return _parsed(json.loads(content))
    except (ValueError, KeyError, TypeError) as error:
        raise RepositoryFault(
            f"a provenance cannot be read ({error!r}); compare it with a copy, or read it with the version that wrote it",
            again=False,
        ) from error


def _parsed(said: Any) -> Provenance:
    if said["format"] != FORMAT:
        raise ValueError(f"format {said['format']!r}")
    return Provenance(
        document=_typed(Document, said["document"]),
        capture=_typed(Capture, said["capture"]),
        facts=said["exchange"],
        files=tuple(
            PackageFile(name=file["name"], sha256=file["sha256"], size=file["size"], public=file["public"])
            for file in said["files"]
        ),
    )


def canonical(value: Any) -> bytes:
    """Canonical JSON of dataclasses, mappings, sequences, instants, days and plain values."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return (re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text) + "\n").encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{value!r} has no place in a provenance")


def _typed(kind: Any, value: Any) -> Any:
    """``value``, which came from JSON, as the type that the field is declared with."""
    if get_origin(kind) in (Union, UnionType):
        if value is None:
            return None
        (kind,) = (choice for choice in get_args(kind) if choice is not NoneType)
    if is_dataclass(kind):
        hints = _hints(cast("Any", kind))
        return cast("Any", kind)(
            **{
                field.name: _typed(hints[field.name], value[field.name])
                for field in fields(kind)
                if field.name in value or field.default is MISSING is field.default_factory
            }
        )
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
