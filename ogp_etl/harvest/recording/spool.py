"""A folder of bodies as received, each named by its digest: ``<root>/<first two digits>/<sha256>``.

Bodies wait here between harvest and archive. The same bytes have one file, whoever brings them and how often. Its time
stamp, by this machine's clock, is that of its last use: when it was brought or asked for.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ogp_etl.errors import LocalFault

_IN_MEMORY = 1 << 20
"""Bytes; a smaller body is written in one go, once its digest is known."""


class Spool:
    """Safe for several processes at once: a body appears under its name whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._partial = root / "partial"
        self._mark = root / "cared-for"

    def write(self, chunks: Iterable[bytes]) -> tuple[Path, str, int]:
        """Keeps the joined chunks; gives path, SHA-256 (lower-case hexadecimal) and size in bytes.

        Memory does not grow with the body. What the iterable raises passes through and leaves nothing behind; a disk
        that is full or not writable raises LocalFault.
        """
        digest = hashlib.sha256()
        held: list[bytes] = []
        size = 0
        source = iter(chunks)
        for chunk in source:
            digest.update(chunk)
            size += len(chunk)
            held.append(chunk)
            if size > _IN_MEMORY:
                return self._stream(held, source, digest, size)
        path = self._path(digest.hexdigest())
        if not self._used(path, size):
            with self._temporary() as (file, partial):
                _write(file, held)
                self._place(partial, path)
        return path, path.name, size

    def find(self, sha256: str) -> Path | None:
        """The body with this digest; None when it is not here."""
        path = self._path(sha256)
        return path if path.is_file() and self._used(path) else None

    def unused(self, before: float) -> Iterator[str]:
        """Digests of bodies that nobody brought or asked for since that instant (epoch seconds)."""
        with _faults(self.root):
            for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < before:
                        yield path.name

    def remove(self, sha256: str, before: float) -> int | None:
        """Removes a body that nobody brought or asked for since that instant (epoch seconds); gives its size, None when it
        was used since or is not here."""
        path = self._path(sha256)
        with _faults(self.root), self._locked(fcntl.LOCK_EX), suppress(FileNotFoundError):
            found = path.stat()
            if found.st_mtime < before:
                path.unlink()
                return found.st_size
        return None

    def sweep(self, before: float) -> int:
        """Removes what killed processes left half written before that instant (epoch seconds); gives how many files."""
        removed = 0
        with _faults(self.root):
            for path in self._partial.glob("*"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < before:
                        path.unlink()
                        removed += 1
        return removed

    def cared_for(self) -> float:
        """When somebody last looked through the spool for what may go (epoch seconds); 0.0 when nobody did."""
        with _faults(self.root), suppress(FileNotFoundError):
            return self._mark.stat().st_mtime
        return 0.0

    def mark_cared_for(self) -> None:
        with _faults(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            self._mark.touch()

    def _used(self, path: Path, size: int | None = None) -> bool:
        """Whether the body stands here, with this size; then it counts as used now. A file of another size is what a power
        failure left; it is written again."""
        with _faults(self.root), self._locked(fcntl.LOCK_SH), suppress(FileNotFoundError):
            if size in (None, path.stat().st_size):
                os.utime(path)
                return True
        return False

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """No body is removed between the look that finds it and the mark that it is in use."""
        self.root.mkdir(parents=True, exist_ok=True)
        file = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(file, how)
            yield
        finally:
            os.close(file)

    def _stream(self, held: list[bytes], source: Iterator[bytes], digest: hashlib._Hash, size: int) -> tuple[Path, str, int]:
        with self._temporary() as (file, partial):
            _write(file, held)
            held.clear()
            for chunk in source:
                digest.update(chunk)
                size += len(chunk)
                _write(file, [chunk])
            path = self._path(digest.hexdigest())
            if not self._used(path, size):
                self._place(partial, path)
        return path, path.name, size

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    @contextmanager
    def _temporary(self) -> Iterator[tuple[int, Path]]:
        with _faults(self.root):
            try:
                file, name = tempfile.mkstemp(dir=self._partial)
            except FileNotFoundError:
                self._partial.mkdir(parents=True, exist_ok=True)
                file, name = tempfile.mkstemp(dir=self._partial)
        partial = Path(name)
        try:
            yield file, partial
        finally:
            os.close(file)
            partial.unlink(missing_ok=True)

    def _place(self, partial: Path, path: Path) -> None:
        with _faults(self.root):
            try:
                partial.rename(path)
            except FileNotFoundError:
                path.parent.mkdir(exist_ok=True)
                partial.rename(path)


def _write(file: int, chunks: list[bytes]) -> None:
    with _faults(None):
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                view = view[os.write(file, view) :]


@contextmanager
def _faults(root: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f" in {root}" if root else ""
        what = error.strerror or str(error)
        message = f"cannot keep a fetched file{where}: {what}; free space on the disk or mend its permissions, then run again"
        raise LocalFault(message) from error
