"""Bytes of a page as text. Never raises: bytes that fit no encoding become U+FFFD."""

from __future__ import annotations

import codecs
import re

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META = re.compile(
    rb"""(?:<meta[^>]{0,400}?charset|<\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE
)
_FAMILIES = {"big5": ("cp950", "big5hkscs"), "big5-tw": ("cp950", "big5hkscs"), "gb2312": ("gb18030",), "gbk": ("gb18030",)}
"""What is meant in practice by a name: the wider sets that makers of pages really use."""
_PROVE_NOTHING = frozenset({"ascii", "iso8859-1", "cp1252", "latin-1"})
"""Every sequence of bytes is valid in them, and servers state them without looking."""


def decode(body: bytes, stated: str | None) -> str:
    """``stated``: charset of the Content-Type header, None when there is none.

    Byte-order mark, then UTF-16 by its zero bytes, then the first claimed encoding in which every byte is valid, then
    UTF-8, then what charset-normalizer makes of it, then Big5.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    sample = body[:1024]
    if sample.count(0) * 3 > len(sample):
        return body.decode("utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be", "replace")
    for codec in (*_claimed(body, stated), "utf-8"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return body.decode(_looks_like(body), "replace")


def _claimed(body: bytes, stated: str | None) -> list[str]:
    found = _META.search(body[:4096])
    names = [(name or "").strip().strip("\"'").lower() for name in (stated, found[1].decode("ascii") if found else None)]
    return [codec for name in names for codec in _FAMILIES.get(name, (name,)) if _is_codec(codec)]


def _is_codec(name: str) -> bool:
    """A text encoding that proves something. UTF-16 would have shown zero bytes."""
    try:
        found = codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return found.name not in _PROVE_NOTHING and not found.name.startswith(("utf-16", "utf-32", "utf-7"))


def _looks_like(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[: 1 << 18], cp_isolation=["cp950", "big5hkscs", "gb18030", "cp932", "utf_8"]).best()
    return best.encoding if best is not None else "cp950"
