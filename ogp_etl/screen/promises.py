"""Bodies that are not what was promised, or not all of it: pages in place of files, files that stop too early."""

from __future__ import annotations

import re

from ogp_etl.screen.reasons import Objection
from ogp_etl.screen.signatures import PARQUET
from ogp_etl.screen.subject import Subject
from ogp_etl.screen.text_types import TRANSCRIPT

DOCUMENTS = frozenset(
    {
        *("pdf", "odt", "ods", "odp", "odg", "odf", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx"),
        *("zip", "7z", "rar", "gz", "tgz", "parquet"),
        *("jpg", "jpeg", "png", "gif", "tif", "tiff", "webp", "mp3", "mp4"),
    }
)
"""Extensions that promise a file that is not a text."""
DATA = frozenset({"csv", "json"})
"""Extensions that promise a text, but never a page."""
STATED_DOCUMENTS = ("application/pdf", "application/zip", "application/msword", "application/vnd.", "image/", "audio/", "video/")
STATED_DATA = ("text/csv", "application/json")
STATED_TEXTS = ("+xml", "+json")
"""Ends of media types that look like files and are texts."""
PLAIN = frozenset({"text/plain", "application/json", "application/xml"})
"""What sites send instead of a file when something went wrong, besides pages."""

ENDS: dict[str, tuple[re.Pattern[bytes], int]] = {
    "application/pdf": (re.compile(rb"%%EOF"), 8192),
    "image/png": (re.compile(rb"IEND"), 64),
    PARQUET: (re.compile(rb"PAR1"), 4),
    TRANSCRIPT: (re.compile(rb"</(?:[\w.-]+:)?akomaNtoso\s*>|\x00"), 256),  # a zero byte: it is in UTF-16
}
"""How a file of a type ends, and within how many last bytes. PDF readers look through the last kilobyte; servers add more."""


def empty(subject: Subject) -> Objection | None:
    return None if subject.ends.size else Objection("empty")


def promised(subject: Subject) -> Objection | None:
    """A page or a plain text where the name or the stated type promises something else."""
    document = subject.extension in DOCUMENTS or _stated(subject, STATED_DOCUMENTS)
    data = subject.extension in DATA or _stated(subject, STATED_DATA)
    if subject.media_type == "text/html" and (document or data):
        return Objection("page-instead-of-file", _what(subject))
    if subject.media_type in PLAIN and document:
        return Objection("text-instead-of-file", _what(subject))
    return None


def _stated(subject: Subject, beginnings: tuple[str, ...]) -> bool:
    stated = subject.stated or ""
    return stated.startswith(beginnings) and not stated.endswith(STATED_TEXTS)


def _what(subject: Subject) -> str:
    return subject.name or subject.stated or ""


def complete(subject: Subject) -> Objection | None:
    """Types whose end can be known at a glance; archives are read to their end anyway."""
    if subject.media_type == "application/json":
        start, end = subject.ends.head.strip()[:1], subject.ends.tail.rstrip()[-1:]
        cut = (start == b"{" and end != b"}") or (start == b"[" and end != b"]")
        return Objection("cut-short") if cut else None
    if subject.media_type not in ENDS:
        return None
    mark, within = ENDS[subject.media_type]
    return None if mark.search(subject.ends.tail[-within:]) else Objection("cut-short")
