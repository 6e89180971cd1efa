"""What a folder and a bucket must be able to do so that ``keyed`` can make an archive of them, and reading of local files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ogp_etl.errors import LocalFault

CHUNK = 1 << 20
"""Bytes read at once; memory does not grow with a file."""


class Store(Protocol):
    """Bytes under keys. Keys are parted by ``/`` and come from ``layout``. All verbs raise RepositoryFault."""

    @property
    def name(self) -> str:
        """``folder`` or ``s3``."""

    @property
    def where(self) -> str:
        """For people: the folder, or ``s3://bucket/prefix``."""

    @property
    def threads(self) -> int:
        """How many deposits at once it gains from."""

    def put(self, key: str, content: bytes | Path, sha256: str) -> bool:
        """Writes ``content`` unless something stands there; says whether it wrote. The key appears whole or not at all,
        and lasts. Of two writers one writes. Raises LocalFault when a file cannot be read or is not of that digest."""

    def replace(self, key: str, content: bytes | Path, sha256: str) -> None:
        """Writes ``content`` over what stands there. Only for a key under which other bytes were found than were deposited;
        right bytes are never written over. Readers see the old or the new, whole. Raises LocalFault as ``put``."""

    def digest(self, key: str) -> tuple[str, int] | None:
        """SHA-256 and size of what stands there, every byte read; None when nothing does."""

    def read(self, key: str) -> bytes | None:
        """What stands there, for small things; None when nothing does."""

    def open(self, key: str) -> BinaryIO | None:
        """A stream of what stands there; None when nothing does. Its reads raise RepositoryFault."""

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that begin so, sorted. ``prefix`` ends with ``/``."""

    def merge(self, key: str, change: Callable[[bytes], bytes]) -> None:
        """Replaces what stands there (nothing: ``b""``) by what ``change`` makes of it. Readers see the old or the new.
        With two writers, the second changes what the first left; so ``change`` may be called several times."""


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def hashed(file: Stream) -> tuple[str, int]:
    """SHA-256 and size of the rest of a stream."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def local_chunks(path: Path, sha256: str) -> Iterator[bytes]:
    """The bytes of a file of this machine. Raises LocalFault when it cannot be read, and at its end when it is not of
    that digest."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise LocalFault(
            f"cannot read {path}: {error.strerror or error}; harvest its source again, then archive again"
        ) from error
    agree(path, sha256, digest.hexdigest())


def local_digest(path: Path) -> str:
    """SHA-256 of a file of this machine. Raises LocalFault when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashed(file)[0]
    except OSError as error:
        raise LocalFault(f"cannot read {path}: {error.strerror or error}; is the path right?") from error


def local_size(path: Path) -> int:
    """Bytes of a file of this machine. Raises LocalFault when it is not there."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise LocalFault(
            f"cannot read {path}: {error.strerror or error}; harvest its source again, then archive again"
        ) from error


def agree(path: Path, expected: str, found: str) -> None:
    """Raises LocalFault when a local file has another digest than it is said to have."""
    if found != expected:
        raise LocalFault(f"{path} has SHA-256 {found}, not {expected}; remove it and harvest its source again")
