"""The archive in a folder of a local or mounted disk. Needs no service; the default."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from ogp_etl.archive.keyed import KeyedArchive
from ogp_etl.archive.layout import PRIVATE
from ogp_etl.archive.store import CHUNK, hashed, local_chunks
from ogp_etl.errors import RepositoryFault

PARTIAL = ".partial"
"""Where files are written before they get their name."""

_DO: dict[int, str] = {
    errno.ENOSPC: "free space on that disk, then run again",
    errno.EDQUOT: "the quota is used up; raise it or free space, then run again",
    errno.EACCES: "give the account that runs this the right to write there, then run again",
    errno.EPERM: "give the account that runs this the right to write there, then run again",
    errno.EROFS: "the file system is read-only; mount it for writing, then run again",
}


def folder_archive(root: Path) -> KeyedArchive:
    """An archive below ``root``, which is made on the first deposit. Nothing is read or written yet."""
    return KeyedArchive(FolderStore(root))


class FolderStore:
    """``store.Store`` in a folder. A file gets its name by a hard link (on disks without: by renaming under a lock), so
    it appears whole and never replaces another; file and folder are flushed to the disk before anything relies on them.
    Files are read-only: the public ones for everybody, the private ones for the owner alone."""

    name = "folder"
    threads = 1

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._swept = False

    @property
    def where(self) -> str:
        return str(self._root)

    def put(self, key: str, content: bytes | Path, sha256: str) -> bool:
        path = self._path(key)
        with self._told(key):
            if path.exists():
                _flush_folder(path.parent)  # whoever named it may have been killed before it was sure to last
                return False
            with self._partial(_chunks(content, sha256), _mode(key)) as partial:
                return self._name(partial, path)

    def replace(self, key: str, content: bytes | Path, sha256: str) -> None:
        path = self._path(key)
        with self._told(key), self._partial(_chunks(content, sha256), _mode(key)) as partial:
            self._make(path.parent)
            partial.replace(path)
            _flush_folder(path.parent)

    def digest(self, key: str) -> tuple[str, int] | None:
        with self._told(key), suppress(FileNotFoundError), self._path(key).open("rb") as file:
            return hashed(file)
        return None

    def read(self, key: str) -> bytes | None:
        with self._told(key), suppress(FileNotFoundError):
            return self._path(key).read_bytes()
        return None

    def open(self, key: str) -> BinaryIO | None:
        with self._told(key), suppress(FileNotFoundError):
            return io.BufferedReader(_Told(self._path(key), self._told, key), CHUNK)
        return None

    def keys(self, prefix: str) -> Iterator[str]:
        with self._told(prefix):
            yield from _walk(self._path(prefix.rstrip("/")), prefix)

    def merge(self, key: str, change: Callable[[bytes], bytes]) -> None:
        path = self._path(key)
        with self._told(key), self._locked():
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                content = b""
            changed = change(content)
            if changed != content:
                with self._partial((changed,), 0o600) as partial:
                    self._make(path.parent)
                    partial.replace(path)
                    _flush_folder(path.parent)

    def _path(self, key: str) -> Path:
        """Raises ValueError for a key that could lead out of the root, RepositoryFault when a link there does."""
        if any(part in ("", ".", "..", PARTIAL) or "\\" in part or "\0" in part for part in key.split("/")):
            raise ValueError(f"{key!r} is no key")
        path = self._root / key
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise RepositoryFault(
                f"{self.where}: a link on the way to {key} leads out of the archive; remove the link", again=False
            )
        return path

    @contextmanager
    def _partial(self, chunks: Iterable[bytes], mode: int) -> Iterator[Path]:
        """A file with these bytes, on the disk, without its name yet; gone afterwards if it got none. A lock on it says
        that its writer lives."""
        file, partial = self._begin()
        try:
            for chunk in chunks:
                view = memoryview(chunk)
                while view:
                    view = view[os.write(file, view) :]
            os.fchmod(file, mode)
            os.fsync(file)
            if hasattr(os, "posix_fadvise"):
                # What is read back next shall come from the disk, not from memory.
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            yield partial
        finally:
            os.close(file)
            partial.unlink(missing_ok=True)

    def _begin(self) -> tuple[int, Path]:
        folder = self._root / PARTIAL
        self._make(folder)
        if not self._swept:
            self._sweep(folder)
            self._swept = True
        while True:
            partial = folder / secrets.token_hex(16)
            file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file).st_nlink:
                return file, partial
            os.close(file)  # another process swept it before it was locked

    def _sweep(self, folder: Path) -> None:
        """Removes what killed processes left half written."""
        for entry in folder.iterdir():
            with suppress(FileNotFoundError, BlockingIOError), entry.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                entry.unlink()

    def _name(self, partial: Path, path: Path) -> bool:
        self._make(path.parent)
        try:
            os.link(partial, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS):
                raise
            with self._locked():  # a disk without hard links
                if path.exists():
                    return False
                partial.rename(path)
        _flush_folder(path.parent)
        return True

    def _make(self, folder: Path) -> None:
        """Makes a folder and those above it, each flushed; what is private can be entered by the owner alone."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        private = folder.parent == self._root and f"{folder.name}/" in (PRIVATE, f"{PARTIAL}/")
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700 if private else 0o777)
        _flush_folder(folder.parent)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time, among processes and threads."""
        self._make(self._root)
        with (self._root / ".lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _told(self, key: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            do = _DO.get(error.errno or 0, "look at that disk, then run again")
            raise RepositoryFault(
                f"folder {self._root}: {key}: {error.strerror or error}; {do}", again=error.errno not in _DO
            ) from error


class _Told(io.FileIO):
    """A file whose read errors are faults of the repository."""

    def __init__(self, path: Path, told: Callable[[str], Any], key: str) -> None:
        super().__init__(path, "rb")
        self._told, self._key = told, key

    def readinto(self, buffer: Any, /) -> int | None:
        with self._told(self._key):
            return super().readinto(buffer)
        return None


def _chunks(content: bytes | Path, sha256: str) -> Iterable[bytes]:
    return (content,) if isinstance(content, bytes) else local_chunks(content, sha256)


def _mode(key: str) -> int:
    return 0o400 if key.startswith(PRIVATE) else 0o444


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name


def _flush_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
