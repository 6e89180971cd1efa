"""Documents and captures as DSpace metadata, and back. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace.records import Metadata
from ogp_etl.archive.names import LONGEST, clean_name
from ogp_etl.archive.provenance import Provenance, canonical
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Capture, Document, PackageFile

SEALED = "#sealed"
LONGEST_ENDING = 13
"""Bytes of a file name's ending, with its dot, that is kept whole."""

Words = Mapping[str, str]
"""One text by language, ``zh-Hant`` and ``en``; a language that is not known is left out."""

LANGUAGES = {"zh-Hant": "zh_TW", "zh-Hans": "zh_CN"}
"""Codes as DSpace writes them; others stay as they are."""

_RIGHTS = {
    "zh-Hant": "著作權及授權條件依來源網站之規定，見 dc.source。",
    "en": "Copyright and licence as stated by the source; see dc.source.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the cards say of the commitment that a document belongs to, as words for people."""

    zone: str
    plan: Words
    commitment: Words
    """Number and title; of the process of the whole plan, its name."""
    area: Words = field(default_factory=dict)
    publisher: Words = field(default_factory=dict)
    """The agency that leads on the document's day."""
    kind: Words = field(default_factory=dict)
    milestone: Words = field(default_factory=dict)
    phase: str | None = None


def evidence_id(document: str, *, sealed: bool) -> str:
    return document + SEALED if sealed else document


def item_metadata(found: Provenance, subject: Subject, *, sealed: bool) -> Metadata:
    """Metadata with which an item is made for its first capture. Nothing is said that is not known; no text is translated."""
    document, capture = found.document, found.capture
    said = capture.description
    day, basis = issued(document, capture, subject.zone)
    title = next((text for text in (said.title, document.title, capture.filename) if text and _clean(text)), document.id)
    primary = {True: "yes", False: "no", None: None}[said.primary]
    record = warc_record(found.facts)
    plain: dict[str, str | None] = {
        "dc.date.issued": day.isoformat(),
        "dc.coverage.temporal": _day(said.event_date or document.event_date),
        "dc.source": document.url,
        "dc.language.iso": language(said.language),
        names.IDENTIFIER: evidence_id(document.id, sealed=sealed),
        names.EVIDENCE: evidence_id(document.id, sealed=sealed),
        "ogp.plan": document.plan,
        "ogp.commitment": document.commitment,
        "ogp.milestone": said.milestone,
        "ogp.kind": said.kind,
        "ogp.phase": subject.phase,
        "ogp.source.id": document.source,
        "ogp.source.locator": document.locator,
        "ogp.event.date": _day(said.event_date or document.event_date),
        "ogp.stated.date": _day(said.stated or document.stated),
        "ogp.issued.basis": basis,
        "ogp.primary": primary,
        "ogp.primary.reason": said.primary_reason if primary else None,
        "ogp.warc.file": record[0],
        "ogp.warc.record": record[1],
    }
    worded: dict[str, Words] = {
        "dc.description.abstract": _abstract(document, capture, subject),
        "dc.type": subject.kind or {"": said.kind},
        "dc.publisher": subject.publisher,
        "dc.relation.ispartof": subject.plan,
        "dc.rights": _RIGHTS,
    }
    made: dict[str, list[tuple[str, str | None]]] = {name: [(_clean(value), None)] for name, value in plain.items() if value}
    made |= {name: _worded(words) for name, words in worded.items() if words}
    made["dc.title"] = [(_clean(title), language(said.language))]
    made["dc.subject"] = [pair for words in (subject.commitment, subject.area, subject.milestone) for pair in _worded(words)]
    return {name: values for name, values in made.items() if values}


def capture_metadata(found: Provenance, now: datetime, *, sealed: bool) -> Metadata:
    """What an item is told of each version that stands whole: its commit. The nth value of each of the first four fields is
    about the nth version."""
    capture = found.capture
    withheld = [] if sealed else [(file.sha256, None) for file in found.files if not file.public]
    return {
        names.CAPTURED: [(instant_text(capture.captured), None)],
        names.CAPTURE_SHA256: [(capture.sha256, None)],
        names.DEPOSITED: [(instant_text(now), None)],
        names.CAPTURE: [(capture.id, None)],
        **({names.WITHHELD: withheld} if withheld else {}),
    }


def file_metadata(found: Provenance, provenance: bytes, file: PackageFile) -> Metadata:
    """Metadata of one file; with it the register's rows can be made again."""
    told = f"{instant_text(found.capture.captured)} SHA-256 {file.sha256}"
    return {
        names.NOTE: [(f"擷取於 {told}", "zh_TW"), (f"Captured {told}", "en")],
        "dc.source": [(_clean(found.capture.url), None)],
        names.CAPTURE: [(found.capture.id, None)],
        names.FILE_NAME: [(file.name, None)],
        names.FILE_SHA256: [(file.sha256, None)],
        names.PROVENANCE: [(provenance.decode(), None)],
    }


def provenance_bytes(text: str) -> bytes:
    """The canonical provenance from what a file's metadata hold. Raises RepositoryFault."""
    try:
        return canonical(json.loads(text))
    except ValueError as error:
        raise RepositoryFault(
            f"the provenance in a file's metadata cannot be read ({error}); put it back from another repository", again=False
        ) from error


def stored_name(capture: Capture, file: PackageFile) -> str:
    """Name of a file in its item: with capture time and the first twelve of its digest, so that versions lie side by side.
    Of a long name the end of the stem goes, never the mark."""
    path = PurePosixPath(file.name)
    ending = path.suffix if len(path.suffix.encode()) <= LONGEST_ENDING else ""
    tail = f".{capture.captured.astimezone(UTC):%Y%m%dT%H%M%SZ}.{file.sha256[:12]}{ending}"
    stem = path.name.removesuffix(ending).encode()[: LONGEST - len(tail.encode())]
    return clean_name(stem.decode(errors="ignore").rstrip(" .") + tail)


def issued(document: Document, capture: Capture, zone: str) -> tuple[date, str]:
    """The day for ``dc.date.issued``, and what it is: the day stated, else the document's own, else that of the capture."""
    said = capture.description
    if stated := said.stated or document.stated:
        return stated, "stated"
    if event := said.event_date or document.event_date:
        return event, "event"
    return capture.captured.astimezone(ZoneInfo(zone)).date(), "captured"


def language(code: str | None) -> str | None:
    return LANGUAGES.get(code, code) if code else None


def warc_record(facts: Mapping[str, object]) -> tuple[str | None, str | None]:
    """File and record of the exchange, where the provenance names them."""
    attempt = facts.get("attempt")
    if not isinstance(attempt, Mapping):
        return None, None
    return _text(attempt.get("warc_file")), _text(attempt.get("warc_record"))


def _abstract(document: Document, capture: Capture, subject: Subject) -> Words:
    """What the item is, in the cards' own words."""
    day = instant_text(capture.captured)
    chinese = "，".join(part for part in (subject.kind.get("zh-Hant"), subject.publisher.get("zh-Hant")) if part)
    english = ", ".join(part for part in (subject.kind.get("en"), subject.publisher.get("en")) if part)
    known = next(iter(subject.commitment.values()), document.commitment)
    about, about_english = subject.commitment.get("zh-Hant", known), subject.commitment.get("en", known)
    return {
        "zh-Hant": f"「{about}」的佐證資料{f'（{chinese}）' if chinese else ''}；首次擷取於 {day}，來源 {document.url}",
        "en": f"Evidence of “{about_english}”{f' ({english})' if english else ''}; first captured {day} from {document.url}",
    }


def _worded(words: Words) -> list[tuple[str, str | None]]:
    return [(_clean(text), language(code)) for code, text in words.items() if text]


def _clean(text: str) -> str:
    """Without control characters, which the server would store as they come, and halves of characters, which it cannot."""
    return " ".join("".join(_shown(one) for one in text).split())


def _shown(character: str) -> str:
    code = ord(character)
    if code < 32 or 127 <= code < 160:
        return " "
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code < 0xE000 else character


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def instant_text(instant: datetime) -> str:
    """As the items tell it: UTC, whole seconds, ``Z``."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
