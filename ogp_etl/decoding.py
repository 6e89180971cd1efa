"""Bytes of a page as text, whatever encoding it is in and whatever it says about it. Never raises."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEAD = 4096
"""Bytes of the page in which it may state its own encoding (the WHATWG rule is 1024; ministries put scripts first)."""
_SAMPLE = 1 << 18
_WIDER = {"big5": "cp950", "big5-tw": "cp950", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949"}
"""What is meant in practice by a name: the superset that makers of pages really use."""
_SAYS_LITTLE = ("ascii", "iso8859-1", "cp1252")
"""Names that servers state by default; every sequence of bytes is valid in them, so they prove nothing."""
_NEVER = ("idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7")
"""Codecs of Python that no page is written in."""
_EAST_ASIAN = ["cp950", "big5hkscs", "gb18030", "cp932", "cp949"]
_FEW = 20
"""An encoding in which only one of this many characters is broken is the right one."""


def decode(body: bytes, stated: str | None) -> str:
    """``stated`` is the charset of the Content-Type header, None when there is none.

    A byte-order mark decides, then the zero bytes of UTF-16, then the first stated encoding in which every byte is valid
    (header, then meta or XML declaration), then UTF-8, then what the bytes look like. Never raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    sample = body[:1024]
    if sample.count(0) * 3 > len(sample):
        return body.decode("utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be", errors="replace")
    claims = list(dict.fromkeys(_claims(body, stated)))
    telling = [*(claim for claim in claims if claim not in _SAYS_LITTLE), "utf-8"]
    for codec in _widened(telling):
        try:
            return body.decode(codec)
        except UnicodeError:
            continue
    for codec in telling:
        text = body.decode(codec, errors="replace")
        if text.count("\ufffd") * _FEW <= sum(not character.isascii() for character in text):
            return text
    return _fewest_lost(body, _looks_like(body, claims))


def _claims(body: bytes, stated: str | None) -> Iterator[str]:
    head = body[:_HEAD]
    found = _XML.search(head) or _META.search(head)
    for name in (stated, found.group(1).decode("ascii") if found else None):
        codec = _codec(name) if name else None
        # A page that can be read far enough to say "utf-16" is not UTF-16.
        if codec and not codec.startswith(("utf-16", "utf-32")):
            yield codec


def _codec(name: str) -> str | None:
    wanted = name.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_WIDER.get(wanted, wanted))
        b" ".decode(found.name, errors="replace")  # raises for what is a codec but no encoding of text, such as base64
    except (LookupError, ValueError):
        return None
    return found.name if found.name not in _NEVER else None


def _widened(codecs_in_order: list[str]) -> Iterator[str]:
    for codec in codecs_in_order:
        yield codec
        if codec == "cp950":
            yield "big5hkscs"


def _looks_like(body: bytes, claims: list[str]) -> Iterator[str]:
    from charset_normalizer import from_bytes

    sample = body[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=_EAST_ASIAN).best()
    if best is None:
        yield from claims
        best = from_bytes(sample).best()
    if best is not None:
        yield "cp950" if best.encoding.startswith("big5") else best.encoding
        yield best.encoding
    yield from (*claims, "cp950", "utf-8")


def _fewest_lost(body: bytes, candidates: Iterator[str]) -> str:
    texts = [body.decode(codec, errors="replace") for codec in dict.fromkeys(candidates)]
    return min(texts, key=lambda text: text.count("\ufffd"))
