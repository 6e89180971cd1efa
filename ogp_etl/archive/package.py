"""What is deposited for one capture. Pure: no file is opened here, and the same capture makes the same package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ogp_etl.archive.names import apart, clean_name
from ogp_etl.archive.provenance import PROVENANCE, exchange_facts, parse_provenance, read_provenance, write_provenance
from ogp_etl.model import Capture, Document, Package, PackageFile, Screened, capture_id

__all__ = ["clean_name", "exchange_facts", "make_package", "package_files", "read_provenance"]


def make_package(
    document: Document,
    capture: Capture,
    facts: Mapping[str, Any],
    body: Path,
    derived: Sequence[PackageFile] = (),
) -> Package:
    """The package of ``capture``: its body as received, ``derived`` files (datasets made from it) and provenance.

    ``facts``: what is known of the exchange, see ``exchange_facts``. ``body``: file of ``capture.size`` bytes, not
    looked at here. A sealed capture's body is not public, its derived files are as they say. Of a capture on hold
    nothing is public. Names are cleaned, and no two files meet. Raises ValueError for a capture in quarantine, which is
    never deposited, and for one that is not the document's.
    """
    if capture.screening.outcome is Screened.QUARANTINE:
        raise ValueError(f"{capture.id} is in quarantine; it is never deposited")
    if capture.document != document.id or capture.id != capture_id(document.id, capture.sha256):
        raise ValueError(f"{capture.id} is no capture of {document.id}")
    open_to_all = capture.screening.outcome is Screened.ACCEPT
    original = PackageFile(
        name=capture.filename,
        sha256=capture.sha256,
        size=capture.size,
        public=open_to_all and not capture.sealed,
        path=body,
    )
    given = (original, *(replace(file, public=file.public and open_to_all) for file in derived))
    names = apart((file.name for file in given), taken=(PROVENANCE,))
    files = tuple(replace(file, name=name) for file, name in zip(given, names, strict=True))
    return Package(
        evidence=capture.id,
        document=document.id,
        plan=document.plan,
        commitment=document.commitment,
        files=files,
        provenance=write_provenance(document, capture, facts, files),
    )


def package_files(provenance: bytes) -> tuple[PackageFile, ...]:
    """The files that a provenance names, by name, without their bytes. Raises RepositoryFault."""
    return parse_provenance(provenance).files
