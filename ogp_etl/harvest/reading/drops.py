"""What drop folders and buckets have in common: which files are nobody's evidence, what names them, how they fail."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Protocol

from ogp_etl.model import Exchange, Outcome, Reason, Sighting

_LITTER = frozenset(
    {"thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin", "system volume information", "__macosx", "lost+found"}
)
_UNFINISHED = re.compile(
    r"\..*"  # hidden: .DS_Store, ._x, .~lock.x#, .x.swp
    r"|~.*"  # ~$x.docx, ~WRL0001.tmp
    r"|.*~"
    r"|.*\.(?:part|partial|filepart|crdownload|download|tmp|temp|swp|swx|lock|aria2|!ut)",
    re.IGNORECASE,
)


class StillChanging(OSError):
    """A dropped file is not what it was when it was listed. Raised while it is opened or read; the reader makes a waiting
    attempt with the reason ``changing`` of it."""


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is litter of an operating system, or the unfinished or locking file of a
    program: never evidence, and gone or named otherwise soon."""
    return name.lower() in _LITTER or _UNFINISHED.fullmatch(name) is not None


def readable(raw: bytes) -> str:
    """A path for people and for ids from the bytes of a path, in NFC. Each name in it is UTF-8, else Big5 as Taiwanese
    Windows writes it, else its bytes that are no ASCII escaped as ``%XX``."""
    return "/".join(_readable_name(name) for name in raw.split(b"/"))


def _readable_name(raw: bytes) -> str:
    for encoding in ("utf-8", "cp950"):
        with suppress(UnicodeDecodeError):
            return unicodedata.normalize("NFC", raw.decode(encoding))
    return escaped(raw)


def escaped(raw: bytes) -> str:
    """The bytes of a name with all that is not printable ASCII as ``%XX``: tells apart names that look the same."""
    return "".join(chr(byte) if 0x20 < byte < 0x7F and byte != 0x25 else f"%{byte:02X}" for byte in raw)


def locator_for(raw: bytes, taken: set[str]) -> str:
    """What names a file stably within its source: its path as people read it; escaped when another file of the same
    visit reads the same. Adds it to ``taken``."""
    locator = readable(raw)
    if locator in taken:
        locator = escaped(raw)
    taken.add(locator)
    return locator


def address(scheme: str, path: str) -> str:
    """``drop:moda/2026/會議 1.docx`` as an address: only what would be taken for something else is escaped."""
    return scheme + re.sub(r"[\x00-\x20\x7f%?#]", lambda found: f"%{ord(found[0]):02X}", path)


def sighting(locator: str, exchange: Exchange) -> Sighting:
    """What is dropped is titled by its file name without the ending."""
    path = PurePosixPath(locator)
    return Sighting(locator=locator, url=exchange.url, exchange=exchange, title=path.stem.strip() or path.name)


def still_changing(url: str, now: datetime, detail: str) -> Exchange:
    """An attempt at a file that somebody is still writing: nobody's fault, and taken at the next visit."""
    return Exchange(url=url, started=now, ended=now, outcome=Outcome.WAITING, reason=Reason.CHANGING, detail=detail)


def watched(open_file: Callable[[], Source], check: Callable[[Source, int], None]) -> Callable[[], BinaryIO]:
    """What the reader opens a dropped file with. ``open_file`` gives the file, ``check`` is called at its end with the
    number of bytes read; both raise StillChanging when the file is not what was listed, and so does what is given."""

    def opened() -> BinaryIO:
        file = open_file()
        return io.BufferedReader(_Watched(file, lambda size: check(file, size)), 1 << 20)

    return opened


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class _Watched(io.RawIOBase):
    """A file that is checked when its end is reached."""

    def __init__(self, file: Source, check: Callable[[int], None]) -> None:
        self._file, self._check = file, check
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._read += len(chunk)
        if not chunk:
            self._check(self._read)
        return len(chunk)

    def close(self) -> None:
        self._file.close()
        super().close()
