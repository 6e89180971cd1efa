"""One row of evidence and the file behind it, for a terminal and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ogp_etl.model import Entry, EvidenceRow
from ogp_etl.publish.terminal.screen import tame
from ogp_etl.publish.texts import LANGUAGES, Text, name_of, outcome, say


def evidence_text(entry: Entry, language: str) -> str:
    """What the row says and where its file is. Raises ValueError for another language than zh-Hant and en."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r}: write zh-Hant or en")
    mark = "：" if language == "zh-Hant" else ": "
    told = [f"  {say(key)[language]}{mark}{tame(_in(value, language))}" for key, value in _facts(entry) if value]
    return "\n".join([f"{entry.row.id}  {tame(entry.row.title)}", *told])


def _facts(entry: Entry) -> Iterator[tuple[str, Text | str | None]]:
    row = entry.row
    yield "commitment", row.commitment or say("process")
    yield "milestone", row.milestone
    yield "kind", name_of(row.kind)
    yield "event-date", str(row.event_date) if row.event_date else None
    yield "public-days", _public(row)
    yield "primary", say("not-known" if row.primary is None else "yes" if row.primary else "no")
    yield "document-id", entry.document.id
    yield "source", f"{entry.document.source} {row.url}".rstrip()
    yield "files", entry.file or say("file-not-public")
    yield "open-provenance", entry.provenance
    yield "digest", entry.capture.sha256 if entry.capture else None
    yield "why", outcome(entry.why_not_held) if not entry.capture else None


def _public(row: EvidenceRow) -> Text:
    first, last = row.published_from, row.published_by
    if row.public is False or (first is None and last is None):
        return say("not-public")
    if first == last:
        return dict.fromkeys(LANGUAGES, str(first))
    words = {
        language: " ".join(
            [say("on-or-before")[language], str(last)]
            if first is None
            else [say("not-before")[language], str(first), say("unproven")[language]]
            if last is None
            else [say("between")[language], f"{first} – {last}"]
        )
        for language in LANGUAGES
    }
    return {language: f"{text} {_until(row, language)}".rstrip() for language, text in words.items()}


def _until(row: EvidenceRow, language: str) -> str:
    return "" if row.public_until is None else say("public-until")[language].format(row.public_until)


def evidence_json(entry: Entry) -> dict[str, Any]:
    """Days in ISO 8601; null where nothing is known."""
    row, capture = entry.row, entry.capture
    return {
        "id": row.id,
        "document": entry.document.id,
        "commitment": row.commitment,
        "milestone": row.milestone,
        "kind": row.kind,
        "language": row.language,
        "title": row.title,
        "event_date": _day(row.event_date),
        "published_from": _day(row.published_from),
        "published_by": _day(row.published_by),
        "public_until": _day(row.public_until),
        "substantive": row.substantive,
        "primary": row.primary,
        "public": row.public,
        "url": row.url,
        "source": entry.document.source,
        "file": entry.file,
        "provenance": entry.provenance,
        "sha256": capture.sha256 if capture else None,
        "size": capture.size if capture else None,
        "why_not_held": entry.why_not_held or None,
    }


def _day(day: object) -> str | None:
    return str(day) if day else None


def _in(value: Text | str, language: str) -> str:
    return value if isinstance(value, str) else value.get(language) or next(iter(value.values()), "")
