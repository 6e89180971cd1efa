"""Collector ``folder``: what a ministry dropped into a folder that we can read.

Every file below the folder is a document, named by its path. Links are never followed and devices never opened: they are
no documents, and recorded as not taken. A file that is still being written is known, and taken at a later visit.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

from ogp_etl.cards import FolderSource
from ogp_etl.errors import FetchFailed
from ogp_etl.harvest.reader import Reader
from ogp_etl.harvest.reading.drops import (
    StillChanging,
    address,
    ignored,
    locator_for,
    readable,
    sighting,
    still_changing,
    watched,
)
from ogp_etl.model import Exchange, Reason, Sighting, Validators

SETTLE = 60.0
"""Seconds for which a file must not have been written to before it is taken."""

_log = logging.getLogger(__name__)


def collect(source: FolderSource, reader: Reader, *, root: Path | None, settle: float = SETTLE) -> Iterator[Sighting]:
    """Yields each file below ``root``/``source.path``, in the order of their names. ``root``: the setting OGP_DROPS.

    Raises FetchFailed when the folder is not there, or at the end when a folder in it could not be read.
    """
    walk = _Walk(_base(source, root))
    taken: set[str] = set()
    for path, found in walk.files():
        locator = locator_for(path, taken)
        url = address("drop:", f"{source.path}/{locator}")
        if not stat.S_ISREG(found.st_mode):
            reader.not_a_file(url, _what(found))
            continue
        exchange = _exchange(reader, url, Path(os.fsdecode(os.path.join(walk.base, path))), found, settle)  # noqa: PTH118 the path is bytes
        yield sighting(locator, exchange)
    if walk.ignored:
        _log.info("drop:%s: left aside %d hidden, locking or unfinished files: %s", source.path, len(walk.ignored), walk.names())
    if walk.unread:
        raise FetchFailed(
            f"drop:{source.path}", Reason.ACCESS, f"cannot be listed: {'; '.join(walk.unread)}; give us the right to read there"
        )


def _base(source: FolderSource, root: Path | None) -> bytes:
    url = f"drop:{source.path}"
    if root is None:
        raise FetchFailed(url, Reason.ACCESS, "OGP_DROPS is not set; set it to the folder below which drop folders lie")
    base = root / source.path
    try:
        inside = base.resolve(strict=True).is_relative_to(root.resolve(strict=True))
    except OSError as error:
        raise FetchFailed(
            url, Reason.ACCESS, f"{base}: {error.strerror}; make the folder, or mend OGP_DROPS or the path in the card"
        ) from error
    if not inside or not base.is_dir():
        raise FetchFailed(url, Reason.ACCESS, f"{base} is no folder below OGP_DROPS; mend the path in the card")
    return os.fsencode(base)


@dataclass(slots=True)
class _Walk:
    """All files below a folder, as bytes paths below it, with what the listing said of each."""

    base: bytes
    ignored: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Folders that could not be listed, and why."""

    def files(self) -> Iterator[tuple[bytes, os.stat_result]]:
        waiting = [b""]
        while waiting:
            folder = waiting.pop()
            inner = []
            for name, found in self._listed(folder):
                path = folder + name
                if ignored(readable(name)):
                    self.ignored.append(readable(path))
                elif stat.S_ISDIR(found.st_mode):
                    inner.append(path + b"/")
                else:
                    yield path, found
            waiting.extend(reversed(inner))

    def names(self) -> str:
        return ", ".join(self.ignored[:5]) + (", …" if len(self.ignored) > 5 else "")

    def _listed(self, folder: bytes) -> list[tuple[bytes, os.stat_result]]:
        listed = []
        try:
            with os.scandir(os.path.join(self.base, folder)) as entries:  # noqa: PTH118 the path is bytes
                for entry in entries:
                    try:
                        listed.append((entry.name, entry.stat(follow_symlinks=False)))
                    except FileNotFoundError:
                        continue  # renamed or removed since: not there any more, and listed by the next visit
        except OSError as error:
            self.unread.append(f"{readable(folder) or '.'}: {error.strerror}")
        return sorted(listed)


def _exchange(reader: Reader, url: str, path: Path, listed: os.stat_result, settle: float) -> Exchange:
    # A time stamp far ahead of the visit says nothing: one of the clocks is wrong.
    if abs(reader.now.timestamp() - listed.st_mtime) < settle:
        return still_changing(url, reader.now, f"was written to less than {settle:g} seconds ago; taken at a later visit")
    validators = Validators(etag=f"{listed.st_size}-{listed.st_mtime_ns}")
    return reader.dropped(url, validators, watched(partial(_open, path, listed), partial(_unchanged, listed)))


def _what(listed: os.stat_result) -> str:
    if stat.S_ISLNK(listed.st_mode):
        return "is a link, which is never followed; put the file itself there"
    return "is a pipe, a socket or a device, which is never opened; remove it"


def _open(path: Path, listed: os.stat_result) -> FileIO:
    file = FileIO(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    try:
        _unchanged(listed, file, None)
    except StillChanging:
        file.close()
        raise
    return file


def _unchanged(listed: os.stat_result, file: Any, read: int | None) -> None:
    """Raises StillChanging unless ``file`` is the listed one, at rest, and (at its end) was read whole. The number of
    the file on its disk tells it from one that a link put in its place leads to."""
    now = os.fstat(file.fileno())
    same = all(getattr(now, name) == getattr(listed, name) for name in ("st_dev", "st_ino", "st_size", "st_mtime_ns"))
    if not same or read not in (None, listed.st_size):
        raise StillChanging("was written to while we read it; taken at a later visit")
