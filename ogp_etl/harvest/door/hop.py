"""One question and its answer: read within the limits, kept in the spool and in the WARC file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import HTTPError

from ogp_etl.errors import one_line
from ogp_etl.harvest.door import blocks
from ogp_etl.harvest.door.addresses import origin
from ogp_etl.harvest.door.codings import undone
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.line import Answer, Transport
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.recording.warc import Recorder
from ogp_etl.model import Reason, WarcRef

GOOD = (200, 203)
_PIECE = 1 << 18
_OTHER_BODY = 1 << 20
"""Bytes read of a body that is not what was asked for (an error page, a redirect's text)."""
_TRUNCATED = {Reason.TOO_LARGE: "length", Reason.TIMEOUT: "time", Reason.CUT_SHORT: "disconnect"}


@dataclass(slots=True)
class Hop:
    """What came of one question. ``status`` is None when no answer came; then ``trouble`` says why."""

    url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=HTTPHeaderDict)
    trouble: NotHad | None = None
    """Also set when a good answer's body could not be had whole."""
    body: Path | None = None
    sha256: str | None = None
    size: int | None = None
    text: bytes = b""
    """Beginning of the body, undone: what tells a block page, a robots.txt."""
    defence: str | None = None
    warc: WarcRef | None = None


class Asker:
    """Asks through ``transport``. ``now`` is the wall clock (UTC) that the records are dated by."""

    def __init__(
        self, transport: Transport, spool: Spool, recorder: Recorder | None, now: Callable[[], datetime], most: int
    ) -> None:
        self._transport = transport
        self._spool = spool
        self._recorder = recorder
        self._now = now
        self._most = most

    def ask(self, url: str, headers: Mapping[str, str], seconds: float, *, spooled: bool, first: int = _OTHER_BODY) -> Hop:
        """Never raises NotHad. ``spooled``: the body of a good answer goes to the spool, else its ``first`` bytes into
        ``Hop.text``, as with every other answer. Raises LocalFault."""
        when = self._now()
        try:
            answer = self._transport.ask(url, headers, seconds)
        except NotHad as trouble:
            return Hop(url=url, trouble=trouble)
        hop = Hop(url=url, status=answer.status, headers=answer.raw.headers, warc=answer.warc)
        if answer.wire is not None:
            answer.wire.as_is = not (answer.header("content-encoding") or answer.header("transfer-encoding"))
        cut = ""
        try:
            try:
                cut = self._read(answer, hop, spooled=spooled and hop.status in GOOD, first=first)
            except NotHad as trouble:
                cut = _TRUNCATED.get(trouble.reason, "unspecified")
                if hop.status in GOOD:
                    hop.trouble = trouble
            if hop.status != 304:
                hop.defence = blocks.defence(hop.headers, hop.text)
            self._record(answer, hop, when, cut)
        finally:
            answer.close()
        return hop

    def _read(self, answer: Answer, hop: Hop, *, spooled: bool, first: int) -> str:
        """Gives why the rest was left unread, as WARC names it; empty when it was read whole."""
        pieces = _body(answer, self._most)
        if spooled:
            hop.body, hop.sha256, hop.size = self._spool.write(_noting(pieces, hop))
            hop.size = hop.size or 0
            return ""
        held: list[bytes] = []
        size = 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= first:
                break
        hop.text = b"".join(held)[:first]
        return "length" if size >= first else ""

    def _record(self, answer: Answer, hop: Hop, when: datetime, cut: str) -> None:
        wire = answer.wire
        if self._recorder is None or wire is None:
            return
        scheme, host, port = origin(answer.url)
        payload = None
        if wire.as_is and not cut:
            payload = hop.sha256 or hashlib.sha256(hop.text).hexdigest()
        hop.warc = self._recorder.record(
            url=answer.url,
            host=host if port == {"http": 80, "https": 443}[scheme] else f"{host}_{port}",
            when=when,
            request=wire.request,
            response=wire.parts(spooled=hop.body, length=_announced(answer), broken=bool(cut)),
            payload_sha256=payload,
            peer=wire.peer,
            truncated=cut,
        )


def _body(answer: Answer, most: int) -> Iterator[bytes]:
    """The body with its encodings undone. Raises NotHad as soon as it is known to be too large, cut short or unreadable."""
    announced = _announced(answer)
    if announced is not None and announced > most:
        raise NotHad(Reason.TOO_LARGE, f"{announced:,} bytes are announced, {most:,} is the limit")
    size = 0
    for piece in undone(_pieces(answer.raw), answer.header("content-encoding")):
        size += len(piece)
        if size > most:
            raise NotHad(Reason.TOO_LARGE, f"the body is larger than {most:,} bytes")
        yield piece
    if answer.truncated:
        raise NotHad(Reason.CUT_SHORT, f"the recorded body is not whole ({answer.truncated})")


def _pieces(raw: HTTPResponse) -> Iterator[bytes]:
    try:
        while piece := raw.read(_PIECE, decode_content=False):
            yield piece
    except HTTPError as error:
        raise NotHad(Reason.CUT_SHORT, f"the body broke off: {one_line(error)}") from error


def _noting(pieces: Iterator[bytes], hop: Hop) -> Iterator[bytes]:
    """Passes the body on and keeps its beginning, as far as a block page could reach."""
    for piece in pieces:
        if len(hop.text) <= blocks.LARGEST:
            hop.text += piece[: blocks.LARGEST + 1 - len(hop.text)]
        yield piece


def _announced(answer: Answer) -> int | None:
    """Length of the body on the wire as the answer states it; None when it states none."""
    if answer.status in (204, 304):
        return 0
    if answer.header("transfer-encoding"):
        return None
    length = answer.header("content-length") or ""
    return int(length) if length.isascii() and length.isdigit() else None
