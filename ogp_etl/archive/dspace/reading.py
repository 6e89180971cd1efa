"""Deposits as they are read out of items. Pure, but for the reader of one file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any, BinaryIO, Self, cast

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace.crosswalk import provenance_bytes
from ogp_etl.archive.dspace.finding import is_sealed
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.dspace.session import Session
from ogp_etl.archive.provenance import parse_provenance
from ogp_etl.archive.store import CHUNK
from ogp_etl.model import Deposit


def versions(items: Sequence[Item]) -> list[str]:
    """Ids of the versions that stand in any of these items."""
    return sorted({capture for item in items for capture in item.values(names.CAPTURE)})


def files_of(items: Sequence[Item], capture: str) -> dict[str, StoredFile]:
    """Files of one version by their names within the package."""
    return {
        file.value(names.FILE_NAME) or file.name: file
        for item in items
        for file in item.files
        if file.value(names.CAPTURE) == capture
    }


def provenance_of(items: Sequence[Item], capture: str) -> bytes | None:
    """The canonical provenance of one version, as the public side tells it where there is one; None when no file of these
    items, nor an item itself, holds it. Raises RepositoryFault when it cannot be read."""
    for item in sorted(items, key=is_sealed):
        told = (file.value(names.PROVENANCE) for file in files_of([item], capture).values())
        own = (text for text in item.values(names.PROVENANCE) if f'"{capture}"' in text)
        for text in (*told, *own):
            if text:
                return provenance_bytes(text)
    return None


def deposit_of(items: Sequence[Item], capture: str) -> Deposit | None:
    """The deposit of one version, from the items of its document with their files; None when there is none or only a half
    one: a part is missing, or was never committed."""
    standing = [item for item in items if capture in item.values(names.CAPTURE) and not item.withdrawn]
    content = provenance_of(standing, capture)
    if content is None:
        return None
    found = parse_provenance(content)
    sides = {is_sealed(item) for item in standing}
    if not {not file.public for file in found.files} <= sides:
        return None
    main = min(standing, key=is_sealed)
    return Deposit(
        evidence=capture,
        repository="dspace",
        key=f"items/{main.uuid}",
        deposited=_deposited(main, capture) or found.capture.captured,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _deposited(item: Item, capture: str) -> datetime | None:
    """The nth instant is about the nth version; None when somebody edited either list."""
    versions, instants = item.values(names.CAPTURE), item.values(names.DEPOSITED)
    if len(versions) != len(instants):
        return None
    return datetime.fromisoformat(instants[versions.index(capture)])


class FileReader(io.RawIOBase):
    """The content of a file, read as it comes. Raises RepositoryFault when the connection breaks."""

    def __init__(self, pieces: Iterator[bytes], ending: ExitStack) -> None:
        super().__init__()
        self._pieces, self._ending = pieces, ending
        self._left = b""

    @classmethod
    def of(cls, session: Session, uuid: str) -> BinaryIO:
        ending = ExitStack()
        pieces = ending.enter_context(session.content(f"/core/bitstreams/{uuid}/content"))
        return cast("BinaryIO", io.BufferedReader(cls(pieces, ending), CHUNK))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = next(self._pieces, b"")
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        self._ending.close()
        super().close()
