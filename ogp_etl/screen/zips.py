"""ZIP files that nobody trusts: the directory is measured before it is parsed, entries are inflated by ourselves.

``zipfile`` alone believes the declared sizes and unpacks bzip2 entries without a bound; so it only parses the directory.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from errno import EINVAL
from typing import IO

from ogp_etl.screen.subject import TAIL
from ogp_etl.screen.unpack import MOST_ENTRIES, PIECE, Refusal, inflate

LARGEST_DIRECTORY = 8 * 1024**2
"""Bytes; 400 for each of the most entries."""
END = b"PK\x05\x06"
END64 = b"PK\x06\x06"
LOCATOR64 = b"PK\x06\x07"
ENTRY = b"PK\x01\x02"
LOCAL = b"PK\x03\x04"
STORED, DEFLATED = 0, 8
FAULTS = (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OverflowError, struct.error, EOFError)
"""What ``zipfile`` raises on directories that are no directories."""


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """Raises Refusal: cut short, damaged, or with a directory beyond all limits."""
    offset, size = _directory(file)
    if size > LARGEST_DIRECTORY:
        raise Refusal("archive-too-large", f"a directory of {size} bytes")
    file.seek(max(0, offset))
    if file.read(size).count(ENTRY) > MOST_ENTRIES:
        raise Refusal("archive-too-large", f"more than {MOST_ENTRIES} entries")
    try:
        return zipfile.ZipFile(file)
    except FAULTS as error:
        raise Refusal("broken-archive", str(error)) from error
    except OSError as error:
        if error.errno != EINVAL:  # an offset before the file's start; anything else is our disk
            raise
        raise Refusal("broken-archive", str(error)) from error


def _directory(file: IO[bytes]) -> tuple[int, int]:
    """Where the directory begins and how long it is, by the end record (APPNOTE 4.3.14 to 4.3.16)."""
    length = file.seek(0, 2)
    file.seek(max(0, length - TAIL))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < 22:
        raise Refusal("cut-short")
    size, offset = struct.unpack_from("<LL", tail, at + 12)
    if at >= 20 and tail.startswith(LOCATOR64, at - 20):
        file.seek(min(struct.unpack_from("<Q", tail, at - 12)[0], length))
        record = file.read(56)
        if not record.startswith(END64) or len(record) < 56:
            raise Refusal("broken-archive", "no ZIP64 end record where it should stand")
        size, offset = struct.unpack_from("<QQ", record, 40)
    end = length - len(tail) + at
    # Bytes before the archive (a self-extracting program) shift everything; the directory still ends at its end record.
    return (offset if offset + size <= end else end - size), size


def read_entry(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry that is neither encrypted nor of an unknown method.

    Raises Refusal when it unpacks to more than declared, is damaged or stops too early.
    """
    made, checksum = 0, 0
    for piece in _unpacked(file, entry):
        made += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if made > entry.file_size:
            raise Refusal("archive-bomb", f"{entry.filename} unpacks to more than the {entry.file_size} bytes it declares")
        yield piece
    if made != entry.file_size or checksum != entry.CRC:
        raise Refusal("broken-archive", f"{entry.filename} does not match its checksum")


def _unpacked(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(max(0, entry.header_offset))
    header = file.read(30)
    if entry.header_offset < 0 or len(header) < 30 or not header.startswith(LOCAL):
        raise Refusal("broken-archive", f"{entry.filename} is not where the directory says")
    name, extra = struct.unpack_from("<HH", header, 26)
    start = entry.header_offset + 30 + name + extra
    packed = _slice(file, start, entry.compress_size)
    return inflate(packed, -15) if entry.compress_type == DEFLATED else packed


def _slice(file: IO[bytes], start: int, size: int) -> Iterator[bytes]:
    while size:
        file.seek(start)  # several entries may be read in turns
        piece = file.read(min(size, PIECE))
        if not piece:
            raise Refusal("cut-short")
        start += len(piece)
        size -= len(piece)
        yield piece
