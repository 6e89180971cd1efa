"""Reading single response headers. All of it is what a stranger wrote: nothing here raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(?:;|,|$)")
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?\s*([\w.:+-]+)""", re.IGNORECASE)
_NAME_EXTENDED = re.compile(r"""filename\*\s*=\s*["']?([\w-]*)'[^']*'([^;"\s]+)""", re.IGNORECASE)
_NAME = re.compile(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))', re.IGNORECASE)


def media_type(content_type: str | None) -> str | None:
    """``text/html`` of ``Text/HTML; charset=…``; None when nothing usable is stated."""
    found = _TYPE.match(content_type or "")
    return found.group(1).lower() if found else None


def charset(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return found.group(1) if found else None


def filename(content_disposition: str | None) -> str | None:
    """File name of a Content-Disposition header as http.client decodes it (Latin-1). Not safe to use as a path.

    The extended form (RFC 6266) wins; a plain one may hold raw or percent-escaped UTF-8 or Big5, as ministries send it.
    """
    text = content_disposition or ""
    if extended := _NAME_EXTENDED.search(text):
        return _text(unquote_to_bytes(extended.group(2)), extended.group(1)) or None
    if plain := _NAME.search(text):
        name = re.sub(r"\\(.)", r"\1", plain.group(1)) if plain.group(1) is not None else plain.group(2).strip()
        raw = name.encode("latin-1", "replace")
        return _text(unquote_to_bytes(raw) if re.search(rb"%[0-9A-Fa-f]{2}", raw) else raw, "utf-8") or None
    return None


def wait_stated(retry_after: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, from ``now``, never negative; None when it states nothing usable."""
    text = (retry_after or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _text(raw: bytes, stated: str) -> str:
    for encoding in (stated or "utf-8", "utf-8", "cp950"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")
