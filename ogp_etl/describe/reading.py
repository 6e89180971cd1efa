"""What a body says of itself, as far as the describing rules ask: heading, language, first lines, stated publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ogp_etl.decoding import decode
from ogp_etl.describe.html_text import END, LINK, lines, one_line, select
from ogp_etl.describe.opened import Opened
from ogp_etl.describe.safe_xml import Unreadable, local_name, parse_xml, small_enough
from ogp_etl.describe.transcripts import akoma_lines, sayit_lines
from ogp_etl.errors import LocalFault

MOST_LINES = 200
TEXT = 64 * 1024
"""Bytes of a plain text that are looked at."""
PUBLISHED = (
    r"(?:發[布佈]|公[布佈告]|張貼|刊登|上[版架])(?:日期|時間)"
    r"|(?:date\s)?(?:published|posted)(?:\son)?|publish(?:ed)?\sdate|release\sdate"
)
_PUBLISHED = re.compile(PUBLISHED, re.IGNORECASE)
_TARGET = re.compile(f"{LINK}[^{END}]*{END}")
_HEADINGS = (".simple-text.title h3", "main h1, article h1", "h1", "#CCMS_Content h3")
_MARKDOWN = re.compile(r"#{1,2}\s+(.{1,300})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    heading: str | None
    """What the document calls itself; None when it does not."""
    language: str | None
    """As a page's ``lang`` says it, unchecked; None otherwise."""
    lines: tuple[str, ...]
    """The first lines of the content, in one form (see ``html_text``)."""
    published: tuple[str, ...] = ()
    """Lines anywhere on a page that hold a label such as 發布日期."""


def read(opened: Opened, media_type: str) -> Reading | None:
    """None for types that are not read (PDF, office files, data) and for bodies that cannot be.

    Raises LocalFault when the spooled body cannot be read, LayoutUnknown when a selector of the card is none.
    """
    try:
        if media_type == "text/html":
            return _html(opened)
        if media_type == "application/akn+xml":
            return _akoma(small_enough(opened.body))
        if media_type == "application/json" and opened.source.collector == "sayit":
            return Reading(heading=None, language=None, lines=tuple(islice(sayit_lines(small_enough(opened.body)), MOST_LINES)))
        if media_type in ("text/plain", "text/markdown"):
            return _text(opened.body, opened.charset)
    except Unreadable:
        return None
    except OSError as error:
        raise LocalFault(
            f"{opened.body}: cannot read the spooled body ({error.strerror}); check the disk and run again"
        ) from error
    return None


def _html(opened: Opened) -> Reading:
    text, root = opened.text, opened.root
    content = (_TARGET.sub("", line).strip() for line in opened.shown)
    return Reading(
        heading=_heading(text, root),
        language=root.get("lang") or root.get("xml:lang"),
        lines=tuple(islice((line for line in content if line), MOST_LINES)),
        published=tuple(islice(_labelled(root), 10)) if _PUBLISHED.search(text) else (),
    )


def _heading(text: str, root: Any) -> str | None:
    for meta in root.iterfind(".//meta[@property='og:title']"):
        stated = one_line(meta.get("content") or "")
        if stated:
            return stated
    for selector in _HEADINGS:
        nodes, _ = select(text, root, (selector,), (), "")
        found = " ".join(lines(nodes[:1], set())) if nodes != [root] else ""
        if found:
            return _TARGET.sub("", found).strip() or None
    return one_line(root.findtext(".//title") or "") or None


def _labelled(root: Any) -> Iterator[str]:
    for node in root.iterfind(".//*[@title]"):
        if _PUBLISHED.match(node.get("title")):
            yield f"{node.get('title')}:{one_line(''.join(node.itertext()))}"
    body = root.find("body")
    if body is not None:
        yield from (line for line in lines([body], set()) if _PUBLISHED.search(line))


def _akoma(document: bytes) -> Reading:
    root = parse_xml(document)
    headings = (one_line("".join(node.itertext())) for node in root.iter() if local_name(node) == "heading")
    return Reading(
        heading=next((heading for heading in headings if heading), None),
        language=None,
        lines=tuple(islice(akoma_lines(document), MOST_LINES)),
    )


def _text(body: Path, charset: str | None) -> Reading:
    with body.open("rb") as file:
        start = file.read(TEXT)
    if len(start) == TEXT:
        start = start[: start.rfind(b"\n") + 1] or start  # a cut character would make it look like another encoding
    written = [line for line in (one_line(line) for line in decode(start, charset).splitlines()) if line]
    title = _MARKDOWN.fullmatch(written[0]) if written else None
    return Reading(heading=title[1] if title else None, language=None, lines=tuple(written[:MOST_LINES]))
