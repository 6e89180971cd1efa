"""What collectors read off an HTML page: addresses in one form, title, stated day of publication, links.

Pure: text in, values out. Nothing here fetches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from ogp_etl.dates import find_dates, parse_day
from ogp_etl.errors import LayoutUnknown
from ogp_etl.harvest.reading.page_text import Page
from ogp_etl.model import Exchange

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|dclid|yclid|igshid|mc_[ce]id|_ga|_gl|jsessionid|phpsessid", re.IGNORECASE)
SESSION_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
PUBLISHED = (
    r"(?:發[布佈]|公[布佈告]|張貼|刊登|上版|上架)(?:日期|時間)"
    r"|(?:Publish(?:ed)?|Release|Post(?:ed)?)\s?(?:Date|on)?|Date\s?Published"
)
TAKEN_DOWN = r"(?:預[計定])?下[版架](?:日期|時間)"
"""Behind it stands the day from which the page will no longer be public."""
UPDATED = r"(?:資料更新|最後更新|更新日期|修改日期|異動日期)(?:日期|時間)?|(?:Last\s)?(?:Updated|Modified)"
META_DAYS = (
    ("property", "article:published_time"),
    ("itemprop", "datePublished"),
    ("name", "DC.Date"),
    ("name", "DC.date"),
    ("name", "pubdate"),
    ("name", "publishdate"),
)
FAKE_META_HOSTS = ("moea.gov.tw",)
"""Hosts whose DC.Date is the same invented day on every page."""
NOTHING = re.compile(
    r"無(?:相關|符合|任何)?(?:資料|檔案|文件|附件|公告)|共\s*0\s*[筆則項]|\bno (?:data|files|records|results)\b", re.IGNORECASE
)
ENDINGS = "pdf|docx?|odt|ods|odp|xlsx?|pptx?|csv|zip|rar|7z|jpe?g|png|txt|json|xml"
NOISE_WORDS = re.compile(
    rf"[\[【(（]?另?開啟?新?視窗[\]】)）]?|[(（]\s*(?:{ENDINGS})\s*檔?\s*[)）]|[(（]\s*[\d.,]+\s*[KMG]?B\s*[)）]", re.IGNORECASE
)
"""What link texts say besides the name: that a window opens, the kind of file, its size."""
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST_TITLE = 300
MOST_LABELS = 50
"""A page that shows a label more often is a list, or hostile."""


def parse(page: Page) -> Any:
    """The page as a BeautifulSoup tree."""
    return parse_text(page.text())


def parse_text(markup: str) -> Any:
    from bs4 import BeautifulSoup  # slow to import, and not needed to walk feeds

    return BeautifulSoup(markup, "lxml")


def page_of(exchange: Exchange) -> Page | None:
    """The page that a good exchange brought; None when its body is not at hand."""
    if not exchange.outcome.good or exchange.body is None:
        return None
    return Page(exchange.final_url or exchange.url, exchange.body, exchange.media_type, exchange.charset)


def is_html(page: Page) -> bool:
    """By what the site states or by how the body starts: a wrong Content-Type makes no other layout."""
    if page.media_type in ("text/html", "application/xhtml+xml"):
        return True
    with page.body.open("rb") as file:
        return re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|!--)", file.read(256), re.IGNORECASE) is not None


def canonical(url: str) -> str:
    """One form of an address, to name a document by: host in lower case, no default port, no fragment, no session or
    tracking parameter, parameters in order, percent codes in upper case and only where needed."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    if parts.port and parts.port != {"http": 80, "https": 443}.get(parts.scheme.lower()):
        host = f"{host}:{parts.port}"
    pairs = sorted(_coded(pair) for pair in parts.query.split("&") if pair and not TRACKING.fullmatch(pair.partition("=")[0]))
    path = _coded(SESSION_PATH.sub("", parts.path)) or "/"
    return urlunsplit((parts.scheme.lower(), host, path, "&".join(pairs), ""))


def _coded(text: str) -> str:
    def code(match: re.Match[str]) -> str:
        sign = unquote(match[0])
        return sign if sign in UNRESERVED else match[0].upper()

    spelled = "".join(
        sign if sign.isascii() and sign not in ' "<>' else "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
        for sign in text
    )
    return re.sub(r"%[0-9A-Fa-f]{2}", code, spelled)


def absolute(base: str, href: str | None) -> str | None:
    """The address a link leads to, without fragment; None when it leads to no web address (script, mail, same page)."""
    target = (href or "").strip()
    if not target or target.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(base, target))
        web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a host or port that is none
        return None
    if not web:
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    text: str
    """What people read, without notes such as 另開新視窗 and the file's size."""


