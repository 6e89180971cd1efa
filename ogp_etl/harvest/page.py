"""One web page, and the files it links to."""

from __future__ import annotations

from collections.abc import Iterator

from ogp_etl.cards import PageSource
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.reader import Reader
from ogp_etl.harvest.reading import html_page
from ogp_etl.harvest.reading.download import decode, locator
from ogp_etl.model import Reason, Sighting


def collect(source: PageSource, reader: Reader) -> Iterator[Sighting]:
    """The page (or the file) itself, named by the card's address, so that a redirect to a new host makes no new document;
    then its files, named by where they lie.

    Raises FetchFailed when the page is not had; LayoutUnknown when ``select`` finds nothing (the page is then not taken:
    an error page never replaces an earlier good version) or when ``files`` finds none and the page does not say so.
    """
    exchange = reader.document(source.url)
    page = html_page.page_of(exchange)
    if page is None:
        raise FetchFailed(source.url, exchange.reason or Reason.EMPTY, exchange.detail)
    if not html_page.is_html(page) and source.files is None:
        # The card names a file: there is nothing to select.
        yield Sighting(locator=html_page.canonical(source.url), url=source.url, exchange=exchange, title=exchange.filename)
        return
    soup = html_page.parse(page)
    content = html_page.select(soup, source.select, page.url)
    yield Sighting(
        locator=html_page.canonical(source.url),
        url=source.url,
        exchange=exchange,
        title=html_page.title_of(soup),
        stated=html_page.stated_day(soup, content, page, reader.zone),
        until=html_page.labelled_day(soup, html_page.TAKEN_DOWN),
    )
    if source.files is None:
        return
    try:
        linked = html_page.select(soup, source.files, page.url)
    except LayoutUnknown:
        if html_page.says_nothing_there(content):
            return
        raise
    seen = {html_page.canonical(source.url), html_page.canonical(page.url)}
    for link in html_page.links(linked, html_page.base_of(soup, page)):
        named = locator(link.url)
        if named in seen:
            continue
        seen.add(named)
        file = decode(link.url)
        yield Sighting(
            locator=named,
            url=link.url,
            exchange=reader.document(link.url),
            title=(file.name if file else None) or link.text or None,
        )
