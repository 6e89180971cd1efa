"""One item made whole: its files there with the right digests, then told that the version stands.

Every step looks first at what is there, so that an item that a crash left half is finished by doing it again. Nothing that
stands is replaced or deleted: a file with other bytes than it should have is disowned.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.linking import relinking
from ogp_etl.archive.dspace.reading import has_digest
from ogp_etl.archive.dspace.recording import FIELDS, Row
from ogp_etl.archive.dspace.records import Item, Metadata, StoredFile, write_values
from ogp_etl.archive.dspace.session import Session
from ogp_etl.errors import RepositoryFault

log = logging.getLogger(__name__)

DISOWNED = {"zh-Hant": "上傳不完整，不是佐證資料", "en": "Broken upload, no evidence"}
RETOLD = (names.FILE_NAME, names.PROVENANCE)
"""Metadata of a file that change when a version that never stood is described otherwise by the run that finishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that should be in an item."""

    name: str
    """Under which it stands there."""
    packaged: str
    """Its name within the package."""
    media_type: str
    size: int
    md5: str
    source: Path | bytes
    metadata: Metadata

    def open(self) -> BinaryIO:
        return io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")

    def is_in(self, file: StoredFile) -> bool:
        return (file.md5, file.size) == (self.md5, self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What an item should be. ``commit``: values to add that tell that a version stands; the last thing written."""

    evidence: str
    capture: str
    metadata: Metadata
    uploads: Sequence[Upload]
    commit: Metadata
    public: bool

    @property
    def row(self) -> Row:
        """What the item is to tell of the version."""
        return Row(*(self.commit[field][0][0] for field in FIELDS))


def stands(item: Item, capture: str) -> bool:
    return capture in item.values(names.CAPTURE)


def complete(
    session: Session,
    item: Item,
    placing: Placing,
    prove: Callable[[Sequence[StoredFile]], None],
    told: Sequence[Mapping[str, Any]],
    *,
    doubt: bool = False,
) -> Item:
    """Adds the files that an item lacks, has ``prove`` look at those of the version, then commits, by what ``told`` does to the
    description and to the lists of versions; gives the item as the server answered. ``item``: with its files. ``doubt``: files
    that stand are read, not believed to be what the server says."""
    work = _Work(session, item, placing.capture, doubt=doubt)
    stored = work.files(placing.uploads)
    prove(stored)
    new = not stands(item, placing.capture)
    beside = len(stored) > 1 or bool(item.values(names.CAPTURE)) if new else _is_sent(item, stored[:1])
    if stored and beside:
        if _newest(item, placing):
            rest.make_primary(session, work.bundle, stored[0].uuid)
        elif new and (alone := _alone(item)):
            rest.make_primary(session, work.bundle, alone.uuid, only_where_none=True)
    links = placing.commit.get(names.LINK, ())
    operations = [*told, *(rest.adding(_unsaid(item, placing.commit)) if new else relinking(item, links))]
    if item.discoverable != placing.public:
        operations.append(rest.DISCOVERABLE if placing.public else rest.HIDDEN)
    changed = rest.change_item(session, item.uuid, operations) if operations else item
    return replace(changed, bundles=item.bundles, files=(*work.others, *stored))


def _is_sent(item: Item, files: Sequence[StoredFile]) -> bool:
    """Whether any was not there before. A primary file that somebody deleted leaves the item without one."""
    there = {file.uuid for file in item.files}
    return any(file.uuid not in there for file in files)


def disown(session: Session, file: StoredFile, why: str) -> None:
    """Takes a file that is no evidence from the public, and marks it. It stays: nothing is deleted."""
    for policy, _ in rest.read_policies(session, file.uuid):
        rest.remove_policy(session, policy)
    note = [(DISOWNED["zh-Hant"], "zh_TW"), (DISOWNED["en"], "en")]
    clear: list[dict[str, Any]] = (
        [{"op": "remove", "path": f"/metadata/{names.CAPTURE}"}] if file.value(names.CAPTURE) is not None else []
    )
    rest.change_file(session, file.uuid, [*clear, *rest.adding({names.NOTE: note})])
    log.warning("DSpace: %s (%s) %s; it is disowned and stays, unread by the public", file.name, file.uuid, why)


