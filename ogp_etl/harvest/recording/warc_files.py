"""Opening WARC files, on their own or inside a WACZ, and walking over their records."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from ogp_etl.errors import Fault, InputInvalid

_PIECE = 1 << 18
_START = 4096
_LOCAL_HEADER = 30
"""Bytes of a ZIP local file header before its name."""
_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, zlib.error, ValueError, zipfile.BadZipFile)
_DO = "give a WARC file in which each record is compressed on its own (warcio recompress makes one), or a WACZ"


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One WARC file. ``member`` is its name inside the WACZ ``path``; empty when ``path`` is the WARC file itself."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """For WarcRef: without folder."""
        return f"{self.path.name}:{self.member}" if self.member else self.path.name

    def open(self) -> BinaryIO:
        """Seekable. Raises OSError or zipfile.BadZipFile."""
        if not self.member:
            return self.path.open("rb")
        with zipfile.ZipFile(self.path) as archive:
            info = archive.getinfo(self.member)
            if info.compress_type != zipfile.ZIP_STORED:
                return cast("BinaryIO", zipfile.ZipFile(self.path).open(self.member))
        file = self.path.open("rb")
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
        names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        return cast("BinaryIO", io.BufferedReader(_Window(file, info.header_offset + _LOCAL_HEADER + names, info.file_size)))


@dataclass(frozen=True, slots=True)
class Record:
    """Header fields of one whole record, where it stands, and the first 4 KiB of its block."""

    kind: str
    fields: Any
    """warcio's headers: ``get_header(name)``."""
    offset: int
    start: bytes


def warc_files(path: Path) -> list[WarcFile]:
    """The WARC files that ``path`` is or holds. Raises InputInvalid."""
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb"):
                return [WarcFile(path)]
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.endswith((".warc", ".warc.gz")))
    except (OSError, zipfile.BadZipFile) as error:
        raise InputInvalid([Fault(str(path), f"cannot be read ({error})", _DO)]) from error
    if not names:
        raise InputInvalid([Fault(str(path), "is a ZIP without a WARC file in it", _DO)])
    return [WarcFile(path, name) for name in names]


def records(file: WarcFile) -> Iterator[Record]:
    """All whole records, in order. A file that ends in the middle of a record (its writer was killed) simply ends before
    it; any other damage raises InputInvalid."""
    try:
        stream = file.open()
    except (OSError, zipfile.BadZipFile) as error:
        raise InputInvalid([Fault(str(file.path), f"cannot be read ({error})", _DO)]) from error
    with closing(stream):
        walk = ArchiveIterator(stream, no_record_parse=True)
        while True:
            offset = walk.offset
            try:
                found = next(walk, None)
                if found is None:
                    return
                start = found.raw_stream.read(_START)
                length = len(start) + sum(len(piece) for piece in iter(lambda: found.raw_stream.read(_PIECE), b""))  # noqa: B023 used at once
                if length != int(found.rec_headers.get_header("Content-Length") or 0):
                    raise EOFError
                offset = walk.get_record_offset()
            except _BROKEN as error:
                if offset < 0:  # so warcio tells that what it read was no record's own gzip member
                    raise InputInvalid([Fault(str(file.path), "is compressed as a whole", _DO)]) from error
                if _ends_midway(file, offset):
                    return
                # What the libraries say quotes the file, however binary it is.
                where = f"{file.path}, byte {offset}"
                raise InputInvalid([Fault(where, "no whole WARC record stands there", _DO)]) from error
            except OSError as error:
                raise InputInvalid([Fault(str(file.path), f"cannot be read ({error})", _DO)]) from error
            yield Record(found.rec_type, found.rec_headers, offset, start)


def block_at(file: WarcFile, offset: int) -> tuple[BinaryIO, Any]:
    """The open file, to be closed by the caller, and a stream over the block of the record at ``offset``."""
    stream = file.open()
    stream.seek(offset)
    record = next(ArchiveIterator(stream, no_record_parse=True))
    return stream, record.raw_stream


def _ends_midway(file: WarcFile, offset: int) -> bool:
    with closing(file.open()) as stream:
        stream.seek(offset)
        first = stream.read(_PIECE)
        if not first.strip(b"\0"):
            return offset > 0
        if not first.startswith(b"\x1f"):
            return first.startswith(b"WARC/"[: len(first)])
        unpack, piece = zlib.decompressobj(wbits=31), first
        try:
            while piece and not unpack.eof:
                unpack.decompress(piece)
                piece = stream.read(_PIECE)
        except zlib.error:
            return False
        return not unpack.eof


class _Window(io.RawIOBase):
    """A part of a file as a file: a member that a ZIP holds uncompressed."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io hands a memoryview to its own raw streams
        self._file.seek(self._start + self._at)
        data = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
