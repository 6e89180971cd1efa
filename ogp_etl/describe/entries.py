"""ZIP files by what they hold: names and digests of entries, never their time stamps, order or compression."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from errno import EINVAL
from pathlib import Path
from typing import IO

from ogp_etl.describe.safe_xml import Unreadable

MOST_ENTRIES = 20_000
MOST_UNPACKED = 2 * 1024**3
LARGEST_DIRECTORY = 8 * 1024**2
LARGEST_PART = 64 * 1024**2
"""Bytes of an office file's part that is cleaned of what the program writes into it; a larger one is taken as it is."""
PIECE = 256 * 1024
FAULTS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OverflowError, EOFError, struct.error, zlib.error)
"""What ``zipfile`` raises on damaged and (RuntimeError) on encrypted files."""

_NOT_CONTENT = re.compile(
    r"meta\.xml|settings\.xml|manifest\.rdf|layout-cache|mimetype|(?:thumbnails|configurations2|meta-inf)/.*"
    r"|docprops/.*|_rels/.*|\[content_types\]\.xml|customxml/.*|.*/theme/.*|.*/printersettings/.*|.*thumbnail\.\w+"
    r"|(?:word|xl|ppt)/(?:settings|websettings|fonttable|styles|stylescommon|calcchain|viewprops|presprops|tablestyles)\.xml",
    re.IGNORECASE | re.DOTALL,
)
"""Parts of OpenDocument and Office Open XML files that a program rewrites when somebody only opens and saves them."""
_SAVED_WITH = re.compile(
    rb'\s(?:w|w14|w15|w16\w*|wp14|xr\d*|x14ac|p14|officeooo):(?:rsid\w*|paragraph-rsid|paraId|textId|uid|editId|anchorId)="[^"]*"'
    rb"|<sheetViews>.{0,4000}?</sheetViews>|<bookViews>.{0,4000}?</bookViews>|<(?:fileVersion|calcPr|workbookPr)\b[^>]{0,400}/>"
    rb"|<(?:\w+:)?absPath\b[^>]{0,2000}/>|<xr:revisionPtr\b[^>]{0,1000}/>|<w:proofErr\b[^>]{0,200}/>|<w:lastRenderedPageBreak/>",
    re.DOTALL,
)
"""Marks of the sitting in which a file was saved, and of the window it was seen in."""


def all_entries(body: Path) -> Iterator[bytes]:
    """One line an entry, in the order of names. Raises Unreadable when the file cannot be read as a ZIP."""
    yield from _lines(body, lambda _: True, _digest)


def office_parts(body: Path) -> Iterator[bytes]:
    """The same of the parts that hold the content of an OpenDocument or Office Open XML file."""
    yield from _lines(body, lambda name: _NOT_CONTENT.fullmatch(name) is None, _content_digest)


def _lines(body: Path, wanted: Callable[[str], bool], digest: Callable[[IO[bytes], zipfile.ZipInfo], str]) -> Iterator[bytes]:
    _measured(body)
    try:
        with zipfile.ZipFile(body) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and wanted(entry.filename)]
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable("holds more than is read")
            if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
                raise Unreadable("compressed in another way than deflate")
            found = []
            for entry in entries:
                with archive.open(entry) as part:
                    found.append(f"{digest(part, entry)} {entry.filename}".encode("utf-8", "surrogatepass"))
    except FAULTS as error:
        raise Unreadable(str(error)) from error
    except OSError as error:
        if error.errno != EINVAL:  # an offset before the file's start; anything else is our disk
            raise
        raise Unreadable(str(error)) from error
    yield from sorted(found)


def _measured(body: Path) -> None:
    """``zipfile`` reads the whole directory into memory, so its size is looked at before."""
    with body.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22 or struct.unpack_from("<L", tail, at + 12)[0] > LARGEST_DIRECTORY:
        raise Unreadable("no ZIP directory of reasonable size")


def _digest(part: IO[bytes], entry: zipfile.ZipInfo) -> str:
    sha256, left = hashlib.sha256(), entry.file_size
    while left > 0 and (piece := part.read(min(PIECE, left))):
        sha256.update(piece)
        left -= len(piece)
    return sha256.hexdigest()


def _content_digest(part: IO[bytes], entry: zipfile.ZipInfo) -> str:
    if not entry.filename.endswith((".xml", ".rels")) or entry.file_size > LARGEST_PART:
        return _digest(part, entry)
    return hashlib.sha256(_SAVED_WITH.sub(b"", part.read(entry.file_size))).hexdigest()
