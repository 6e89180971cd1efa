"""The ``idea`` object that JOIN embeds in a petition's page: finding it, its attachments, the petition with its answer.

Shape as recorded in 2017 and 2018: an empty value is ``""``, times are epoch milliseconds, texts are HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from ogp_etl.dates import TAIPEI
from ogp_etl.errors import LayoutUnknown
from ogp_etl.harvest.reading.comments import instant, sound
from ogp_etl.harvest.reading.html_page import heading, parse_text
from ogp_etl.harvest.reading.js_literal import literal
from ogp_etl.model import Comment

EMBEDDED = re.compile(r"""(?:(?<![\w$.])|\b(?:window|self|this)\.)(?:idea\s*=(?!=)|["']?idea["']?\s*:(?=\s*\{))""")
LOOKED_FOR = "script: idea = {id, title, …}"
NEEDED = ("id", "title")
ANSWER = ("analysis", "suggest", "plan", "reference")
PLACEHOLDER = re.compile(r"[(（〈<]?(?:編輯中|.{0,4}將於.{1,24}發[布佈]正式回應時說明)。?[)）〉>]?")
THANKS = re.compile(r"(感謝提[案議]人)(.{1,60}?)(?=及所有|[，,。!！])")
BLANK_NAME = "○○○"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the petition or of an agency's answer."""

    uid: str
    url: str
    title: str | None
    uploaded: date | None


def embedded(markup: str, uuid: str, url: str) -> Mapping[str, Any]:
    """The petition's object out of its page. Raises LayoutUnknown when no script holds one with this id."""
    why = "no script sets idea"
    for script in parse_text(markup).find_all("script"):
        text = script.string or script.get_text()
        for found in EMBEDDED.finditer(text):
            try:
                value, _ = literal(text, found.end())
            except ValueError as error:
                why = f"it cannot be read: {error}"
                continue
            missing = [key for key in NEEDED if not isinstance(value, dict) or not value.get(key)]
            if not missing and isinstance(value, dict) and str(value["id"]).lower() == uuid.lower():
                return value
            why = f"without {', '.join(missing)}" if missing else f"it is that of another petition, {value['id']}"
    raise LayoutUnknown(url, LOOKED_FOR, why)


def sequence(value: object) -> Sequence[Mapping[str, Any]]:
    """An array of objects, where an empty one may be written ``""`` or null."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def day(value: object, zone: ZoneInfo) -> date | None:
    made = instant(value)
    return made.astimezone(zone).date() if made else None


def attachments(idea: Mapping[str, Any], url: str, zone: ZoneInfo) -> Iterator[Attachment]:
    """Files of the petition, then those of the agencies' answers, each once. ``downloadUrl`` is absent in the schema of
    2017. Raises LayoutUnknown when one has no id."""
    seen = set()
    answers = (item for answer in sequence(idea.get("govResponses")) for item in sequence(answer.get("relateAttachments")))
    for item in (*sequence(idea.get("attachments")), *answers):
        uid = str(item.get("attachmentUid") or "").strip()
        if not uid:
            raise LayoutUnknown(url, "attachmentUid", f"an attachment has only {', '.join(item)}")
        if uid in seen:
            continue
        seen.add(uid)
        path = str(item.get("downloadUrl") or item.get("attachmentUrl") or f"/attachments/{uid}")
        title = heading(str(item.get("attachmentName") or item.get("baseName") or ""))
        yield Attachment(
            uid, urljoin(url, quote(path, safe="/:%()!*'~@,;=+$&?")), title or None, day(item.get("updateDate"), zone)
        )


def petition(idea: Mapping[str, Any], url: str) -> Comment:
    """The petition itself as one comment: its text, how many endorse it, the agencies' answers and when the first came.

    An announcement of the calendar (only ``analysis`` is filled) is no answer. The proposer's name is taken out of the
    answers where agencies address him by the name the page shows. Raises LayoutUnknown without a publication time.
    """
    made = instant(idea.get("publishDate")) or instant(idea.get("approvedTime"))
    if made is None:
        raise LayoutUnknown(url, "publishDate", f"it is {idea.get('publishDate')!r}")
    proposer = idea.get("proposer") or {}
    names = [str(proposer.get(key) or "").strip() for key in ("name", "nickname")] if isinstance(proposer, dict) else []
    answers = sorted(_answers(idea, names), key=lambda answer: answer[0])
    endorsed = idea.get("endorseCount")
    return Comment(
        position=1,
        made=made,
        side=None,
        text=_nameless(plain("\n".join(str(idea.get(key) or "") for key in ("content", "outcome"))), names),
        agree=endorsed if isinstance(endorsed, int) else None,
        disagree=None,
        anonymous=not any(names),
        reply="\n\n".join(text for _, text in answers) or None,
        replied=answers[0][0] if answers else None,
    )


def _answers(idea: Mapping[str, Any], names: Sequence[str]) -> Iterator[tuple[datetime, str]]:
    for response in sequence(idea.get("govResponses")):
        replied = instant(response.get("responseTime")) or instant(response.get("firstResponseTime"))
        parts = {key: plain(str(response.get(key) or "")) for key in ANSWER}
        told = {key: text for key, text in parts.items() if text and not PLACEHOLDER.fullmatch(text)}
        if replied is None or response.get("isReady") is False or not told.keys() - {"analysis"}:
            continue
        agency = response.get("organization")
        who = str(agency.get("gpivpAlias") or agency.get("organizationName") or "") if isinstance(agency, dict) else ""
        head = f"【{who} {replied.astimezone(TAIPEI).date()}】"
        yield replied, _nameless("\n".join((head, *told.values())), names)


def plain(markup: str) -> str:
    """HTML as text: a line for each block, no blank lines, no-break spaces as blanks."""
    if not markup.strip():
        return ""
    soup = parse_text(markup)
    for tag in soup.select("br, p, li, div, tr, h1, h2, h3, h4"):
        tag.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().splitlines())
    return sound("\n".join(line for line in lines if line))


def _nameless(text: str, names: Sequence[str]) -> str:
    for name in names:
        if len(name) > 1:
            text = text.replace(name, BLANK_NAME)
    return THANKS.sub(rf"\g<1>{BLANK_NAME}", text)
