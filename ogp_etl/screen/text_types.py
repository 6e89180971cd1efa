"""Which kind of text a text is: HTML, XML by its root, JSON, CSV, Markdown or plain. Looks only at the beginning."""

from __future__ import annotations

import codecs
import json
import re

from ogp_etl.screen.subject import extension_of

TRANSCRIPT = "application/akn+xml"
"""Akoma Ntoso, the XML of SayIt's transcripts."""
ROOTS = {
    "akomantoso": TRANSCRIPT,
    "rss": "application/rss+xml",
    "feed": "application/atom+xml",
    "svg": "image/svg+xml",
    "html": "text/html",
    "rdf": "application/rdf+xml",
}
KEPT = frozenset({"text/csv", "text/calendar", "text/vcard", "message/rfc822", "text/rtf", "application/postscript"})
"""What libmagic says of texts and is believed; its guesses at programming languages are not."""
BY_NAME = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "ics": "text/calendar",
}
STATED = frozenset(BY_NAME.values())

_PROLOG = r"(?:\s*<\?[^>]{0,1000}\?>|\s*<!--(?:(?!-->).){0,20000}-->)*\s*"
_HTML = re.compile(
    _PROLOG
    + r"(?:<!doctype\s+html|<(?:html|head|body|title|meta|script|base|link|style|main|article|div|table|form|h1|p)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_DOCTYPE = r"(?:<!DOCTYPE[^\[>]{0,2000}(?:\[(?:(?!\]\s*>).){0,40000}\]\s*)?>)?"
_XML = re.compile(_PROLOG + _DOCTYPE + _PROLOG + r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,100})", re.DOTALL)
_JSON = re.compile(r'\s*(?:\{\s*"(?:[^"\\]|\\.){0,1000}"\s*:|\[\s*(?:\[\s*)?\{\s*"|\[\s*"(?:[^"\\]|\\.){0,1000}"\s*[,\]])')
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def text_of(head: bytes, *, whole: bool) -> str | None:
    """The beginning of a text in UTF-8, UTF-16 or Big5 (CP950); None when the bytes are no text.

    ``whole`` False: the last character may be cut.
    """
    for codec in _codecs(head):
        decoder = codecs.getincrementaldecoder(codec)()
        try:
            text = decoder.decode(head, final=whole)
        except UnicodeDecodeError:
            continue
        return None if _NOT_TEXT.search(text) and len(_NOT_TEXT.findall(text)) * 200 > len(text) else text
    return None


def _codecs(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    sample = head[:512]
    if sample.count(0) * 4 > len(sample):
        return ("utf-16-le",) if sample[1::2].count(0) > sample[::2].count(0) else ("utf-16-be",)
    return ("utf-8-sig", "cp950", "big5hkscs")


def type_of_text(text: str, guess: str | None, *, whole: bool, stated: str | None, name: str | None) -> str:
    """``guess`` is libmagic's answer, None when it has none. Name and stated type only decide between kinds of plain text."""
    start = text.lstrip("\ufeff \t\r\n\f")
    return _marked(start, text, whole, stated, name) or _unmarked(start, guess, stated, name)


def _marked(start: str, text: str, whole: bool, stated: str | None, name: str | None) -> str | None:
    """Texts that begin with a sign of what they are."""
    if _HTML.match(start):
        return "text/html"
    if start.startswith("<"):
        return _xml(start, stated, name)
    return "application/json" if start.startswith(("{", "[")) and _is_json(text, whole) else None


def _unmarked(start: str, guess: str | None, stated: str | None, name: str | None) -> str:
    named = BY_NAME.get(extension_of(name)) or (stated if stated in STATED else None)
    if named:
        return named
    if guess in KEPT or (guess == "text/html" and start.startswith("<")):
        return str(guess)
    return "text/csv" if guess is None and _is_csv(start) else "text/plain"


def _xml(start: str, stated: str | None, name: str | None) -> str | None:
    root = _XML.match(start)
    known = ROOTS.get(root[1].lower()) if root else None
    if known:
        return known
    says_so = start.startswith("<?xml") or extension_of(name) in ("xml", "an", "akn") or "xml" in (stated or "")
    return "application/xml" if says_so else None


def _is_json(text: str, whole: bool) -> bool:
    if not whole:
        return _JSON.match(text.lstrip("\ufeff")) is not None
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        # Cut short or nested beyond reason, it is still JSON that went wrong if it begins like JSON.
        return _JSON.match(text.lstrip("\ufeff")) is not None
    return True


def _is_csv(start: str) -> bool:
    """Three lines or more with the same number of commas, at least one."""
    counts = {line.count(",") for line in start.splitlines()[:20] if line and '"' not in line}
    return len(counts) == 1 and counts != {0} and len(start.splitlines()) >= 3
