"""Looks through archives, and archives within archives, for what is hostile. Nothing is ever written where a name says."""

from __future__ import annotations

import re
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from ogp_etl.errors import LocalFault
from ogp_etl.screen.programs import is_program, is_script, is_test_virus
from ogp_etl.screen.reasons import Objection
from ogp_etl.screen.signatures import EXECUTABLES, type_by_signature
from ogp_etl.screen.subject import Subject
from ogp_etl.screen.tars import is_tar, members
from ogp_etl.screen.unpack import DEEPEST, PIECE, Budget, Flow, Refusal, inflate, unbzip
from ogp_etl.screen.zip_types import MACROS, type_of_zip
from ogp_etl.screen.zips import DEFLATED, STORED, open_zip, read_entry

LOOKED_AT = 4096
"""First bytes of an entry that tell what it is."""
IN_MEMORY = 4 * 1024**2
"""Bytes of a ZIP within an archive that are held in memory; more goes to a temporary file."""
UNREADABLE = frozenset({"application/x-7z-compressed", "application/vnd.rar", "application/x-xz", "application/zstd"})
_OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|\x00")
_MANIFEST = "META-INF/manifest.xml"
_MANIFEST_SIZE = 1024**2


def archive(subject: Subject) -> Objection | None:
    """The worst that is found in an archive or office file; None when it is harmless or no archive.

    Raises LocalFault when the spooled body cannot be read or the disk for temporary files is full.
    """
    kind = type_by_signature(subject.ends.head)
    if kind in UNREADABLE:
        return Objection("archive-unreadable", kind or "")
    budget = Budget(packed=subject.ends.size)
    try:
        with subject.body.open("rb") as file:
            if kind == "application/zip":
                _zip(file, 1, budget)
            elif kind in STREAMS or is_tar(subject.ends.head):
                _look("", Flow(iter(lambda: file.read(PIECE), b"")), 0, budget)
    except Refusal as refusal:
        return refusal.objection
    except OSError as error:
        raise LocalFault(f"{subject.body}: cannot be examined ({error.strerror}); check the disk and run again") from error
    return budget.found[0] if budget.found else None


STREAMS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "application/gzip": lambda packed: inflate(packed, 31),
    "application/x-bzip2": unbzip,
}
"""Formats that hold one stream without a name."""


def _look(name: str, flow: Flow, depth: int, budget: Budget) -> None:
    """At one content, ``depth`` archives deep, and at all that it holds."""
    head = flow.peek(LOOKED_AT)
    if depth:
        _content(name, head, budget)
    kind = type_by_signature(head)
    if kind == "application/zip":
        _spooled(flow, depth + 1, budget)
    elif kind in STREAMS:
        _deeper(depth + 1)
        _look(name, Flow(_counted(STREAMS[kind](flow.rest()), budget)), depth + 1, budget)
    elif is_tar(head):
        _tar(flow, depth + 1, budget)
    elif kind in UNREADABLE:
        budget.note("archive-unreadable", name)
    for _ in flow.rest():
        pass


def _content(name: str, head: bytes, budget: Budget) -> None:
    if is_test_virus(head):
        budget.note("test-virus", name)
    if is_program(head):
        budget.note("executable-in-archive", name)
    if is_script(head, name, text=b"\x00" not in head):
        budget.note("script-in-archive", name)


def _zip(file: IO[bytes], depth: int, budget: Budget) -> None:
    _deeper(depth)
    archive = open_zip(file)
    media_type = type_of_zip(file, archive)
    if media_type in EXECUTABLES:
        budget.note("executable-in-archive" if depth > 1 else "executable", media_type)
    budget.promise(sum(entry.file_size for entry in archive.infolist()))
    for entry in archive.infolist():
        budget.entry()
        _named(entry.orig_filename, budget)
        if stat.S_ISLNK(entry.external_attr >> 16):
            budget.note("link-in-archive", entry.filename)
        if entry.filename.lower().endswith(MACROS) or (_is_odf(media_type) and entry.filename.startswith(("Basic/", "Scripts/"))):
            budget.note("macros", entry.filename)
        _entry(file, entry, depth, budget)


def _entry(file: IO[bytes], entry: zipfile.ZipInfo, depth: int, budget: Budget) -> None:
    if entry.is_dir():
        return
    if entry.flag_bits & 1:
        budget.note("encrypted", entry.filename)
        return
    if entry.compress_type not in (STORED, DEFLATED):
        budget.note("archive-unreadable", entry.filename)
        return
    flow = Flow(_counted(read_entry(file, entry), budget))
    if entry.filename == _MANIFEST and b"encryption-data" in flow.peek(_MANIFEST_SIZE):
        budget.note("encrypted")
    _look(entry.filename, flow, depth, budget)


def _spooled(flow: Flow, depth: int, budget: Budget) -> None:
    """A ZIP can only be read from its end, so one within an archive is laid down first."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        for piece in flow.rest():
            file.write(piece)
        _zip(file, depth, budget)


def _tar(flow: Flow, depth: int, budget: Budget) -> None:
    _deeper(depth)
    for member in members(flow):
        budget.entry()
        _named(member.name, budget)
        if member.kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            _named(member.target, budget)
        if member.kind in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE):
            _look(member.name, member.content, depth, budget)
        elif member.kind != tarfile.DIRTYPE:
            budget.note("link-in-archive", member.name)


def _named(name: str, budget: Budget) -> None:
    if _OUTSIDE.search(name.replace("\\", "/")):
        budget.note("path-escape", name)


def _deeper(depth: int) -> None:
    if depth > DEEPEST:
        raise Refusal("archive-bomb", f"more than {DEEPEST} archives within each other")


def _is_odf(media_type: str) -> bool:
    return media_type.startswith("application/vnd.oasis.opendocument.")


def _counted(pieces: Iterator[bytes], budget: Budget) -> Iterator[bytes]:
    for piece in pieces:
        budget.spend(len(piece))
        yield piece
