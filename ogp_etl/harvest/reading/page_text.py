"""A fetched page and its text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ogp_etl.decoding import decode


@dataclass(frozen=True, slots=True)
class Page:
    """The body of a page a collector reads."""

    url: str
    """Address that answered, after redirects."""
    body: Path
    """Spooled body."""
    media_type: str | None
    """As stated by the site, without parameters, lower case; None when not stated."""
    charset: str | None
    """As stated by the site; None when not stated."""

    def text(self) -> str:
        """The whole body as text. Bytes that fit no encoding become U+FFFD; content never raises."""
        return decode(self.body.read_bytes(), self.charset)
