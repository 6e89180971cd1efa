"""What list pages and content pages of the CCMS family hold. Pure: a parsed page in, values out.

A list has one of three layouts: a table whose cells say what they are (``CCMS_jGridView_td_Class_…`` with ``data-title``),
``div.directory_list``, or a plain ``ul li``. Rows may lead to outside sites, so each row is read on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ogp_etl.dates import find_dates, parse_day
from ogp_etl.harvest.reading.download import decode
from ogp_etl.harvest.reading.html_page import (
    PUBLISHED,
    TAKEN_DOWN,
    UPDATED,
    Link,
    absolute,
    canonical,
    heading,
    labelled_days,
    link_text,
    links,
    tidy,
    title_of,
)

LAYOUTS = "td.CCMS_jGridView_td_Class_*[data-title], div.directory_list, #CCMS_Content ul li"
"""The three layouts, for people."""
CONTENT = "#CCMS_Content, .page-content, .area-essay, .base-content, .simple-text.title"
TITLE_CELL = re.compile(r"標題|主旨|名稱|公告事項|title|subject", re.IGNORECASE)
DAY_CELL = re.compile(r"^(?:日期|時間|date)$|發[布佈]|公[布佈告]|張貼|刊登|上版", re.IGNORECASE)
END_CELL = re.compile(TAKEN_DOWN)
NOT_ROWS = "nav, header, footer, .pagination, .page, .pager, .breadcrumb, .share, .menu, .sitemap"
FILES = ".file-download-multiple a[href], a[href*='download.ashx' i], a[href*='/relfile/' i]"
PAGED = ("page", "pagesize")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list."""

    url: str | None
    """None when the row has no link."""
    title: str
    day: date | None
    """As the list states it; None when it states none."""
    until: date | None = None
    """Day on which it will be taken down, as the list states it; None when it states none."""


@dataclass(frozen=True, slots=True)
class Content:
    """A content page. Its body may validly be empty (詳如附件)."""

    title: str | None
    published: date | None
    updated: date | None
    until: date | None
    """Day on which it will be taken down (下版日期)."""
    files: tuple[Link, ...]


def total(soup: Any) -> int | None:
    """How many entries the list says it has; None when it does not say."""
    for tag in soup.select("span.count, .count"):
        found = re.search(r"\d[\d,]*", tag.get_text(" "))
        if found:
            return int(found[0].replace(",", ""))
    return None


def rows(soup: Any, base: str) -> list[Row]:
    """The entries of one list page in its order; empty when it has none of the three layouts."""
    noise = {id(tag) for tag in soup.select(NOT_ROWS)}
    for layout in (_table, _directory, _plain):
        found = list(layout(soup, base, noise))
        if found:
            return found
    return []


def _table(soup: Any, base: str, noise: set[int]) -> Iterator[Row]:
    lines: dict[int, list[Any]] = {}
    for cell in soup.select('td[class*="CCMS_jGridView_td_Class"]'):
        if any(id(tag) in noise for tag in cell.parents):
            continue
        lines.setdefault(id(cell.parent), []).append(cell)
    for cells in lines.values():
        named = [(tidy(str(cell.get("data-title") or "")), cell) for cell in cells]
        title_cell = next((cell for name, cell in named if TITLE_CELL.search(name)), None)
        anchors = [a for cell in ([title_cell] if title_cell is not None else []) + cells for a in cell.select("a[href]")]
        anchor = next((a for a in anchors if absolute(base, a.get("href"))), None)
        text = heading(title_cell.get_text(" ")) if title_cell is not None else ""
        title = (link_text(anchor) if anchor is not None else "") or text
        url = absolute(base, anchor.get("href")) if anchor is not None else None
        yield Row(url, title, _cell_day(named, DAY_CELL), _cell_day(named, END_CELL))


def _cell_day(cells: Iterable[tuple[str, Any]], wanted: re.Pattern[str]) -> date | None:
    """The day in the first cell that is named so; None when there is none, or when no day stands in it."""
    return next((parse_day(cell.get_text(" ", strip=True)) for name, cell in cells if wanted.search(name)), None)


