"""What must not go on whatever it is called: programs, scripts, test viruses, documents with programs in them."""

from __future__ import annotations

import re
from pathlib import Path

from ogp_etl.errors import LocalFault
from ogp_etl.screen.programs import is_program, is_script, is_test_virus
from ogp_etl.screen.reasons import Objection
from ogp_etl.screen.signatures import EXECUTABLES, type_by_signature
from ogp_etl.screen.subject import Subject

OLE_MARKS = (("encrypted", "EncryptedPackage"), ("macros", "_VBA_PROJECT"))
"""Names of streams in files of the old Microsoft Office, written in UTF-16."""
SEARCHED = 512 * 1024**2
"""Bytes of such a file that are searched; its directory may stand anywhere."""
PIECE = 1024**2
_ENTITY = re.compile(rb"<\x00?!\x00?E\x00?N\x00?T\x00?I\x00?T\x00?Y")


def virus_pattern(subject: Subject) -> Objection | None:
    return Objection("test-virus") if is_test_virus(subject.ends.head) else None


def program(subject: Subject) -> Objection | None:
    if subject.media_type in EXECUTABLES or is_program(subject.ends.head):
        return Objection("executable", subject.media_type)
    return None


def script(subject: Subject) -> Objection | None:
    text = subject.media_type == "text/plain"
    return Objection("script", subject.name or "") if is_script(subject.ends.head, subject.name, text=text) else None


def old_office(subject: Subject) -> Objection | None:
    """Macros and passwords in files of the old Microsoft Office."""
    if not subject.ends.head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    found = _first_found(subject.body, {code: name.encode("utf-16-le") for code, name in OLE_MARKS})
    return Objection(found) if found else None


def _first_found(body: Path, marks: dict[str, bytes]) -> str | None:
    keep = max(len(mark) for mark in marks.values()) - 1
    window = b""
    try:
        with body.open("rb") as file:
            for _ in range(SEARCHED // PIECE):
                piece = file.read(PIECE)
                if not piece:
                    return None
                window = window[-keep:] + piece
                for code, mark in marks.items():
                    if mark in window:
                        return code
    except OSError as error:
        raise LocalFault(f"{body}: cannot be examined ({error.strerror}); check the disk and run again") from error
    return None


def entities(subject: Subject) -> Objection | None:
    """XML that declares entities of its own. They stand before the root, so at the beginning."""
    is_xml = subject.media_type.endswith(("/xml", "+xml")) or subject.ends.head[:5].lstrip(b"\xef\xbb\xbf").startswith(b"<?x")
    if is_xml and type_by_signature(subject.ends.head) is None and _ENTITY.search(subject.ends.head):
        return Objection("xml-entities")
    return None
