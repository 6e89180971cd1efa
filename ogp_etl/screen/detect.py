"""The media type of bytes by what they are, never by what anyone says: libmagic first, our own rules where it misses.

Known misses of libmagic 5.41: Parquet (no answer), XML without a declaration (plain text), JSON longer than the part it
is shown (plain text), office files whose entries stand in an unusual order (ZIP), texts taken for programming languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from ogp_etl.screen.libmagic import Library, library
from ogp_etl.screen.signatures import EMPTY, JAVA_CLASS, OLE, PE, UNKNOWN, VERSION, type_by_signature
from ogp_etl.screen.subject import Ends, extension_of
from ogp_etl.screen.text_types import text_of, type_of_text

SAME = {
    "text/xml": "application/xml",
    "text/json": "application/json",
    "application/x-empty": EMPTY,
    "application/x-rar": "application/vnd.rar",
    "application/x-gzip": "application/gzip",
    "text/rtf": "application/rtf",
    "application/CDFV2": OLE,
    "application/x-sqlite3": "application/vnd.sqlite3",
    "application/x-dosexec": PE,
    "application/x-java-applet": JAVA_CLASS,
}
"""Names that libmagic and others use for one type, and the one used here."""
OLE_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
OLE_NAMES = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
TEXT_SHOWN = 16 * 1024
"""Bytes of a text that libmagic is shown: it searches texts with regular expressions, 7 ms for 64 KiB of JSON."""


@dataclass(frozen=True, slots=True)
class Detected:
    media_type: str
    detector: str
    """What decided, with its version; says so when libmagic could not be loaded."""


def detect(ends: Ends, stated: str | None, name: str | None, magic: Library | None = None) -> Detected:
    """``magic`` None: the one of this process. Types inside ZIP files are told by ``zip_types``."""
    magic = magic or library()
    guess = magic.media_type(ends.head[:TEXT_SHOWN] if b"\x00" not in ends.head[:512] else ends.head)
    said = _same(guess)
    own = _own(ends, said, stated, name)
    if magic.handle is None:
        return Detected(own or UNKNOWN, f"own signatures {VERSION} (libmagic could not be loaded: {magic.error})")
    if own is None or own == said:
        return Detected(said or UNKNOWN, magic.name)
    return Detected(own, f"own rules {VERSION} over {magic.name} ({guess})")


def _same(guess: str | None) -> str | None:
    return SAME.get(guess, guess) if guess else None


def _own(ends: Ends, said: str | None, stated: str | None, name: str | None) -> str | None:
    """What our rules answer; None where libmagic's answer stands."""
    if not ends.size:
        return EMPTY
    signed = type_by_signature(ends.head)
    if signed == OLE:
        return _office(ends, said, name)
    if signed is not None:
        # Within a family libmagic knows more: which office format, which film.
        return signed if said in (None, UNKNOWN) or said.startswith("text/") else None
    if said is not None and said != UNKNOWN and not _texts(said):
        return None
    text = text_of(ends.head, whole=ends.whole)
    return None if text is None else type_of_text(text, said, whole=ends.whole, stated=stated, name=name)


def _texts(media_type: str) -> bool:
    """Types that a text can be taken for."""
    return (
        media_type.startswith(("text/", "message/"))
        or media_type.endswith(("+xml", "/xml", "json", "javascript"))
        or media_type in ("application/x-ndjson", "application/x-wine-extension-ini", "application/x-setupscript")
    )


def _office(ends: Ends, said: str | None, name: str | None) -> str:
    """Which program of the old Microsoft Office wrote it: by libmagic, by its streams, at last by its name."""
    if said and said not in (OLE, UNKNOWN, "application/x-cdf", "application/encrypted"):
        return said
    for stream, media_type in OLE_STREAMS:
        if stream.encode("utf-16-le") in ends.head or stream.encode("utf-16-le") in ends.tail:
            return media_type
    return OLE_NAMES.get(extension_of(name), OLE)
