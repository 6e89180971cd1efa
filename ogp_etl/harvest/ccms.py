"""A list of a ministry on the ASP.NET family "CCMS": its pages, the entries they lead to, and the files of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ogp_etl.cards import CcmsSource
from ogp_etl.errors import LayoutUnknown
from ogp_etl.harvest.reader import Reader
from ogp_etl.harvest.reading import html_page
from ogp_etl.harvest.reading.ccms_rows import CONTENT, LAYOUTS, PAGED, Row, content, content_locator, rows, total
from ogp_etl.harvest.reading.download import decode, locator
from ogp_etl.harvest.reading.html_page import Link
from ogp_etl.model import Sighting


def collect(source: CcmsSource, reader: Reader) -> Iterator[Sighting]:
    """Entry by entry: the content page, then its files. An entry that leads to a file or to another site is one document.

    Raises, after everything that could be read was yielded: FetchFailed when a list page is not had; LayoutUnknown when
    no entries are found where the list does not say that it is empty, when the list is longer than ``pages`` of the
    card, when it shows fewer entries than it counts, or when content pages have an unknown layout.
    """
    strange: list[LayoutUnknown] = []
    wanted = re.compile(source.only) if source.only else None
    for row in _entries(source, reader):
        if row.url is None or (wanted and not wanted.search(row.title)):
            continue
        yield from _entry(row, row.url, source, reader, strange)
    if strange:
        first = strange[0]
        raise LayoutUnknown(first.url, first.looked_for, f"and {len(strange) - 1} more pages" if len(strange) > 1 else "")


def page_address(url: str, number: int, size: int) -> str:
    """Address of one page of a list; a page number that the card's address has already is replaced."""
    parts = urlsplit(url)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0].lower() not in PAGED]
    return urlunsplit((*parts[:3], urlencode([*pairs, ("page", str(number)), ("PageSize", str(size))]), ""))


def _entries(source: CcmsSource, reader: Reader) -> Iterator[Row]:
    """Each entry once, page by page. Page numbers past the end repeat the last page, so the walk ends at the page that
    the total asks for, or at one that shows nothing new."""
    seen: set[tuple[str | None, str]] = set()
    counted = 0
    number = 0
    last: int | None = None
    said: int | None = None
    while last is None or number < last:
        number += 1
        if last is None and number > source.pages + 1:
            raise _too_long(source, None)
        page = reader.listing(page_address(source.url, number, source.page_size))
        soup = html_page.parse(page)
        found = rows(soup, html_page.base_of(soup, page))
        if number == 1:
            said = total(soup)
            if not found:
                if said == 0 or (said is None and html_page.says_nothing_there([soup])):
                    return
                raise LayoutUnknown(page.url, LAYOUTS, "" if said is None else f"the list says it has {said} entries")
            last = None if said is None or said < len(found) else -(-said // len(found))
        new = [row for row in found if (row.url, row.title) not in seen]
        if not new:
            break
        if last is None and number > source.pages:
            raise _too_long(source, None)
        seen.update((row.url, row.title) for row in found)
        counted += len(found)
        yield from new
        if last is not None and number == source.pages < last:
            raise _too_long(source, last)
    unlinked = sum(1 for url, _ in seen if url is None)
    if said is not None and counted - unlinked < said:
        raise LayoutUnknown(
            source.url, LAYOUTS, f"the list says it has {said} entries, {counted - unlinked} with a link were found"
        )


def _too_long(source: CcmsSource, pages: int | None) -> LayoutUnknown:
    has = f"{pages} pages" if pages else f"more than {source.pages} pages"
    return LayoutUnknown(
        source.url, "the end of the list", f"it has {has}, the card reads {source.pages}; raise pages or page_size"
    )


def _entry(row: Row, url: str, source: CcmsSource, reader: Reader, strange: list[LayoutUnknown]) -> Iterator[Sighting]:
    exchange = reader.document(url)
    answered = exchange.final_url or url
    page = html_page.page_of(exchange)
    file = decode(url)
    sighting = Sighting(
        locator=locator(url) if file is not None else content_locator(answered),
        url=url,
        exchange=exchange,
        title=row.title or (file.name if file is not None else None),
        stated=row.day,
        until=row.until,
    )
    outside = urlsplit(answered).hostname != urlsplit(source.url).hostname
    if page is None or file is not None or outside or not html_page.is_html(page):
        yield sighting
        return
    soup = html_page.parse(page)
    found = content(soup, html_page.base_of(soup, page))
    if found is None:
        strange.append(LayoutUnknown(page.url, CONTENT))
        yield sighting
        return
    whole = row.title and not row.title.endswith(("…", "..."))
    yield replace(
        sighting,
        title=row.title if whole else found.title or row.title or None,
        stated=found.published or row.day,
        until=found.until or row.until,
    )
    # A file may have been added by a later update of the page: then the page's first day says nothing about it.
    stated = found.published if found.updated in (None, found.published) else None
    yield from _files(sighting.locator, found.files, stated, reader)


def _files(owner: str, files: tuple[Link, ...], stated: date | None, reader: Reader) -> Iterator[Sighting]:
    """Each file of a content page once. It is named by its page and its own name, because its address changes whenever
    it is uploaded again; two files of one name on one page are told apart by where they lie."""
    places: set[str] = set()
    names: set[str] = set()
    for link in files:
        place = locator(link.url)
        if place in places:
            continue
        places.add(place)
        file = decode(link.url)
        title = (file.name if file is not None else None) or link.text
        ending = file.ending if file is not None else ""
        name = title if title.lower().endswith(ending) else title + ending
        named = f"{owner}/{name}" if title and name not in names else place
        names.add(name)
        yield Sighting(locator=named, url=link.url, exchange=reader.document(link.url), title=title or None, stated=stated)
