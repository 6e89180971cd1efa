"""The versions of a double brought into the item that is kept, so that the double can go without anything being lost.

Nothing is deleted, and nothing is taken on trust: what alone the double holds is read from it, compared with the digests of
its provenance, and deposited in the other item as any version is, with the instant of its first deposit.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import Subject
from ogp_etl.archive.dspace.finding import document_of, is_sealed
from ogp_etl.archive.dspace.placing import Placing, stands
from ogp_etl.archive.dspace.reading import FileReader, all_files_of, deposited_at, provenance_of, right_file
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.dspace.session import Session
from ogp_etl.archive.dspace.unpacking import Parts
from ogp_etl.archive.provenance import Provenance, parse_provenance
from ogp_etl.archive.store import CHUNK
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package, PackageFile


class Uniter:
    """``finish`` makes an item whole; ``link`` gives the address of a file that is too large for the server, as the archive has
    it; ``moved`` is told where a version stands from now on."""

    def __init__(
        self,
        describe: Callable[[Provenance], Subject],
        link: Callable[[Package, str], str | None],
        limit: int,
        finish: Callable[[Session, Item, Placing], Item],
        moved: Callable[[Deposit], None],
    ) -> None:
        self._describe, self._link, self._limit, self._finish, self._moved = describe, link, limit, finish, moved

    def unite(self, session: Session, keep: Item, other: Item) -> list[str]:
        """Sees to it that every version of ``other`` stands whole in ``keep``; gives the ids of those that it had to bring there.
        Both are of one document and one side. Raises RepositoryFault, saying why, when that cannot be done safely."""
        to, source = rest.item(session, keep.uuid), rest.item(session, other.uuid)
        if to is None or source is None:
            raise RepositoryFault("one of them is gone meanwhile")
        brought, places = [], []
        for version in source.values(names.CAPTURE):
            standing = provenance_of([to], version)
            if standing is None or not _has_all(to, source, version):
                told = _provenance(source, version)
                _must_belong(told, document_of(keep), to, version)
                to = self._bring(session, source, to, version, told)
                brought.append(version)
                standing = provenance_of([to], version) or told
            places.append(_place(to, source, version, standing))
        for deposit in places:
            if deposit is not None:
                self._moved(deposit)
        return brought

    def _bring(self, session: Session, source: Item, to: Item, version: str, told: bytes) -> Item:
        found, sealed = parse_provenance(told), is_sealed(source)
        stored = all_files_of([source], version)
        with tempfile.TemporaryDirectory(prefix="ogp-double-") as folder:
            files, md5 = [], {}
            for number, file in enumerate(file for file in found.files if file.public is not sealed):
                if file.size > self._limit:
                    files.append(file)
                    continue
                if file.name not in stored:
                    raise RepositoryFault(f"{file.name} of {version} is in neither", again=False)
                one = right_file(session, stored[file.name], file.sha256)
                path = Path(folder) / str(number)
                md5[file.name] = _read(session, one, file, path)
                files.append(replace(file, path=path))
            document = found.document
            package = Package(
                evidence=version,
                document=document.id,
                plan=document.plan,
                commitment=document.commitment,
                files=tuple(files),
                provenance=told,
            )
            parts = Parts(package, found, md5, self._limit)
            first = deposited_at(source, version) or found.capture.captured
            placing = parts.placing(self._describe(found), first, sealed=sealed, link=lambda name: self._link(package, name))
            if placing is None:
                raise RepositoryFault(f"{version} has nothing on this side", again=False)
            return self._finish(session, to, placing)


def _has_all(to: Item, source: Item, version: str) -> bool:
    """Whether a version stands in ``to`` with every file that ``source`` has of it."""
    mine, theirs = _contents(all_files_of([to], version)), _contents(all_files_of([source], version))
    return stands(to, version) and all(mine.get(name, set()) >= found for name, found in theirs.items())


def _contents(files: Mapping[str, Iterable[StoredFile]]) -> dict[str, set[tuple[str, int]]]:
    return {name: {(file.md5, file.size) for file in found} for name, found in files.items()}


def _provenance(item: Item, version: str) -> bytes:
    told = provenance_of([item], version)
    if told is None:
        raise RepositoryFault(f"{version} has no file there", again=False)
    return told


def _must_belong(told: bytes, document: str, to: Item, version: str) -> None:
    """What is brought is a version of this document, and no other than one that stands under its name already."""
    found = parse_provenance(told)
    if (found.document.id, found.capture.id) != (document, version):
        raise RepositoryFault(f"{version} is a version of {found.document.id}, not of {document}", again=False)
    if (standing := provenance_of([to], version)) is not None and standing != told:
        raise RepositoryFault(f"{version} is described otherwise in each", again=False)


def _read(session: Session, stored: StoredFile, file: PackageFile, path: Path) -> str:
    """Brings the bytes of a file here; gives their MD5. Raises RepositoryFault when they are not those deposited."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with FileReader.of(session, stored.uuid) as stream, path.open("wb") as here:
        while piece := stream.read(CHUNK):
            sha256.update(piece)
            md5.update(piece)
            here.write(piece)
    if sha256.hexdigest() != file.sha256:
        raise RepositoryFault(f"{stored.name} has SHA-256 {sha256.hexdigest()}, not {file.sha256}", again=False)
    return md5.hexdigest()


def _place(to: Item, source: Item, version: str, told: bytes) -> Deposit | None:
    """Where a version is known to stand from now on; None when that is the item of the other side."""
    found, sealed = parse_provenance(told), is_sealed(to)
    if sealed and any(file.public for file in found.files):
        return None
    return Deposit(
        evidence=version,
        repository="dspace",
        key=f"items/{to.uuid}",
        deposited=deposited_at(to, version) or deposited_at(source, version) or found.capture.captured,
        sha256=hashlib.sha256(told).hexdigest(),
    )
