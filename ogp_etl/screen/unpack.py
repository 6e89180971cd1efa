"""Reading compressed bytes a piece at a time, with a budget that ends it: memory and time never depend on what is inside."""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ogp_etl.model import Screened
from ogp_etl.screen.reasons import GROUNDS, Objection

PIECE = 64 * 1024
"""Bytes unpacked at a time."""
MOST_ENTRIES = 20_000
MOST_UNPACKED = 2 * 1024**3
"""Bytes really read of one body and of everything inside it."""
FREE = 32 * 1024**2
"""Bytes that anything may unpack to before the ratio counts: small files of one repeated letter are no attack."""
RATIO = 200
"""Most bytes out of one byte in. Sheets and texts stay below 100; deflate alone can reach 1,032."""
DEEPEST = 6
"""Archives within archives, the outermost counted: a ZIP of a TAR.GZ of office files with embedded sheets has five."""


class Refusal(Exception):
    """Ends the examination of an archive. Raised and caught within this package only; trying again does not help."""

    def __init__(self, code: str, particulars: str = "") -> None:
        self.objection = Objection(code, particulars)
        super().__init__(str(self.objection))


@dataclass(slots=True)
class Budget:
    """What may still be read of one body, and what was found so far."""

    packed: int
    """Size of the body, bytes."""
    entries: int = 0
    unpacked: int = 0
    found: list[Objection] = field(default_factory=list)

    def note(self, code: str, particulars: str = "") -> None:
        """Something to hold the body for; looking goes on, because worse may follow. What is hostile ends it at once."""
        if GROUNDS[code].outcome is Screened.QUARANTINE:
            raise Refusal(code, particulars)
        self.found.append(Objection(code, particulars))

    def entry(self) -> None:
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise Refusal("archive-too-large", f"more than {MOST_ENTRIES} entries")

    def promise(self, size: int) -> None:
        """``size``: bytes that an archive says it will unpack to, before anything is read."""
        self._fits(self.unpacked + size)

    def spend(self, size: int) -> None:
        self.unpacked += size
        self._fits(self.unpacked)

    def _fits(self, unpacked: int) -> None:
        if unpacked > FREE and unpacked > RATIO * self.packed:
            raise Refusal("archive-bomb", f"{self.packed} bytes unpack to {unpacked} or more")
        if unpacked > MOST_UNPACKED:
            raise Refusal("archive-too-large", f"more than {MOST_UNPACKED} bytes")


class Flow:
    """A stream of bytes that can be looked at before it is read. Holds no more than was asked for plus one piece."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer at the end; they stay unread."""
        if len(self._held) < size:
            parts = [self._held]
            have = len(self._held)
            for piece in self._pieces:
                parts.append(piece)
                have += len(piece)
                if have >= size:
                    break
            self._held = b"".join(parts)
        return self._held[:size]

    def take(self, size: int) -> bytes:
        taken = self.peek(size)
        self._held = self._held[len(taken) :]
        return taken

    def part(self, size: int) -> Iterator[bytes]:
        """The next ``size`` bytes in pieces. Raises Refusal (cut-short) when the stream ends before."""
        while size:
            piece = self.take(min(size, PIECE))
            if not piece:
                raise Refusal("cut-short")
            size -= len(piece)
            yield piece

    def rest(self) -> Iterator[bytes]:
        held, self._held = self._held, b""
        if held:
            yield held
        yield from self._pieces


def inflate(packed: Iterable[bytes], window: int) -> Iterator[bytes]:
    """Undoes deflate. ``window``: as in ``zlib``; -15 is bare (ZIP), 31 is gzip, of which several may follow each other.

    Raises Refusal when the data is damaged or stops too early.
    """
    decoder, streams = zlib.decompressobj(window), 1
    for piece in packed:
        data = piece
        while data:
            if decoder.eof:
                data = data.lstrip(b"\x00")  # padding of tapes
                if window < 0 or not data.startswith(b"\x1f"):
                    break
                decoder, streams = zlib.decompressobj(window), _one_more(streams)
            try:
                yield from _deflated(decoder, data)
            except zlib.error as error:
                raise Refusal("broken-archive", str(error)) from error
            data = decoder.unused_data
    if not decoder.eof:
        raise Refusal("cut-short")


def _deflated(decoder: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while True:
        out = decoder.decompress(data, PIECE)
        if out:
            yield out
        data = decoder.unconsumed_tail
        if decoder.eof or (not data and len(out) < PIECE):
            return


def unbzip(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Undoes bzip2. Raises Refusal when the data is damaged or stops too early."""
    decoder, streams = bz2.BZ2Decompressor(), 1
    for piece in packed:
        data = piece
        while data:
            if decoder.eof:
                if not data.startswith(b"B"):
                    break
                decoder, streams = bz2.BZ2Decompressor(), _one_more(streams)
            try:
                yield from _bzipped(decoder, data)
            except (OSError, ValueError) as error:
                raise Refusal("broken-archive", str(error)) from error
            data = decoder.unused_data
    if not decoder.eof:
        raise Refusal("cut-short")


def _bzipped(decoder: bz2.BZ2Decompressor, data: bytes) -> Iterator[bytes]:
    while True:
        out = decoder.decompress(data, PIECE)
        if out:
            yield out
        data = b""
        if decoder.eof or decoder.needs_input:
            return


def _one_more(streams: int) -> int:
    if streams == MOST_ENTRIES:
        raise Refusal("archive-too-large", f"more than {MOST_ENTRIES} streams one after the other")
    return streams + 1
