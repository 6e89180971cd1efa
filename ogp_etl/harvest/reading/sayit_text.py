"""What a transcript says: Akoma Ntoso (``.an``) and the JSON sections of the newer SayIt, old and new copies alike."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from ogp_etl.dates import find_dates
from ogp_etl.harvest.reading.html_page import heading, parse_text, tidy

SPOKEN = ("speech", "narrative", "scene", "summary", "question", "answer")


@dataclass(frozen=True, slots=True)
class Speech:
    speaker: str | None
    """As shown; None for narrative."""
    text: str
    section: str | None = None
    """Title of the nested section it stands in; None when there is none."""


@dataclass(frozen=True, slots=True)
class Transcript:
    heading: str | None
    """None when the body does not hold it (JSON sections, empty heading)."""
    speeches: tuple[Speech, ...]

    def text(self) -> str:
        """Heading, then each speech under its speaker. What a reader reads, without markup."""
        parts = [self.heading] if self.heading else []
        for section, speeches in groupby(self.speeches, key=lambda speech: speech.section):
            parts += [section] if section else []
            parts += [f"{speech.speaker}：\n{speech.text}" if speech.speaker else speech.text for speech in speeches]
        return "\n\n".join(parts)


def title_key(title: str) -> str:
    """A title as all copies of a transcript agree on it: NFKC, no case, letters and digits only. Quotes, brackets,
    blanks and hyphens differ between copies (``第-7-次-會議``, ``第 7 次會議``)."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", title).casefold() if sign.isalnum())


def dated_title(written: str) -> tuple[date | None, str]:
    """The day that a heading or slug begins with, and the title after it: ``2020-10-28 「…」第1次會議``. None when it
    begins with none; the title is then the whole."""
    found = find_dates(written)
    if not found or written[: found[0].start].strip():
        return None, written.strip()
    return found[0].day, written[found[0].end :].strip(" -_　")


def read(body: bytes) -> Transcript | None:
    """None when the body is neither (an HTML page, for one). Entities are not resolved, nothing is fetched."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return _akoma_ntoso(body)
    if start in (b"[", b"{"):
        return _sections(body)
    return None


def _akoma_ntoso(body: bytes) -> Transcript | None:
    from lxml import etree  # slow to import, and indexes are walked without it

    # Bodies made from web pages hold HTML that is not always well-formed: what can be read is read.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None or _name(root) != "akomaNtoso":
        return None
    people = {str(tag.get("id")): str(tag.get("showAs") or "") for tag in root.iter() if _name(tag) == "TLCPerson"}
    headings = [tag for tag in root.iter() if _name(tag) == "heading"]
    title = heading("".join(headings[0].itertext())) if headings else ""
    outer = headings[0].getparent() if headings else None
    speeches = tuple(_spoken(root, people, outer))
    return Transcript(title or None, speeches)


def _spoken(root: Any, people: dict[str, str], outer: Any) -> Iterator[Speech]:
    for tag in root.iter():
        if _name(tag) not in SPOKEN:
            continue
        text = "\n".join(line for part in tag.itertext() for line in [tidy(_known_entity(part))] if line)
        by = str(tag.get("by") or "").removeprefix("#")
        section = next((one for one in tag.iterancestors() if _name(one).lower().endswith("section")), None)
        titles = [tidy("".join(one.itertext())) for one in section if _name(one) == "heading"] if section is not None else []
        nested = section is not None and section is not outer and bool(titles)
        if text:
            yield Speech(people.get(by) or unquote(by) or None, text, titles[0] if nested else None)


def _known_entity(text: str) -> str:
    """``&nbsp;`` and its like are no XML, but stand in bodies made from web pages; an entity of the file's own is left out."""
    if not (text.startswith("&") and text.endswith(";")):
        return text
    known = unescape(text)
    return "" if known == text else known


def _name(tag: Any) -> str:
    return tag.tag.rpartition("}")[2] if isinstance(tag.tag, str) else ""


def _sections(body: bytes) -> Transcript | None:
    try:
        rows = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) and "section_content" in row for row in rows):
        return None
    title = next((heading(str(row["display_name"])) for row in rows if row.get("display_name")), None)
    return Transcript(title, tuple(speech for row in rows for speech in _section(row)))


def _section(row: dict[str, Any]) -> Iterator[Speech]:
    content = row["section_content"] or ""
    soup = parse_text(str(content)) if str(content).strip() else None
    text = "\n".join(tidy(part) for part in soup.stripped_strings) if soup is not None else ""
    if text:
        speaker = row.get("name") or (unquote(str(row["section_speaker"])) if row.get("section_speaker") else None)
        yield Speech(speaker, text, row.get("nest_display_name") or None)
