"""One topic of JOIN's 眾開講, read from the whole open-data feed (``…/toOpenData/ey/policy``).

The feed is one JSON array of topics. Two generations of its keys are known: 2017-18 (``url``, and ``messages`` with
``createDate``, ``authorName``, ``content``) and 2026 (標題, 發佈日期, 下線日期, 關注數量, 留言數量; whether the texts of the
comments are still there is not known). A third generation is a visible failure. The platform was seen to answer with
status 503 and a whole feed; the door decides what a status means, so such an answer is a failed attempt here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from ogp_etl.cards import JoinPolicySource
from ogp_etl.dates import parse_day
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.reader import Reader
from ogp_etl.harvest.reading.comments import instant, sound
from ogp_etl.harvest.reading.html_page import heading
from ogp_etl.model import Comment, Reason, Sighting

KEYS_2017 = frozenset({"url", "messages"})
KEYS_2026 = frozenset({"標題", "發佈日期", "下線日期", "關注數量", "留言數量"})
LOOKED_FOR = "topics with url and messages (2017), or 標題, 發佈日期, 下線日期, 關注數量, 留言數量 (2026)"
MESSAGE = ("createDate", "authorName", "content")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the feed, of either generation."""

    title: str | None
    published: date | None
    """None when the value is no day; odd values are known."""
    closes: date | None
    counted: int | None
    """Comments as the platform counts them; None when the feed does not say."""
    messages: tuple[Mapping[str, Any], ...]
    """With names; empty when the feed holds no texts."""


def collect(source: JoinPolicySource, reader: Reader) -> Iterator[Sighting]:
    """The topic, sealed, because the feed holds names. Raises FetchFailed when the feed is not had, LayoutUnknown when
    it has keys of no known generation or does not hold the topic."""
    exchange = reader.document(source.url)
    if not exchange.outcome.good or exchange.body is None:
        raise FetchFailed(source.url, exchange.reason or Reason.EMPTY, exchange.detail)
    found = topic(source, exchange.body)
    yield Sighting(
        locator=f"policies/{source.topic.lower()}",
        url=urljoin(source.url, f"/policies/detail/{source.topic}"),
        exchange=exchange,
        title=found.title,
        stated=found.published,
        sealed=True,
    )


def comments(source: JoinPolicySource, body: Path) -> list[Comment]:
    """The topic's comments in the feed's order, without names. Empty when the feed holds no texts (2026).

    Raises LayoutUnknown when a comment has other keys than are known, or a time that cannot be read: none is lost.
    """
    return [_comment(source, position, message) for position, message in enumerate(topic(source, body).messages, 1)]


def topic(source: JoinPolicySource, body: Path) -> Topic:
    """The card's topic out of a feed. Raises LayoutUnknown."""
    items = _items(source, body)
    found = [item for item in items if _names(item, source.topic)]
    for item in found or items[:1]:
        if not (item.keys() >= KEYS_2017 or item.keys() >= KEYS_2026):
            raise LayoutUnknown(source.url, LOOKED_FOR, f"its keys are {', '.join(map(str, item))}")
    if not found:
        raise LayoutUnknown(source.url, f"the topic {source.topic}", f"the feed holds {len(items)} topics")
    return _topic(source, found[0])


def _items(source: JoinPolicySource, body: Path) -> list[Mapping[str, Any]]:
    try:
        feed = json.loads(body.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or nested without end
        raise LayoutUnknown(source.url, "a JSON array of topics", str(error)) from error
    if isinstance(feed, dict):
        raise LayoutUnknown(source.url, "a JSON array of topics", f"it is an object with the keys {', '.join(feed)}")
    if not isinstance(feed, list) or not feed or not all(isinstance(item, dict) for item in feed):
        raise LayoutUnknown(source.url, "a JSON array of topics", "the array is empty or holds something else")
    return feed


def _names(item: Mapping[str, Any], uuid: str) -> bool:
    """``url`` leads to the topic's page (2017); which key does so since is not known, so every address counts, but not a
    text that only mentions the topic."""
    address = re.compile(rf"(?:https?://\S*?)?/?(?:policies/detail/)?{re.escape(uuid)}(?:[/?#]\S*)?", re.IGNORECASE)
    return any(isinstance(value, str) and address.fullmatch(value.strip()) for value in item.values())


def _topic(source: JoinPolicySource, item: Mapping[str, Any]) -> Topic:
    messages = item.get("messages") or []
    lists = [key for key, value in item.items() if key.startswith("留言") and isinstance(value, list) and value]
    if lists or not isinstance(messages, list):
        raise LayoutUnknown(source.url, "comments under messages", f"there is {', '.join(lists) or 'no array'}")
    title = item.get("標題") or item.get("title")
    counted = str(item.get("留言數量", "")).replace(",", "")
    return Topic(
        title=heading(str(title)) or None if title else None,
        published=parse_day(str(item.get("發佈日期") or item.get("publishDate") or "")),
        closes=parse_day(str(item.get("下線日期") or "")),
        counted=int(counted) if counted.isdecimal() else None,
        messages=tuple(messages),
    )


def _comment(source: JoinPolicySource, position: int, message: object) -> Comment:
    if not isinstance(message, dict) or not message.keys() >= set(MESSAGE):
        keys = ", ".join(message) if isinstance(message, dict) else type(message).__name__
        raise LayoutUnknown(source.url, f"comments with {', '.join(MESSAGE)}", f"number {position} has {keys}")
    made = instant(message["createDate"])
    if made is None:
        raise LayoutUnknown(source.url, "createDate", f"of comment {position} is {message['createDate']!r}")
    return Comment(
        position=position,
        made=made,
        side=None,
        text=sound(str(message["content"] or "")),
        agree=None,
        disagree=None,
        anonymous=not str(message["authorName"] or "").strip(),
    )
