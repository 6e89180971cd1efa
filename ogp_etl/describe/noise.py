"""What on a page changes without anybody having written anything: counters, share bars, review dates, page furniture."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from ogp_etl.describe.targets import shares, target

FURNITURE = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "aside",
        "footer",
        "button",
        "select",
        "textarea",
        "datalist",
        "svg",
        "head",
    }
)
"""Elements that are never content. ``header`` is only furniture outside ``main``, ``article`` and ``section`` (HTML, banner)."""
SECTIONS = frozenset({"main", "article", "section"})
HITS = ("data-ccms_hitcount", "data-ccms_hitcount_relfile")
"""Attributes of the CCMS family's counters. A file's link can carry one too, so only bare numbers are dropped for them."""

_COUNTS = (
    r"(?:(?:累[計積])?(?:瀏覽|點閱|點擊|閱覽|觀看|造訪|到訪|參觀|訪客|下載)(?:總?人[次數]|次數|[數率次])?|人氣|(?:今日|本日|總|累計)人[次數]"
    r"|(?:page\s?)?views?|hits?|visits?|visitors?|downloads?|read count)"
)
_DATES = (
    r"(?:資料檢視|檢視日期|資料更新|(?:最[後近])?更新(?:日期|時間)|最[後近]更新|(?:最[後近])?修改(?:日期|時間)"
    r"|(?:last\s)?(?:updated|modified|reviewed)(?:\son)?)"
)
_KEPT = r"(?:(?:發[布佈]|公[布告佈]|張貼|上[版架]|下[版架])(?:日期|時間)|發[布佈](?:單位|機關)|資料維護|維護單位|資料來源)"
_DAY = r"(?:\d[\d/.年月日:\-\s()一二三四五六日上下午時分秒]{0,40}|[a-z]{3,9}\.? \d{1,2},? \d{4})?"
_NOISE_PIECE = re.compile(rf"{_COUNTS}\s*[:：]?\s*[\d,]*\s*(?:人次|次|人|times)?|{_DATES}\s*[:：]?\s*{_DAY}", re.IGNORECASE)
_PIECES = re.compile(rf"(?={_KEPT}\s*[:：])|(?={_DATES}\s*[:：])|(?={_COUNTS}\s*[:：])", re.IGNORECASE)
_LABEL = re.compile(rf"(?:{_KEPT}|{_DATES}|{_COUNTS})", re.IGNORECASE)
_NETWORK = r"(?:facebook|fb|臉書|line|twitter|推特|plurk|噗浪|微博|weibo|e-?mail|電子郵件|threads|linkedin|x|至|到|[,、/|·\s])"
_SHARE = rf"(?:分享|轉貼|推文|share(?:\sthis)?(?:\s(?:on|to))?)\s*[:：]?{_NETWORK}*"
_SHARE_WORDS = re.compile(rf"{_SHARE}|{_NETWORK}+", re.IGNORECASE)
_FURNITURE_LINE = re.compile(
    rf":::|{_SHARE}|(?:友善)?列印(?:本頁)?|轉寄(?:友人|好友|朋友)?"
    r"|回(?:上一?頁|首頁|頂端|列表|最上面)|print|back|top|[|·]",
    re.IGNORECASE,
)
_SHARE_CLASS = re.compile(
    r"(?:share|sharing|social|community|sns)(?:[-_]?(?:bar|btn|button|box|link|list|icon|tool|group|area|block|media|this))?s?"
    r"|addthis\w*|a2a_\w+|addtoany\w*|fb-(?:like|share-button)|line-it-button|twitter-share-button",
    re.IGNORECASE,
)
_COUNT_CLASS = re.compile(
    r"(?:hit|view|visit|visitor|click|page-?view|read)s?[-_]?(?:count|counter|num|number)?s?|counter", re.IGNORECASE
)
MOST_ELEMENTS = 60
"""Elements in a share bar, texts in a counter; what holds more is content, whatever it is called."""
_NUMBER = re.compile(r"[\d,\s]*")


def is_noise(node: Any) -> bool:
    """Whether an element of lxml is dropped with all that it holds. Never true of what holds prose or leads to content."""
    tag = node.tag
    if tag in FURNITURE:
        return True
    if tag == "header":
        return not any(above.tag in SECTIONS for above in node.iterancestors())
    if tag == "a":
        return shares(node.get("href"))
    attributes = node.attrib
    if not attributes:
        return False
    if HITS[0] in attributes or HITS[1] in attributes:
        return _counts(_text(node))
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
    return any(_is_named_noise(node, name) for name in names)


def _is_named_noise(node: Any, name: str) -> bool:
    if _SHARE_CLASS.fullmatch(name):
        return _is_share_bar(node)
    if _COUNT_CLASS.fullmatch(name):
        return _counts(_text(node))
    return False


def _counts(text: str) -> bool:
    """A bare number, or a number with its label."""
    return _NUMBER.fullmatch(text) is not None or _NOISE_PIECE.fullmatch(text) is not None


def _is_share_bar(node: Any) -> bool:
    """Holds links or buttons for sharing, and no other word than 分享 or the name of a network."""
    inner = [one for one in islice(node.iter(), 1, MOST_ELEMENTS + 2) if isinstance(one.tag, str)]
    controls = [one for one in inner if one.tag in ("a", "button")]
    if len(inner) > MOST_ELEMENTS or not all(_is_share_control(one) for one in controls):
        return False
    inside = {below for control in controls for below in control.iter()}
    beside = [one.text for one in (node, *inner) if one not in inside]
    beside += [one.tail for one in inner if one not in inside or one in controls]
    words = "".join(" ".join(text.split()) for text in beside if text)
    return (not words or _SHARE_WORDS.fullmatch(words) is not None) and bool(words or controls)


def _is_share_control(control: Any) -> bool:
    """By where it leads, else by its words alone (資料分享辦法 in a box called share is a document)."""
    href = control.get("href")
    if shares(href) or not target(href):
        return True
    pictures = (picture.get("alt") for picture in control.iter("img"))
    words = _text(control) or control.get("title") or next((alt for alt in pictures if alt), "")
    return _SHARE_WORDS.fullmatch(words) is not None


def _text(node: Any) -> str:
    """On one line; of an element with many texts only a sign that is no number."""
    texts = list(islice(node.itertext(), MOST_ELEMENTS + 1))
    return " ".join("".join(texts).split()) if len(texts) <= MOST_ELEMENTS else "…"


def without_noise(line: str) -> str:
    """A line as it counts; empty when it only held a counter, a review date or a word of the page's furniture.

    Only lines that begin with a label are touched, so a sentence that mentions a number of visitors stays. A day of
    publication (發布日期, 下版日期) stays: changing it is a change.
    """
    if _FURNITURE_LINE.fullmatch(line):
        return ""
    if _LABEL.match(line) is None:
        return line
    pieces = (piece.strip() for piece in _PIECES.split(line))
    return " ".join(piece for piece in pieces if piece and not _NOISE_PIECE.fullmatch(piece))
