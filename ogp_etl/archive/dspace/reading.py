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
from ogp_etl.archive.dspace.session import Refused, Session
from ogp_etl.archive.provenance import parse_provenance
from ogp_etl.archive.store import CHUNK, hashed
from ogp_etl.model import Deposit


def versions(items: Sequence[Item]) -> list[str]:
    """Ids of the versions that stand in any of these items."""
    return sorted({capture for item in items for capture in item.values(names.CAPTURE)})


def files_of(items: Sequence[Item], capture: str) -> dict[str, StoredFile]:
    """Files of one version by their names within the package; of several under one name the first."""
    return {name: found[0] for name, found in all_files_of(items, capture).items()}


def all_files_of(items: Sequence[Item], capture: str) -> dict[str, list[StoredFile]]:
    """As ``files_of``, with every file that says it is this one: people can put another there, and copy what ours says."""
    found: dict[str, list[StoredFile]] = {}
    for item in items:
        for file in item.files:
            if file.value(names.CAPTURE) == capture:
                found.setdefault(file.value(names.FILE_NAME) or file.name, []).append(file)
    return found


def right_file(session: Session, files: Sequence[StoredFile], sha256: str) -> StoredFile:
    """Of several files under one name the one with the digest deposited; the first when none has it. One alone is not read."""
    right = (file for file in files if has_digest(session, file, sha256)) if len(files) > 1 else iter(files)
    return next(right, files[0])


def has_digest(session: Session, file: StoredFile, sha256: str) -> bool:
    """Reads a file. One that the server names, and has not, has no digest."""
    try:
        with FileReader.of(session, file.uuid) as stream:
            return hashed(stream)[0] == sha256
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return False


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
        deposited=deposited_at(main, capture) or found.capture.captured,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def deposited_at(item: Item, capture: str) -> datetime | None:
    """When a version of an item was deposited. The nth instant is about the nth version; None when somebody edited one."""
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
