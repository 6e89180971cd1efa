"""The extractors by name: each turns a body into what counts as its content. A change of what one answers raises its version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ogp_etl.cards import JoinIdeaSource, JoinPolicySource, Source
from ogp_etl.describe.content import settings
from ogp_etl.describe.entries import all_entries, office_parts
from ogp_etl.describe.join_text import canonical, idea_of, topic_of
from ogp_etl.describe.noise import without_noise
from ogp_etl.describe.opened import Opened
from ogp_etl.describe.safe_xml import Unreadable, small_enough
from ogp_etl.describe.transcripts import akoma_lines, sayit_lines
from ogp_etl.errors import LocalFault
from ogp_etl.model import Substance

PIECE = 1024**2
LARGEST_FEED = 64 * 1024**2
"""Bytes of JSON that are parsed: the platform's feed comes whole, for one topic."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """One way to read content. Calling it never fails on content: what it cannot read is compared byte by byte."""

    name: str
    version: int
    read: Callable[[Opened], Iterator[bytes]]
    """A body to the pieces that count. Raises Unreadable."""
    settings: Callable[[Source], str] | None = None
    """What the card says about it. A mended selector must not look like a change of the page, so it is part of the name."""

    def __call__(self, opened: Opened) -> Substance:
        """Raises LocalFault when the body cannot be read, LayoutUnknown when a selector of the card is none."""
        digest = hashlib.sha256()
        try:
            for piece in self.read(opened):
                digest.update(piece)
        except Unreadable:
            return BYTES(opened)
        except OSError as error:
            raise LocalFault(
                f"{opened.body}: cannot read the spooled body ({error.strerror}); check the disk and run again"
            ) from error
        return Substance(self.full_name(opened.source), self.version, digest.hexdigest())

    def full_name(self, source: Source) -> str:
        if self.settings is None:
            return self.name
        return f"{self.name}:{hashlib.sha256(self.settings(source).encode()).hexdigest()[:8]}"


def _bytes(opened: Opened) -> Iterator[bytes]:
    with opened.body.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _html(opened: Opened) -> Iterator[bytes]:
    for line in opened.content:
        kept = without_noise(line)
        if kept:
            yield f"{kept}\n".encode("utf-8", "surrogatepass")


def _idea(opened: Opened) -> Iterator[bytes]:
    try:
        yield from idea_of(opened.text)
    except Unreadable:
        yield from _html(opened)


def _transcript(opened: Opened) -> Iterator[bytes]:
    document = small_enough(opened.body)
    read = sayit_lines if document.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") else akoma_lines
    for line in read(document):
        yield f"{line}\n".encode("utf-8", "surrogatepass")


def _json(opened: Opened) -> Iterator[bytes]:
    source = opened.source
    try:
        value: Any = json.loads(small_enough(opened.body, LARGEST_FEED).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    yield canonical(topic_of(value, source.topic) if isinstance(source, JoinPolicySource) else value)


def _topic(source: Source) -> str:
    return source.topic if isinstance(source, JoinPolicySource) else ""


def _zip(opened: Opened) -> Iterator[bytes]:
    for entry in all_entries(opened.body):
        yield entry + b"\n"


def _office(opened: Opened) -> Iterator[bytes]:
    for part in office_parts(opened.body):
        yield part + b"\n"


BYTES = Extractor("bytes", 1, _bytes)
HTML = Extractor("html", 1, _html, settings)
IDEA = Extractor("idea", 1, _idea, settings)
TRANSCRIPT = Extractor("transcript", 1, _transcript)
JSON = Extractor("json", 1, _json)
FEED = Extractor("feed", 1, _json, _topic)
ZIP = Extractor("zip", 1, _zip)
OFFICE = Extractor("office", 1, _office)

EXTRACTORS: Mapping[str, Extractor] = MappingProxyType(
    {one.name: one for one in (BYTES, HTML, IDEA, TRANSCRIPT, JSON, FEED, ZIP, OFFICE)}
)


def extractor_for(media_type: str, source: Source) -> Extractor:
    """By the type that screening found and the family of the source; ``bytes`` for all that has no extractor of its own."""
    if media_type == "text/html":
        return IDEA if isinstance(source, JoinIdeaSource) else HTML
    if media_type == "application/akn+xml":
        return TRANSCRIPT
    if media_type == "application/json":
        if isinstance(source, JoinPolicySource):
            return FEED
        return TRANSCRIPT if source.collector == "sayit" else JSON
    if media_type.startswith(("application/vnd.oasis.opendocument.", "application/vnd.openxmlformats-officedocument.")):
        return OFFICE
    return ZIP if media_type == "application/zip" else BYTES
