"""A package as what goes into DSpace: its public files in one item, those held back in another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ogp_etl.archive import layout
from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace.crosswalk import Subject, capture_metadata, evidence_id, file_metadata, item_metadata, stored_name
from ogp_etl.archive.dspace.linking import link as link_text
from ogp_etl.archive.dspace.placing import Placing, Upload
from ogp_etl.archive.dspace.records import StoredFile
from ogp_etl.archive.provenance import Provenance, parse_provenance
from ogp_etl.archive.store import CHUNK
from ogp_etl.errors import LocalFault, RepositoryFault
from ogp_etl.model import Package, PackageFile

LIMIT = 512 << 20
"""Bytes of one file; the server's own limit unless its operator raised it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A package whose files were read and are what it says."""

    package: Package
    found: Provenance
    md5: dict[str, str]
    """By file name."""
    limit: int

    def placing(self, subject: Subject, now: datetime, *, sealed: bool, link: Callable[[str], str | None]) -> Placing | None:
        """What the item of one side should be; None when the package has nothing on that side.

        ``link`` gives the address of a public file that is too large. Raises RepositoryFault when it has none.
        """
        files = [file for file in self.package.files if file.public is not sealed]
        if not files:
            return None
        small = [file for file in files if file.size <= self.limit]
        large = [file for file in files if file.size > self.limit]
        capture = self.found.capture
        commit = dict(capture_metadata(self.found, now, sealed=sealed))
        if large:
            commit |= {names.LINK: [(self._place(file, link), None) for file in large], names.NOTE: _too_large(large, self.limit)}
        if not small:
            commit |= {names.PROVENANCE: [(self.package.provenance.decode(), None)]}
        return Placing(
            evidence=evidence_id(self.package.document, sealed=sealed),
            capture=capture.id,
            metadata=item_metadata(self.found, subject, sealed=sealed),
            uploads=[self._upload(file) for file in sorted(small, key=lambda file: file.sha256 != capture.sha256)],
            commit=commit,
            public=not sealed,
        )

    def as_told(self, provenance: bytes) -> Parts | None:
        """This package as a provenance that was deposited before describes it; None when it lacks files of that."""
        found = parse_provenance(provenance)
        sources = {file.sha256: file for file in self.package.files}
        if any(file.sha256 not in sources for file in found.files):
            return None
        files = tuple(replace(sources[file.sha256], name=file.name, public=file.public) for file in found.files)
        md5 = {file.name: self.md5[sources[file.sha256].name] for file in files}
        return Parts(replace(self.package, files=files, provenance=provenance), found, md5, self.limit)

    def lacking(self, files: Mapping[str, Sequence[StoredFile]]) -> list[str]:
        """Names of what should stand and does not, or with other bytes, be it only in one of several under its name."""
        return [
            file.name
            for file in self.package.files
            if file.size <= self.limit
            and {(self.md5[file.name], file.size)} != {(stored.md5, stored.size) for stored in files.get(file.name, ())}
        ]

    def _place(self, file: PackageFile, link: Callable[[str], str | None]) -> str:
        """Where a file is that the server does not take. What is held back has no address."""
        address = link(file.name) if file.public else "kept with the originals"
        if address is None:
            raise RepositoryFault(
                f"{file.name} of {self.package.evidence} has {file.size} bytes, DSpace takes {self.limit}; raise its limit"
                " and OGP_DSPACE_LIMIT, or set OGP_ARCHIVE_URL so that the item can point to the archive's copy",
                again=False,
            )
        return link_text(address, file.sha256)

    def _upload(self, file: PackageFile) -> Upload:
        original = file.sha256 == self.found.capture.sha256
        return Upload(
            name=stored_name(self.found.capture, file),
            packaged=file.name,
            media_type=self.found.capture.screening.media_type if original else "application/octet-stream",
            size=file.size,
            md5=self.md5[file.name],
            source=_source(file),
            metadata=file_metadata(self.found, self.package.provenance, file),
        )


def _too_large(files: Sequence[PackageFile], limit: int) -> list[tuple[str, str | None]]:
    """Why files are linked to, for whoever looks at the item."""
    told = [(file.name, file.size) for file in files]
    chinese = "；".join(f"{name} 有 {size:,} 位元組，超過這個 DSpace 的上限 {limit:,}，請由連結取得" for name, size in told)
    english = "; ".join(
        f"{name} has {size:,} bytes, more than the {limit:,} that this DSpace takes: see the link" for name, size in told
    )
    return [(chinese, "zh_TW"), (english, "en")]


def parts_of(package: Package, limit: int = LIMIT) -> Parts:
    """Reads every file of a package. Raises LocalFault when one is not here or holds other bytes than the package says,
    ValueError when the package names what could never be stored."""
    prefix = layout.package_prefix(package)
    for file in package.files:
        layout.file_key(prefix, file.name, public=file.public)
    return Parts(package, parse_provenance(package.provenance), {file.name: _md5(file) for file in package.files}, limit)


def _source(file: PackageFile) -> Path | bytes:
    if file.content is not None:
        return file.content
    if file.path is None:
        raise ValueError(f"{file.name} of the package has neither a path nor content")
    return file.path


def _md5(file: PackageFile) -> str:
    source = _source(file)
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    try:
        for piece in [source] if isinstance(source, bytes) else _pieces(source):
            md5.update(piece)
            sha256.update(piece)
    except OSError as error:
        raise LocalFault(f"{source!s}: {error.strerror or error}; harvest its source again") from error
    if sha256.hexdigest() != file.sha256:
        if isinstance(source, bytes):
            raise ValueError(f"{file.name} of the package is not of the digest it names")
        raise LocalFault(f"{source} holds SHA-256 {sha256.hexdigest()}, not {file.sha256}; harvest its source again")
    return md5.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
