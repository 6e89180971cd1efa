"""Where links lead, without what changes by itself: session and tracking parameters, order, percent codes."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_ALWAYS = re.compile(
    r"utm_\w+|fbclid|gclid|msclkid|dclid|yclid|igshid|mc_[ce]id|_ga|_gl|jsessionid|phpsessid|aspsessionid\w*|_query|__\w+"
    r"|_?csrf\w*|xsrf\w*|\w*token|nonce|rand(?:om)?|cachebuster|icon",
    re.IGNORECASE,
)
"""Parameters that never name content: marks of visitors and sessions, and the icon of the CCMS family's Download.ashx."""
_SOMETIMES = re.compile(r"_|t|ts|time(?:stamp)?|v|ver|r|cb|sid|session(?:id)?", re.IGNORECASE)
_RANDOM = re.compile(
    r"1[4-9]\d{8}|2[01]\d{8}|1[4-9]\d{11}|2[01]\d{11}|0?\.\d{6,}|[0-9a-f]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.IGNORECASE,
)
"""Values that a clock or a dice made: epoch seconds and milliseconds, fractions, long hexadecimal numbers."""
_SESSION_PATH = re.compile(r";jsessionid=[^/?]*|/\([A-Z]\([^)/]*\)\)(?=/)", re.IGNORECASE)
_SHARE = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)*"
    r"(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share|home\?status)|line\.me/(?:r/|lineit)|line\.naver\.jp/r/"
    r"|social-plugins\.line\.me|plurk\.com/\?|weibo\.com/share|linkedin\.com/(?:share|cws)|t\.me/share|api\.whatsapp\.com/send|wa\.me/\?"
    r"|pinterest\.com/pin/create|reddit\.com/submit|threads\.(?:net|com)/intent|addtoany\.com|addthis\.com)"
    r"|^mailto:\?|^line://",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"getcounter|/counter\b|/hit(?:s|count)?\b|/beacon|/pixel|/collect\?", re.IGNORECASE)


def target(href: str | None) -> str:
    """One form of an address for comparing; empty when the link leads nowhere (a script, a place on the same page).

    ``https://x/Download.ashx?n=b%3d&u=a&icon=.pdf`` and ``https://x/Download.ashx?u=a&n=b%3D`` are one.
    """
    plain = (href or "").strip()
    if not plain or plain.startswith("#") or plain[:11].lower() == "javascript:":
        return ""
    try:
        parts = urlsplit(plain)
    except ValueError:  # an address in brackets that is none
        return plain
    kept = sorted(unquote(pair) for pair in parts.query.split("&") if pair and not _changes_by_itself(pair))
    path = unquote(_SESSION_PATH.sub("", parts.path))
    where = f"{parts.scheme.lower()}:" if parts.scheme else ""
    host = f"//{parts.netloc.lower()}" if parts.netloc else ""
    return f"{where}{host}{path}{'?' if kept else ''}{'&'.join(kept)}"


def _changes_by_itself(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return _ALWAYS.fullmatch(name) is not None or (
        _SOMETIMES.fullmatch(name) is not None and _RANDOM.fullmatch(value) is not None
    )


def shares(href: str | None) -> bool:
    """The link passes the page on to a social network or by mail."""
    return _SHARE.search((href or "").strip()) is not None


def counts(source: str | None) -> bool:
    """The picture counts visitors."""
    return _COUNTER.search(source or "") is not None
