"""Put a new folder in the place of an old one so that a reader sees the old or the new, never half of each."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ogp_etl.errors import LocalFault

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)


def write_folder(final: Path, contents: Mapping[str, bytes]) -> None:
    """Make ``final`` hold exactly these files (names with ``/``), replacing what stood there.

    What stood there stays whole until all is written; what a killed run left behind is cleared. A second writer waits.
    Raises LocalFault when the disk does not allow it.
    """
    with alone(final) as new:
        new.mkdir()
        for name, content in contents.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _take_place(new, final)


def write_file(final: Path, content: bytes) -> None:
    """Replace one file. A second writer waits. Raises LocalFault when the disk does not allow it."""
    with alone(final) as new:
        new.write_bytes(content)
        new.replace(final)


@contextmanager
def alone(final: Path) -> Iterator[Path]:
    """A free name beside ``final`` to write to, for one writer at a time; whatever stands under it is removed after. Raises
    LocalFault for what the disk does not allow meanwhile."""
    new = final.with_name(f".{final.name}.new")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with final.with_name(f".{final.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _clear(new)
            try:
                yield new
            finally:
                _clear(new)
    except OSError as error:
        do = "free the disk or mend the rights, then publish again"
        raise LocalFault(f"{final}: the pages cannot be written ({error.strerror}); {do}") from error


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _take_place(new: Path, final: Path) -> None:
    """Afterwards ``new`` is gone or holds what ``final`` held."""
    if not final.exists():
        new.rename(final)
    elif not _exchange(new, final):
        # Where the file system cannot exchange names there is no folder for an instant, but never half of one.
        old = final.with_name(f".{final.name}.old")
        _clear(old)
        final.rename(old)
        new.rename(final)
        _clear(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step (Linux); False where that cannot be done."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), str(other))
