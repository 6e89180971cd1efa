"""The bytes of one exchange as they crossed the wire, within its limits of time and size."""

from __future__ import annotations

import io
import re
import socket
import tempfile
from collections.abc import Callable
from http.client import HTTPResponse
from pathlib import Path
from typing import IO

from ogp_etl.errors import LocalFault
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.model import Reason

_IN_MEMORY = 1 << 20
_BUFFER = 1 << 16
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"(?:HTTP/[0-9.]+ 1(?!01)[0-9]{2}\b[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n)+")
"""Answers such as 100 Continue or 103 Early Hints, which come before the answer itself (RFC 9110 §15.2)."""


class Wire:
    """Notes what is sent and received. ``clock`` counts seconds; ``deadline`` is its value at which patience ends.

    At most 1 MiB is held in memory. What comes after goes to a temporary file in the folder ``keep``, unless ``as_is`` is
    set: then the body on the wire is the body itself, which the spool keeps anyway. Without a folder nothing is kept.
    """

    def __init__(self, *, keep: Path | None, clock: Callable[[], float], deadline: float, read: float, most: int) -> None:
        self.request = b""
        self.peer: str | None = None
        self.as_is = False
        self.received = 0
        self.overflow: IO[bytes] | None = None
        self._keep = keep
        self._held: list[bytes] = []
        self._clock = clock
        self._deadline = deadline
        self._read = read
        self._most = most

    def patience(self) -> float:
        """Seconds that the next read may last. Raises NotHad when the exchange as a whole has taken too long."""
        left = self._deadline - self._clock()
        if left <= 0:
            raise NotHad(Reason.TIMEOUT, "the exchange as a whole took too long")
        return min(left, self._read)

    def take(self, data: memoryview) -> None:
        before = self.received
        self.received += len(data)
        if self.received > self._most:
            raise NotHad(Reason.TOO_LARGE, f"more than {self._most:,} bytes arrived")
        if self._keep is None:
            return
        if before < _IN_MEMORY:
            self._held.append(bytes(data))
        elif not self.as_is:
            try:
                if self.overflow is None:
                    self._keep.mkdir(parents=True, exist_ok=True)
                    self.overflow = tempfile.TemporaryFile(dir=self._keep)  # noqa: SIM115 closed by close()
                self.overflow.write(data)
            except OSError as error:
                raise LocalFault(
                    f"cannot keep a response in {self._keep}: {error.strerror or error}; free space, then run again"
                ) from error

    def parts(self, *, spooled: Path | None, length: int | None, broken: bool) -> list[bytes | Path | IO[bytes]]:
        """The answer as it came, without interim ones, piece by piece. ``length`` is that of the body as announced, None
        when it was not.

        ``broken``: the body did not come whole; then only what is held in memory is given.
        """
        held = b"".join(self._held)
        whole = len(held) == self.received
        if interim := _INTERIM.match(held):
            held = held[interim.end() :]
        end = _BLANK_LINE.search(held)
        head = end.end() if end else len(held)
        if whole and length is not None and not broken:
            return [held[: head + length]]
        if broken or whole:
            return [held]
        if self.overflow is not None:
            return [held, self.overflow]
        return [held[:head], spooled] if spooled is not None else [held]

    def close(self) -> None:
        self._held.clear()
        if self.overflow is not None:
            self.overflow.close()
            self.overflow = None


class WireResponse(HTTPResponse):
    """http.client's response, reading through a Wire."""

    def __init__(self, wire: Wire, sock: socket.socket, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Tapped(raw, sock, wire), _BUFFER)

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]  # http.client's own step; it has no public hook
        # http.client passes over 100 Continue, but takes other interim answers for the answer itself.
        return version, 100 if 100 <= status < 200 and status != 101 else status, reason


class _Tapped(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, wire: Wire) -> None:
        self._raw = raw
        self._sock = sock
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io hands a memoryview to its own raw streams
        wire = self._wire
        patience = wire.patience()
        if patience != self._sock.gettimeout():
            self._sock.settimeout(patience)
        try:
            got = self._raw.readinto(buffer) or 0
        except TimeoutError:
            wire.patience()
            raise NotHad(Reason.TIMEOUT, f"the server fell silent for {patience:g} seconds") from None
        wire.take(memoryview(buffer)[:got])
        return got

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
            super().close()
