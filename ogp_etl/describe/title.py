"""Title: as the source lists it, else as the document calls itself, else its file's name."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ogp_etl.describe.facts import Facts, Rule

DOCUMENTS = frozenset(
    {".pdf", ".odt", ".ods", ".odp", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".csv", ".zip", ".txt", ".md"}
)


def _listing(facts: Facts) -> str | None:
    return " ".join((facts.sighting.title or "").split()) or None


def _heading(facts: Facts) -> str | None:
    return facts.reading.heading if facts.reading else None


def _file_name(facts: Facts) -> str | None:
    """As stated, else the end of an address that ends like a document's."""
    stated = facts.sighting.exchange.filename
    name = PurePosixPath((stated or unquote(urlsplit(facts.sighting.url).path)).replace("\\", "/"))
    return name.stem.strip() or None if stated or name.suffix.lower() in DOCUMENTS else None


RULES: tuple[Rule[str], ...] = (("listing", _listing), ("heading", _heading), ("file name", _file_name))
