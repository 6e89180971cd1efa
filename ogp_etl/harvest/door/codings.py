"""Undoing content encodings piece by piece, in flat memory, however well the body was packed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.model import Reason

ACCEPTED = "gzip, deflate"
"""What we ask for, as Accept-Encoding."""
_PIECE = 1 << 18
_DEEPEST = 3


def undone(chunks: Iterable[bytes], content_encoding: str | None) -> Iterator[bytes]:
    """The body of which ``chunks`` are the encoded form; pieces of at most 256 KiB where something is unpacked.

    Raises NotHad: ``encoding`` for what cannot be undone, ``cut-short`` for a packed body that ends too early.
    """
    named = [name.strip().lower() for name in (content_encoding or "").split(",")]
    codings = [name for name in named if name not in ("", "identity")]
    if len(codings) > _DEEPEST:
        raise NotHad(Reason.ENCODING, f"the body is packed {len(codings)} times")
    result = iter(chunks)
    for name in reversed(codings):
        if name in ("gzip", "x-gzip"):
            result = _gunzipped(result)
        elif name == "deflate":
            result = _inflated(result)
        else:
            raise NotHad(Reason.ENCODING, f"the body is in the content encoding {name!r}, which we did not ask for")
    return result


def _gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    unpack: zlib._Decompress | None = None
    surplus = False
    for chunk in chunks:
        rest = b"" if surplus else chunk
        while rest:
            if unpack is None or unpack.eof:
                # Several members may follow each other; what follows them and is none is padding, as gzip itself holds.
                if unpack is not None and not rest.startswith(b"\x1f"):
                    surplus = True
                    break
                unpack = zlib.decompressobj(wbits=31)
            yield from _unpacked(unpack, rest)
            rest = unpack.unused_data
    _whole(unpack)


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    unpack: zlib._Decompress | None = None
    for chunk in chunks:
        if unpack is None:
            # RFC 9110 means zlib's format; some servers send bare deflate. The first byte of zlib's says 8 in its low half.
            unpack = zlib.decompressobj(wbits=15 if chunk[0] & 0x0F == 8 else -15)
        if not unpack.eof:
            yield from _unpacked(unpack, chunk)
    _whole(unpack)


def _unpacked(unpack: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    try:
        while True:
            piece = unpack.decompress(data, _PIECE)
            if piece:
                yield piece
            data = unpack.unconsumed_tail
            if unpack.eof or (not data and len(piece) < _PIECE):
                return
    except zlib.error as error:
        raise NotHad(Reason.ENCODING, f"the packed body cannot be unpacked: {error}") from error


def _whole(unpack: zlib._Decompress | None) -> None:
    if unpack is not None and not unpack.eof:
        raise NotHad(Reason.CUT_SHORT, "the packed body ends before its end mark")
