"""One request to the sample country and one answer of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html import escape


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as the sites see it."""

    host: str
    path: str
    """Percent-escapes undone."""
    query: dict[str, str] = field(default_factory=dict)
    hits: int = 1
    """How many requests the country has had: what counters show."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    media_type: str
    body: bytes
    changed: date | None = None
    """Day of the last change of a static file, served with validators; None: made anew for every request."""
    headers: tuple[tuple[str, str], ...] = ()


def page(text: str, status: int = 200) -> Answer:
    return Answer(status, "text/html; charset=utf-8", text.encode())


def plain(text: str, changed: date) -> Answer:
    return Answer(200, "text/plain; charset=utf-8", text.encode(), changed)


def moved(to: str) -> Answer:
    return Answer(301, "text/html; charset=utf-8", b"", headers=(("Location", to),))


def not_found() -> Answer:
    return page(
        '<!DOCTYPE html>\n<html lang="zh-Hant"><head><title>404</title></head><body><h1>找不到網頁</h1></body></html>\n', 404
    )


def home(name_zh: str, name_en: str) -> Answer:
    zh, en = escape(name_zh), escape(name_en)
    return page(
        f'<!DOCTYPE html>\n<html lang="zh-Hant"><head><meta charset="utf-8"><title>{zh}</title></head>'
        f"<body><h1>{zh}</h1><p>{en}</p></body></html>\n"
    )
