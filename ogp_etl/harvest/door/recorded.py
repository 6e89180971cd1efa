"""Turning the recorded block of a response back into an answer that is read like one from the network."""

from __future__ import annotations

import io
import re
from http.client import HTTPException, HTTPResponse
from typing import Any, BinaryIO, cast

import urllib3

from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.model import Reason

_STATUS = re.compile(rb"HTTP/[0-9.]+ +([1-9][0-9][0-9])(?: +(.*))?$")
_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,16}[ \t]*(?:;[^\r\n]*)?\r?\n")
_PLAIN = re.compile(rb"\s*(?:<|\{\"|\[[{\"]|%PDF|PK\x03\x04|\xef\xbb\xbf)")
_LONGEST_HEAD = 1 << 20


def response_of(stream: BinaryIO, block: Any) -> urllib3.HTTPResponse:
    """``block`` is read to its end through the result; closing the result closes ``stream``. Raises NotHad.

    Recorders differ: some undo chunks or content encodings and leave the headers as they were, some note HTTP/2. Headers
    that the recorded body shows to be untrue are left out.
    """
    body: io.BufferedReader = io.BufferedReader(cast("Any", _Block(stream, block)), 1 << 16)
    status, lines = _head(body)
    head = b"\r\n".join([b"HTTP/1.1 " + status, *_true_lines(lines, body.peek(512)[:512]), b"", b""])
    response = HTTPResponse(cast("Any", _Recorded(head, body)), method="GET")
    try:
        response.begin()
    except HTTPException as error:
        body.close()
        raise NotHad(Reason.CONNECT, f"the recorded answer is not HTTP: {error}") from error
    return urllib3.HTTPResponse(
        body=cast("Any", response),
        headers=urllib3.HTTPHeaderDict(response.msg.items()),
        status=response.status,
        reason=response.reason,
        original_response=cast("Any", response),
        preload_content=False,
        decode_content=False,
        request_method="GET",
    )


def _head(body: io.BufferedReader) -> tuple[bytes, list[bytes]]:
    found = _STATUS.match(body.readline(_LONGEST_HEAD).rstrip())
    if found is None:
        body.close()
        raise NotHad(Reason.CONNECT, "the recorded answer is not HTTP")
    lines: list[bytes] = []
    while line := body.readline(_LONGEST_HEAD).rstrip(b"\r\n"):
        lines.append(line)
    return found.group(1) + b" " + (found.group(2) or b""), lines


def _true_lines(lines: list[bytes], start: bytes) -> list[bytes]:
    said = {}
    for line in lines:
        name, _, value = line.partition(b":")
        said[name.strip().lower()] = value.strip().lower()
    untrue: set[bytes] = set()
    if said.get(b"transfer-encoding") == b"chunked":
        size = _CHUNK.match(start)
        if size is None:
            untrue |= {b"transfer-encoding", b"content-length"}
        else:
            start = start[size.end() :]
    packed = said.get(b"content-encoding")
    if start and packed and _is_unpacked(packed, start):
        untrue |= {b"content-encoding", b"content-length"}
    return [line for line in lines if line.partition(b":")[0].strip().lower() not in untrue]


def _is_unpacked(packed: bytes, start: bytes) -> bool:
    if packed in (b"gzip", b"x-gzip"):
        return not start.startswith(b"\x1f\x8b")
    return _PLAIN.match(start) is not None


class _Block(io.RawIOBase):
    def __init__(self, stream: BinaryIO, block: Any) -> None:
        self._stream = stream
        self._block = block

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io hands a memoryview to its own raw streams
        data = self._block.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Recorded(io.RawIOBase):
    """A mended head followed by the recorded body; also the "socket" that http.client asks for a file."""

    def __init__(self, head: bytes, body: io.BufferedReader) -> None:
        self._head = io.BytesIO(head)
        self._body = body

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io hands a memoryview to its own raw streams
        return self._head.readinto(buffer) or self._body.readinto(buffer)

    def close(self) -> None:
        self._body.close()
        super().close()
