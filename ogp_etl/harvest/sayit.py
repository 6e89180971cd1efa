"""Transcripts of a SayIt site: those of its index whose title matches, and those named by the card.

An index is a JSON array of entries with ``filename`` (the slug), ``display_name`` (day and title), and for a meeting of
several parts ``isNested`` with ``nest_filenames``: such a meeting is one document, its parts stand in the one transcript.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urljoin

from ogp_etl.cards import NamedTranscript, SayitSource
from ogp_etl.errors import LayoutUnknown
from ogp_etl.harvest.reader import Page, Reader
from ogp_etl.harvest.reading.html_page import heading
from ogp_etl.harvest.reading.sayit_text import Transcript, dated_title, read, title_key
from ogp_etl.model import Exchange, Sighting

LOOKED_FOR = "a JSON array of objects with filename and display_name"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transcript of the index."""

    slug: str
    title: str
    """With its day, as the site shows it."""
    parts: tuple[str, ...] = ()
    """Slugs of the parts of a nested meeting."""

    @property
    def key(self) -> str:
        """The same for all copies of one transcript: day and title without signs."""
        return title_key(self.title)


def collect(source: SayitSource, reader: Reader) -> Iterator[Sighting]:
    """In the order of the index, then those named that the index does not have, fetched by their slug all the same.

    A transcript that is not had is yielded with its failed attempt: known, not held. Raises FetchFailed when the index
    is not had, LayoutUnknown when it is of another shape. A pattern that no title matches is no fault: the group may not
    have met yet; a source that stays silent raises an alarm of its own.
    """
    page = reader.listing(source.url)
    index = entries(page)
    wanted = re.compile(source.only) if source.only else None
    named = {id(one): entry for one in source.named if (entry := match(index, one.slug)) is not None}
    locators = names(index)
    for entry in index:
        by = next((one for one in source.named if named.get(id(one)) is entry), None)
        if by is not None or (wanted is not None and wanted.search(entry.title)):
            exchange = reader.document(address(source, page, entry.slug))
            yield _sighting(locators[entry.slug], exchange, entry.title, by)
    for one in source.named:
        if id(one) not in named:
            exchange = reader.document(address(source, page, one.slug))
            found = _read(exchange)
            title = (found.heading if found is not None else None) or one.slug
            yield _sighting(locator(one.slug), exchange, title, one)


def entries(page: Page) -> list[Entry]:
    """The index. Raises LayoutUnknown when it is of another shape or empty."""
    try:
        rows = json.loads(page.text())
    except (ValueError, RecursionError) as error:
        raise LayoutUnknown(page.url, LOOKED_FOR, str(error)) from error
    if not isinstance(rows, list) or not rows:
        keys = f"an object with the keys {', '.join(rows)}" if isinstance(rows, dict) else "empty"
        raise LayoutUnknown(page.url, LOOKED_FOR, f"it is {keys}")
    return [_entry(page, row, number) for number, row in enumerate(rows, 1)]


def _entry(page: Page, row: object, number: int) -> Entry:
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) and row[key] for key in ("filename", "display_name")):
        keys = ", ".join(row) if isinstance(row, dict) else type(row).__name__
        raise LayoutUnknown(page.url, LOOKED_FOR, f"entry {number} has {keys}")
    parts = str(row.get("nest_filenames") or "").split(",") if row.get("isNested") else []
    return Entry(row["filename"], heading(row["display_name"]), tuple(part for part in parts if part))


def match(index: Sequence[Entry], slug: str) -> Entry | None:
    """The entry that a named slug means: the same slug; else, because slugs change between copies of one transcript, the
    same day and title; else the parent of a named part (``meeting/part``). None when the index has none."""
    exact = next((entry for entry in index if entry.slug == slug), None)
    if exact is not None:
        return exact
    key = title_key(slug)
    alike = next((entry for entry in index if key in (entry.key, title_key(entry.slug))), None)
    if alike is not None or "/" not in slug:
        return alike
    return match(index, slug.rpartition("/")[0])


def locator(title: str) -> str:
    """``2020-10-28/行政院開放政府國家行動方案推動小組第1次會議``: day and title without signs, so that a changed slug makes
    no new document; of a slug the same as of its title. ``undated/…`` when the title does not begin with a day."""
    day, rest = dated_title(title)
    return f"{day.isoformat() if day else 'undated'}/{title_key(rest)}"


def names(index: Sequence[Entry]) -> dict[str, str]:
    """Locator by slug. Sites have several transcripts of one day and title (``…-2``): the shortest slug has the plain
    name, the others add their slug, so that two transcripts are never taken for versions of one."""
    first: dict[str, str] = {}
    for entry in sorted(index, key=lambda entry: (len(entry.slug), entry.slug)):
        first.setdefault(locator(entry.title), entry.slug)
    return {
        entry.slug: plain if first[plain] == entry.slug else f"{plain}/{entry.slug}"
        for entry in index
        for plain in [locator(entry.title)]
    }


def address(source: SayitSource, page: Page, slug: str) -> str:
    """On the host that answered with the index."""
    return urljoin(page.url, source.document.replace("{slug}", quote(slug.lstrip("/"), safe="/")))


def event_day(title: str) -> date | None:
    return dated_title(title)[0]


def _read(exchange: Exchange) -> Transcript | None:
    return read(exchange.body.read_bytes()) if exchange.outcome.good and exchange.body is not None else None


def _sighting(named: str, exchange: Exchange, title: str, by: NamedTranscript | None) -> Sighting:
    return Sighting(
        locator=named,
        url=exchange.url,
        exchange=exchange,
        title=title,
        kind=by.kind if by is not None else None,
        event_date=event_day(title),
        note=by.reason if by is not None else "",
    )