def _directory(soup: Any, base: str, noise: set[int]) -> Iterator[Row]:
    for box in soup.select("div.directory_list"):
        items = [item for item in box.select("li") if item.find("li") is None] or box.select("a[href]")
        yield from (row for item in items if (row := _item(item, base, noise)) is not None)


def _plain(soup: Any, base: str, noise: set[int]) -> Iterator[Row]:
    """Menus, pagers and share bars are lists too: an entry leads to a content page or a file, or shows a day."""
    for box in soup.select("#CCMS_Content, .page-content, .group-list, main"):
        items = [item for item in box.select("ul li") if item.find("li") is None]
        found = [row for item in items if (row := _item(item, base, noise)) is not None]
        kept = [row for row in found if row.day is not None or is_content(row.url or "") or decode(row.url or "")]
        if kept:
            yield from kept
            return


def _item(item: Any, base: str, noise: set[int]) -> Row | None:
    """A list item as an entry; None when it is part of a menu or pager, or leads nowhere."""
    if any(id(tag) in noise for tag in (item, *item.parents)):
        return None
    anchor = item if item.get("href") else item.select_one("a[href]")
    url = absolute(base, anchor.get("href")) if anchor is not None else None
    if anchor is None or url is None or _pages_the_list(url, base):
        return None
    days = [day for tag in item.select("time, [class*=date], [class*=time]") if (day := parse_day(tag.get_text(" ", strip=True)))]
    found = find_dates(item.get_text(" ", strip=True))
    day = days[0] if days else found[0].day if found else None
    return Row(url, _title(anchor), day)


def _title(anchor: Any) -> str:
    text = link_text(anchor)
    for tag in anchor.select("time, [class*=date], [class*=time]"):
        text = heading(text.replace(tidy(tag.get_text(" ", strip=True)), "", 1))
    return text


def _pages_the_list(url: str, base: str) -> bool:
    here, there = urlsplit(base), urlsplit(url)
    asked = {name.lower() for name, _ in parse_qsl(there.query, keep_blank_values=True)}
    return there.path.lower() == here.path.lower() and bool(asked & set(PAGED))


def is_content(url: str) -> bool:
    """Whether the address is a content page of the family, of either generation."""
    return content_id(url) is not None


def content_id(url: str) -> str | None:
    """The site's own id of an entry: ``s`` (``News_Content.aspx?n=&sms=&s=``, ``cp.aspx``, ``nc_{n}_{s}``), else ``n``
    of a page without ``s``; None when the address is no content page.

    ``s`` alone, because ``n`` is only the list it was reached from. The older generation writes 16 hexadecimal digits,
    the newer a decimal number; one cannot be reckoned from the other, so a page that moved is the same document only
    through the address that answered, after the site's own redirect.
    """
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    short = re.fullmatch(r"nc_(\w+?)_(\w+)", name, re.IGNORECASE)
    if short:
        return f"s={short[2].upper()}"
    if not re.fullmatch(r"(?:news_content\w*|cp)\.aspx", name, re.IGNORECASE):
        return None
    given = {key.lower(): value for key, value in parse_qsl(parts.query)}
    for key in ("s", "n"):
        if re.fullmatch(r"[0-9A-Za-z]+", given.get(key, "")):
            return f"{key}={given[key].upper()}"
    return None


def content_locator(url: str) -> str:
    """What names a content page within its source: host and ``content_id``; any other address in its canonical form."""
    found = content_id(url)
    return f"{(urlsplit(url).hostname or '').lower()}/{found}" if found else canonical(url)


def content(soup: Any, base: str) -> Content | None:
    """None when the page has neither a title of the family nor one of its content areas."""
    areas = soup.select(CONTENT)
    if not areas:
        return None
    own = soup.select_one(".simple-text.title h3, #CCMS_Content h3, .simple-text.title")
    meta = soup.select_one('meta[property="og:title"]')
    title = title_of(soup) if meta is not None else None
    published, updated, until = labelled_days(soup, PUBLISHED, UPDATED, TAKEN_DOWN)
    return Content(
        title=title or (heading(own.get_text(" ")) if own is not None else None) or title_of(soup),
        published=published,
        updated=updated,
        until=until,
        files=tuple(links(soup.select(FILES), base)),
    )
