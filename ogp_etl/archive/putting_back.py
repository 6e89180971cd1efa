"""Bytes of a deposit put right under their keys: over what is not of the digest deposited, and over nothing else."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from ogp_etl.archive.checked import compare
from ogp_etl.archive.store import Store
from ogp_etl.model import Deposit, Package, PackageFile

log = logging.getLogger(__name__)


def put_right(store: Store, key: str, content: bytes | Path, sha256: str) -> bool:
    """Says whether it had to write. Raises RepositoryFault, LocalFault."""
    found = store.digest(key)
    if found is not None and found[0] == sha256:
        return False
    if found is not None:
        log.warning("%s: %s had SHA-256 %s (%d bytes), not %s; written over", store.where, key, found[0], found[1], sha256)
        store.replace(key, content, sha256)
    else:
        store.put(key, content, sha256)
    compare(store, key, sha256)
    return True


def must_be_the_one(package: Package, deposit: Deposit) -> None:
    """Raises ValueError when ``package`` is not what was deposited."""
    sha256 = hashlib.sha256(package.provenance).hexdigest()
    if (package.evidence, sha256) != (deposit.evidence, deposit.sha256):
        raise ValueError(f"{package.evidence} with the provenance {sha256} is not the deposit {deposit}")


def content_of(file: PackageFile) -> bytes | Path:
    """The bytes of a file of a package, or where they are. Raises ValueError when it names neither, or others."""
    if file.content is None:
        if file.path is None:
            raise ValueError(f"{file.name} of the package has neither a path nor content")
        return file.path
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise ValueError(f"{file.name} of the package is not of the digest it names")
    return file.content
