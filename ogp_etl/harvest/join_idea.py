"""One petition of JOIN's 提點子: its page with the embedded ``idea`` object, its attachments, the official ZIP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from ogp_etl.cards import JoinIdeaSource
from ogp_etl.decoding import decode
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.reader import Reader
from ogp_etl.harvest.reading.html_page import heading, page_of
from ogp_etl.harvest.reading.join_export import DISCUSSION, discussion, entries, is_zip
from ogp_etl.harvest.reading.join_object import attachments, day, embedded, petition
from ogp_etl.model import Comment, Reason, Sighting


def page_address(source: JoinIdeaSource) -> str:
    return urljoin(source.url, f"/idea/detail/{source.idea}")


def export_address(source: JoinIdeaSource, reader: Reader) -> str:
    """The time stamp is free text made by the client: the card's, else the day of the visit in the plan's zone."""
    stamp = source.stamp or f"{reader.now.astimezone(reader.zone):%Y%m%d}000000"
    return urljoin(source.url, f"/idea/files/zip/{source.idea}/export_{stamp}.zip")


def collect(source: JoinIdeaSource, reader: Reader) -> Iterator[Sighting]:
    """The page (sealed: it shows the proposer), its attachments, and the export (sealed: it holds names).

    One part does not wait for the other: when the page is not had or has an unknown layout, the export is still tried,
    and the fault is raised at the end. Raises FetchFailed or LayoutUnknown.
    """
    faults: list[FetchFailed | LayoutUnknown] = []
    for part, walk in (("page", _page), ("export", _export)):
        if part in source.parts:
            try:
                yield from walk(source, reader)
            except (FetchFailed, LayoutUnknown) as fault:
                faults.append(fault)
    if faults:
        raise faults[0]


def comments(source: JoinIdeaSource, body: Path) -> list[Comment]:
    """Out of an export: the comments of its discussion. Out of a page: one, the petition itself with the agencies'
    answer. Without names of their authors. Raises LayoutUnknown rather than lose one."""
    if is_zip(body):
        return discussion(body, source.url)
    url = page_address(source)
    return [petition(embedded(decode(body.read_bytes(), None), source.idea, url), url)]


def _page(source: JoinIdeaSource, reader: Reader) -> Iterator[Sighting]:
    url = page_address(source)
    exchange = reader.document(url)
    page = page_of(exchange)
    if page is None:
        raise FetchFailed(url, exchange.reason or Reason.EMPTY, exchange.detail)
    idea = embedded(page.text(), source.idea, page.url)
    named = f"idea/{source.idea.lower()}"
    yield Sighting(
        locator=named,
        url=url,
        exchange=exchange,
        title=heading(str(idea["title"])),
        stated=day(idea.get("publishDate"), reader.zone),
        sealed=True,
    )
    for file in attachments(idea, page.url, reader.zone):
        yield Sighting(
            locator=f"{named}/attachment/{file.uid.lower()}",
            url=file.url,
            exchange=reader.document(file.url),
            title=file.title,
            stated=file.uploaded,
        )


def _export(source: JoinIdeaSource, reader: Reader) -> Iterator[Sighting]:
    url = export_address(source, reader)
    exchange = reader.document(url)
    if not exchange.outcome.good or exchange.body is None:
        raise FetchFailed(url, exchange.reason or Reason.EMPTY, exchange.detail)
    held = entries(exchange.body, url)
    if DISCUSSION not in held:
        raise LayoutUnknown(url, DISCUSSION, f"the ZIP holds {', '.join(held) or 'nothing'}")
    yield Sighting(
        locator=f"idea/{source.idea.lower()}/export",
        url=url,
        exchange=exchange,
        title="、".join(PurePosixPath(name).stem for name in sorted(held)),
        sealed=True,
    )