class _Work:
    """The files of one version in its item."""

    def __init__(self, session: Session, item: Item, capture: str, *, doubt: bool) -> None:
        self._session, self._item, self._capture, self._doubt = session, item, capture, doubt
        self._free = [file for file in item.files if file.bundle == rest.ORIGINAL and not is_disowned(file)]
        self.others = [file for file in item.files if file not in self._free or file.value(names.CAPTURE) != capture]
        """Files of the item that are no business of this version."""

    @cached_property
    def bundle(self) -> str:
        return rest.bundle_for(self._session, self._item.uuid, self._item.bundles)

    def files(self, uploads: Sequence[Upload]) -> list[StoredFile]:
        """What is not right is disowned before anything is sent, so that no name ever stands twice."""
        standing = [self._standing(upload) for upload in uploads]
        for file in self._free:
            if file.value(names.CAPTURE) == self._capture:
                disown(self._session, file, "is not what the version should hold")
        return [
            self._sent(upload) if file is None else self._told(file, upload)
            for file, upload in zip(standing, uploads, strict=True)
        ]

    def _standing(self, upload: Upload) -> StoredFile | None:
        """The file as it stands for this version, else one that does not know yet what it is; None when it must be sent."""
        for owner in (self._capture, None):
            for file in self._free:
                if file.value(names.CAPTURE) == owner and upload.is_in(file) and self._is_right(file, upload):
                    self._free.remove(file)
                    return file
        return None

    def _is_right(self, file: StoredFile, upload: Upload) -> bool:
        return not self._doubt or has_digest(self._session, file, upload.metadata[names.FILE_SHA256][0][0])

    def _told(self, file: StoredFile, upload: Upload) -> StoredFile:
        """A file that knows what it is; it does not yet when it came in by a submission form, or before a crash by another
        description."""
        operations = rest.adding({field: values for field, values in upload.metadata.items() if field not in file.metadata})
        for field in RETOLD:
            if field in file.metadata and file.value(field) != (upload.metadata[field][0][0]).strip():
                operations.append({"op": "replace", "path": f"/metadata/{field}", "value": write_values(upload.metadata[field])})
        if file.value("dc.title") != upload.name:
            operations.append({"op": "replace", "path": "/metadata/dc.title/0/value", "value": upload.name})
        return rest.change_file(self._session, file.uuid, operations) if operations else file

    def _sent(self, upload: Upload) -> StoredFile:
        session = self._session
        stored = rest.add_file(session, self.bundle, upload.name, upload.media_type, upload.open, upload.metadata)
        if not upload.is_in(stored):
            disown(session, stored, "arrived with other bytes than were sent")
            raise RepositoryFault(
                f"{session.account.address}: {upload.packaged} arrived in {self._item.handle} with {stored.size} bytes and MD5"
                f" {stored.md5}, not {upload.size} and {upload.md5}; the next run sends it again"
            )
        return stored


def is_disowned(file: StoredFile) -> bool:
    return DISOWNED["en"] in (text for text, _ in file.metadata.get(names.NOTE, ()))


def _unsaid(item: Item, commit: Metadata) -> Metadata:
    """What is said of a version beside the lists of ``recording``, as far as it is not said yet: somebody may have taken only
    its id away."""
    return {
        field: [(text, code) for text, code in values if text.strip() not in item.values(field)]
        for field, values in commit.items()
        if field not in FIELDS
    }


def _newest(item: Item, placing: Placing) -> bool:
    earlier = item.values(names.CAPTURED)
    return not earlier or placing.row.captured >= max(earlier)


def _alone(item: Item) -> StoredFile | None:
    """The file of the one version that stood in an item: as its only file it was not made the primary one."""
    versions = item.values(names.CAPTURE)
    files = [file for file in item.files if file.bundle == rest.ORIGINAL and file.value(names.CAPTURE) in versions]
    return files[0] if len(versions) == len(files) == 1 else None