def links(tags: Iterable[Any], base: str) -> Iterator[Link]:
    """The links among ``tags`` and below them, each address once, in the page's order."""
    seen: set[str] = set()
    for tag in tags:
        for anchor in [tag] if tag.get("href") else tag.select("a[href]"):
            url = absolute(base, anchor.get("href"))
            if url is not None and canonical(url) not in seen:
                seen.add(canonical(url))
                yield Link(url, link_text(anchor))


def link_text(anchor: Any) -> str:
    """The link's own title where it says more than that a window opens, else its text."""
    told = (NOISE_WORDS.sub("", text) for text in (str(anchor.get("title") or ""), anchor.get_text(" ", strip=True)))
    return next((text for text in map(heading, told) if text), "")


def tidy(text: str) -> str:
    """One line, single blanks, no control characters and no halves of characters: what a database and a page can hold."""
    return " ".join(CONTROLS.sub("", text).split())


def heading(text: str) -> str:
    """A title of at most 300 characters, ``tidy``."""
    line = tidy(text)
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def base_of(soup: Any, page: Page) -> str:
    """What relative links are relative to."""
    base = soup.select_one("base[href]")
    return (absolute(page.url, base.get("href")) if base is not None else None) or page.url


def select(soup: Any, selector: str, url: str) -> list[Any]:
    """What the selector of a card finds. Raises LayoutUnknown when it finds nothing or is no selector."""
    from soupsieve import SelectorSyntaxError  # slow to import: it brings bs4

    try:
        found = list(soup.select(selector))
    except SelectorSyntaxError as error:
        raise LayoutUnknown(url, selector, f"this is no CSS selector: {str(error).splitlines()[0]}") from error
    if not found:
        raise LayoutUnknown(url, selector)
    return found


def says_nothing_there(content: Iterable[Any]) -> bool:
    """A short text of its own says that there is nothing (查無資料, 共 0 筆, no files): the only way an empty list is a
    success."""
    return any(len(text) <= 24 and NOTHING.search(text) for tag in content for text in tag.stripped_strings)


def title_of(soup: Any) -> str | None:
    """og:title, else the first h1, else title; None when the page has none."""
    meta = soup.select_one('meta[property="og:title"]')
    stated = heading(str(meta.get("content") or "")) if meta is not None else ""
    texts = (heading(tag.get_text(" ", strip=True)) for name in ("h1", "title") for tag in soup.find_all(name, limit=5))
    return stated or next((text for text in texts if text), None)


def labelled_day(soup: Any, label: str) -> date | None:
    """The day that stands right behind a label, or in an element titled with it; None when there is none."""
    return labelled_days(soup, label)[0]


def labelled_days(soup: Any, *labels: str) -> list[date | None]:
    """The same for several labels: the page's text is gathered once."""
    titled = soup.find_all(title=True)
    text = soup.get_text(" ", strip=True)
    return [_titled_day(titled, label) or _day_behind(text, label) for label in labels]


def _titled_day(tags: Iterable[Any], label: str) -> date | None:
    days = (parse_day(tag.get_text(" ", strip=True)) for tag in tags if re.match(f"(?:{label})", str(tag["title"])))
    return next((day for day in days if day is not None), None)


def _day_behind(text: str, label: str) -> date | None:
    for match in islice(re.finditer(rf"(?:{label})\s*[:：]?\s*", text, re.IGNORECASE), MOST_LABELS):
        found = find_dates(text[match.end() : match.end() + 40])
        if found and found[0].start == 0:
            return found[0].day
    return None


def stated_day(soup: Any, content: Iterable[Any], page: Page, zone: ZoneInfo) -> date | None:
    """The day of publication that the page states: behind a label such as 發布日期, in its meta elements, or in the one
    ``time`` of its content. None when it states none; never the day of the visit."""
    day = labelled_day(soup, PUBLISHED)
    if day is not None:
        return day
    host = (urlsplit(page.url).hostname or "").lower()
    for key, name in META_DAYS:
        meta = soup.find("meta", attrs={key: name})
        if meta is not None and not (name.lower() == "dc.date" and host.endswith(FAKE_META_HOSTS)):
            day = parse_day(str(meta.get("content") or ""), zone)
            if day is not None:
                return day
    days = {parse_day(str(tag.get("datetime")), zone) for part in content for tag in part.select("time[datetime]")} - {None}
    return days.pop() if len(days) == 1 else None
