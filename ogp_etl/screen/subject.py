"""What a screener gets to see: the file, its two ends, and what others say about it. Memory does not grow with the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ogp_etl.errors import LocalFault

HEAD = 64 * 1024
"""Bytes read from the start: enough for every signature."""
TAIL = 65_557
"""Bytes read from the end: the end record of a ZIP file with the longest comment stands within them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The first and the last bytes of a file; a file smaller than ``HEAD`` is whole in both."""

    size: int
    head: bytes
    tail: bytes

    @property
    def whole(self) -> bool:
        """``head`` is the whole file."""
        return self.size == len(self.head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One body under examination."""

    body: Path
    ends: Ends
    media_type: str
    """By content."""
    stated: str | None
    """Media type as the site states it, without parameters, lower case; None when not stated."""
    name: str | None
    """File name or last part of the address; None when there is none. Never used as a path."""

    @property
    def extension(self) -> str:
        return extension_of(self.name)


def read_ends(body: Path) -> Ends:
    """Raises LocalFault when the spooled body cannot be read."""
    try:
        with body.open("rb") as file:
            head = file.read(HEAD)
            size = file.seek(0, 2)
            if size <= HEAD:
                return Ends(size=size, head=head, tail=head)
            file.seek(max(0, size - TAIL))
            return Ends(size=size, head=head, tail=file.read(TAIL))
    except OSError as error:
        raise LocalFault(f"{body}: cannot read the spooled body ({error.strerror}); check the disk and run again") from error


def extension_of(name: str | None) -> str:
    """Lower case, without its dot; empty when there is none."""
    if not name:
        return ""
    last = PurePosixPath(name.replace("\\", "/")).name.rstrip(". ")
    return PurePosixPath(last).suffix[1:].lower()
