"""Keeping every exchange as WARC 1.1: one file for each run and host, one gzip member for each record."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ogp_etl.errors import LocalFault
from ogp_etl.model import WarcRef

Part = bytes | Path | IO[bytes]
"""A piece of a record's block: bytes, a file, or an open file that is read from its beginning."""
_PIECE = 1 << 20
_SMALL = 1 << 14
_GZIP = 31
_LEVEL = 2
"""Of zlib. Level 6 costs three times the time for a tenth less space on real pages."""


@dataclass(slots=True)
class _File:
    number: int
    name: str
    end: int
    info: str


class Recorder:
    """Writes records as they come and keeps no file in memory. Not for several threads at once.

    A process that is killed leaves whole records and at most one broken one at the end; the next run writes to files
    of its own. When the disk is full the broken record is taken back and LocalFault is raised.
    """

    def __init__(self, folder: Path, run: str, *, user_agent: str) -> None:
        self.folder = folder
        self._run = _plain(run)
        self._user_agent = user_agent
        self._files: dict[str, _File] = {}

    def record(
        self,
        *,
        url: str,
        host: str,
        when: datetime,
        request: bytes,
        response: Sequence[Part],
        payload_sha256: str | None = None,
        peer: str | None = None,
        truncated: str = "",
    ) -> WarcRef:
        """Appends the response and its request; gives the place of the response. ``host`` names the file, ``when`` is UTC.

        ``payload_sha256`` is left out where the body came in chunks: tools do not agree on what its digest covers then.
        ``truncated``: ``length``, ``time`` or ``disconnect`` when the response is not whole, as WARC names it.
        """
        file = self._files.get(host) or self._open(host, when)
        common = {"WARC-Date": _instant(when), "WARC-Target-URI": url, "WARC-Warcinfo-ID": file.info}
        if peer:
            common["WARC-IP-Address"] = peer
        response_id, start = _new_id(), file.end
        extra = {"WARC-Payload-Digest": f"sha256:{payload_sha256}"} if payload_sha256 and not truncated else {}
        if truncated:
            extra["WARC-Truncated"] = truncated
        answered = {"Content-Type": "application/http;msgtype=response"}
        self._append(file, "response", response_id, {**common, **extra, **answered}, response)
        asked = {"WARC-Concurrent-To": response_id, "Content-Type": "application/http;msgtype=request"}
        self._append(file, "request", _new_id(), {**common, **asked}, [request])
        return WarcRef(file=file.name, offset=start, record_id=response_id)

    def close(self) -> None:
        while self._files:
            _, file = self._files.popitem()
            os.close(file.number)

    def _open(self, host: str, when: datetime) -> _File:
        info = _new_id()
        # A name is never used twice, also when a run is tried again after its files went to the archive.
        number, name = self._create(f"{self._run}-{_plain(host)}-{uuid.uuid4().hex[:8]}")
        file = self._files[host] = _File(number, name, 0, info)
        fields = {
            "software": "ogp-etl",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": "obey",
            "http-header-user-agent": self._user_agent,
        }
        block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        header = {"WARC-Date": _instant(when), "WARC-Filename": file.name, "Content-Type": "application/warc-fields"}
        self._append(file, "warcinfo", info, header, [block])
        return file

    def _create(self, stem: str) -> tuple[int, str]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            count = 1
            while True:
                name = f"{stem}.warc.gz" if count == 1 else f"{stem}-{count}.warc.gz"
                with suppress(FileExistsError):
                    number = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
                    fcntl.flock(number, fcntl.LOCK_EX)
                    return number, name
                count += 1
        except OSError as error:
            raise self._fault(error) from error

    def _append(self, file: _File, kind: str, record_id: str, fields: dict[str, str], block: Sequence[Part]) -> None:
        digest, length = hashlib.sha256(), 0
        for piece in _pieces(block):
            digest.update(piece)
            length += len(piece)
        lines = [
            "WARC/1.1",
            f"WARC-Type: {kind}",
            f"WARC-Record-ID: {record_id}",
            *(f"{name}: {value}" for name, value in fields.items()),
            f"WARC-Block-Digest: sha256:{digest.hexdigest()}",
            f"Content-Length: {length}",
        ]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        written = 0
        try:
            for packed in _packed(head, block, length):
                view = memoryview(packed)
                while view:
                    count = os.write(file.number, view)
                    view = view[count:]
                    written += count
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(file.number, file.end)
                os.lseek(file.number, file.end, os.SEEK_SET)
            raise self._fault(error) from error
        file.end += written

    def _fault(self, error: OSError) -> LocalFault:
        what = error.strerror or str(error)
        return LocalFault(f"cannot write WARC files in {self.folder}: {what}; free space or mend its permissions, then run again")


def finished(folder: Path) -> list[Path]:
    """WARC files that nobody writes to any more: closed, or left by a process that was killed. Sorted by name."""
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with suppress(BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(path)
    return found


def _packed(head: bytes, block: Sequence[Part], length: int) -> Iterator[bytes]:
    if length <= _SMALL:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP, 5)
        yield packer.compress(b"".join([head, *_pieces(block), b"\r\n\r\n"])) + packer.flush()
    elif length <= _PIECE:
        yield zlib.compress(b"".join([head, *_pieces(block), b"\r\n\r\n"]), _LEVEL, _GZIP)
    else:
        packer = zlib.compressobj(_level(block), zlib.DEFLATED, _GZIP)
        yield packer.compress(head)
        for piece in _pieces(block):
            yield packer.compress(piece)
        yield packer.compress(b"\r\n\r\n") + packer.flush()


def _level(block: Sequence[Part]) -> int:
    """Films, archives and scans get no smaller, so packing them again would only take time."""
    sample = next((piece for piece in _pieces(block) if len(piece) > _SMALL), b"")[-4 * _SMALL :]
    return _LEVEL if len(zlib.compress(sample, _LEVEL)) < 0.95 * len(sample) else 0


def _pieces(block: Sequence[Part]) -> Iterator[bytes]:
    for part in block:
        if isinstance(part, bytes):
            yield part
        elif isinstance(part, Path):
            with part.open("rb") as file:
                yield from iter(lambda: file.read(_PIECE), b"")
        else:
            part.seek(0)
            yield from iter(lambda: part.read(_PIECE), b"")  # noqa: B023 used up before the next part


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("._") or "run"
