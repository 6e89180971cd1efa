"""TAR files read header by header: ``tarfile`` would read a header extension of any size into memory."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from ogp_etl.screen.unpack import Flow, Refusal

BLOCK = 512
LONGEST = 64 * 1024
"""Bytes of a header extension (a long name)."""
_PAX_PATH = re.compile(rb"(?:^|\n)\d+ path=([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    kind: bytes
    """Type flag: ``tarfile.REGTYPE`` and so on."""
    target: str
    """Of a link, else empty."""
    content: Flow


def is_tar(head: bytes) -> bool:
    return head.startswith(b"ustar", 257)


def members(flow: Flow) -> Iterator[Member]:
    """Raises Refusal when a header is damaged or the file stops too early."""
    name = None
    while True:
        block = flow.take(BLOCK)
        if not block.strip(b"\x00"):
            return  # zero blocks, or the bare end that some writers leave
        try:
            header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError) as error:
            raise Refusal("cut-short" if len(block) < BLOCK else "broken-archive", str(error)) from error
        size = header.size if header.type not in (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE) else 0
        if size < 0:
            raise Refusal("broken-archive", "an entry of negative size")
        if header.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE):
            name = _long_name(header.type, _extension(flow, size)) or name
            continue
        padding = -size % BLOCK
        content = Flow(flow.part(size))
        yield Member(name or header.name, header.type, header.linkname, content)
        name = None
        for _ in content.rest():
            pass
        flow.take(padding)


def _extension(flow: Flow, size: int) -> bytes:
    if size > LONGEST:
        raise Refusal("broken-archive", f"a header of {size} bytes")
    data = b"".join(flow.part(size))
    flow.take(-size % BLOCK)
    return data


def _long_name(kind: bytes, data: bytes) -> str | None:
    if kind == tarfile.GNUTYPE_LONGNAME:
        return data.rstrip(b"\x00").decode("utf-8", "replace")
    path = _PAX_PATH.search(data) if kind == tarfile.XHDTYPE else None
    return path[1].decode("utf-8", "replace") if path else None
