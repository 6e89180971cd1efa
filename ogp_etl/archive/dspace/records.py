"""What stands in a DSpace, as read from its answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ogp_etl.errors import RepositoryFault

Values = Sequence[tuple[str, str | None]]
"""Values of one metadata field, each with its language (as DSpace writes it: ``zh_TW``, ``en``) or None."""
Metadata = Mapping[str, Values]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A bitstream."""

    uuid: str
    name: str
    size: int
    md5: str
    metadata: Metadata
    bundle: str
    """Name of its bundle."""

    def value(self, field: str) -> str | None:
        return value(self.metadata, field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    uuid: str
    handle: str
    metadata: Metadata
    discoverable: bool
    withdrawn: bool
    archived: bool
    bundles: Mapping[str, str]
    """Uuid by name; empty when the answer did not hold them."""
    files: tuple[StoredFile, ...]
    modified: datetime | None = None
    """When the server last changed it, by its own clock; None when it does not say."""
    collection: str | None = None
    """Uuid of the collection that owns it; None when the answer did not hold it."""

    def value(self, field: str) -> str | None:
        return value(self.metadata, field)

    def values(self, field: str) -> list[str]:
        return [text for text, _ in self.metadata.get(field, ())]

    @property
    def age(self) -> tuple[int, str]:
        """Sorts the oldest first."""
        return _age(self.handle, self.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A community or a collection."""

    uuid: str
    handle: str
    metadata: Metadata

    def value(self, field: str) -> str | None:
        return value(self.metadata, field)

    @property
    def age(self) -> tuple[int, str]:
        """Sorts the oldest first."""
        return _age(self.handle, self.uuid)


def _age(handle: str, uuid: str) -> tuple[int, str]:
    """Handles are given out in turn."""
    number = handle.rpartition("/")[2]
    return (int(number) if number.isdigit() else 1 << 62, uuid)


def value(metadata: Metadata, field: str) -> str | None:
    """The first value of a field."""
    found = metadata.get(field, ())
    return found[0][0] if found else None


def uuid_of(answer: Any, what: str) -> str:
    """Raises RepositoryFault when an answer that should hold a thing holds none."""
    found = answer.get("uuid") if isinstance(answer, dict) else None
    if not isinstance(found, str) or not found:
        raise RepositoryFault(f"DSpace answered without a uuid for {what}; the next run looks what is there, and tries again")
    return found


def read_metadata(answer: Mapping[str, Any]) -> Metadata:
    return {
        field: [
            (str(one.get("value") or ""), one.get("language")) for one in sorted(values, key=lambda one: one.get("place") or 0)
        ]
        for field, values in (answer.get("metadata") or {}).items()
    }


def read_container(answer: Any) -> Container:
    return Container(uuid=uuid_of(answer, "a container"), handle=answer.get("handle") or "", metadata=read_metadata(answer))


def read_file(answer: Any, bundle: str) -> StoredFile:
    return StoredFile(
        uuid=uuid_of(answer, "a file"),
        name=str(answer.get("name") or ""),
        size=int(answer.get("sizeBytes") or 0),
        md5=str((answer.get("checkSum") or {}).get("value") or ""),
        metadata=read_metadata(answer),
        bundle=bundle,
    )


def read_item(answer: Any) -> Item:
    """An item, with its bundles and files where the answer holds them."""
    bundles: dict[str, str] = {}
    files: list[StoredFile] = []
    for bundle in _embedded(answer, "bundles"):
        name = str(bundle.get("name") or "")
        bundles[name] = uuid_of(bundle, "a bundle")
        files.extend(read_file(file, name) for file in _embedded(bundle, "bitstreams"))
    return Item(
        uuid=uuid_of(answer, "an item"),
        handle=answer.get("handle") or "",
        metadata=read_metadata(answer),
        discoverable=bool(answer.get("discoverable")),
        withdrawn=bool(answer.get("withdrawn")),
        archived=bool(answer.get("inArchive")),
        bundles=bundles,
        files=tuple(files),
        modified=_instant(answer.get("lastModified")),
        collection=_owner(answer),
    )


def _owner(answer: Any) -> str | None:
    owner = (answer.get("_embedded") or {}).get("owningCollection")
    return owner.get("uuid") if isinstance(owner, dict) else None


def _instant(text: object) -> datetime | None:
    """With its offset: the server writes ``Z`` or ``+00:00``."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def write_metadata(metadata: Metadata) -> dict[str, list[dict[str, str | None]]]:
    """As the server wants it when a thing is created."""
    return {field: write_values(values) for field, values in metadata.items() if values}


def write_values(values: Values) -> list[dict[str, str | None]]:
    return [{"value": text, "language": language} for text, language in values]


def _embedded(answer: Any, name: str) -> Sequence[Any]:
    """The list ``name``: embedded as itself, or as one page of a resource of that name."""
    found = ((answer.get("_embedded") or {}).get(name) or {}) if isinstance(answer, dict) else {}
    if isinstance(found, dict):
        found = (found.get("_embedded") or {}).get(name) or ()
    return found if isinstance(found, list) else ()
