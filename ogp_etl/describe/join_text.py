"""JOIN: the one topic or petition of a card out of what the platform sends, without its ticking counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ogp_etl.describe.safe_xml import Unreadable

TICKING = frozenset(
    {
        *("attentionCount", "endorseCount", "needToEndorseCount", "endorseDegree", "endorseDegreeIfEnable"),
        *("commentCount", "debateMessageCount", "debateVoteCount", "isRead", "updateDate"),
        *("關注數量", "附議數量"),
    }
)
"""Keys of a topic or petition that change with every visitor. Comments and signatures themselves are in the export."""
_OBJECT = re.compile(r"""(?<![\w$])["']?idea["']?\s*(?:=(?!=)|:)\s*(?=\{)""")
_TICKING_TEXT = re.compile(rf"""["']?(?:{"|".join(sorted(TICKING))})["']?\s*:\s*["']?[\d.,]*["']?""")


def topic_of(feed: Any, topic: str) -> Any:
    """The topics of an open-data feed that name ``topic`` as the last part of an address. Raises Unreadable when none does."""
    items = feed if isinstance(feed, list) else []
    found = [item for item in items if isinstance(item, dict) and any(_names(value, topic) for value in item.values())]
    if not found:
        raise Unreadable(f"the feed does not hold the topic {topic}")
    return [without_ticking(item) for item in found]


def _names(value: Any, topic: str) -> bool:
    return isinstance(value, str) and re.split(r"[/?#]", value.strip().lower().rstrip("/"))[-1] == topic.lower()


def without_ticking(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key not in TICKING}


def idea_of(page: str) -> Iterator[bytes]:
    """The ``idea`` object that a petition's page embeds, in one form; written in another way than JSON, the text of its
    script without the counts. Raises Unreadable when the page embeds none."""
    found = _OBJECT.search(page)
    if found is None:
        raise Unreadable("the page embeds no idea")
    try:
        idea, _ = json.JSONDecoder(strict=False).raw_decode(page, found.end())
    except (ValueError, RecursionError):
        end = re.compile("</script", re.IGNORECASE).search(page, found.end())
        yield _TICKING_TEXT.sub("", page[found.end() : end.start() if end else len(page)]).encode("utf-8", "replace")
        return
    yield canonical(without_ticking(idea))


def canonical(value: Any) -> bytes:
    """JSON in one form: keys in order, no blanks. Raises Unreadable when it is nested without end."""
    try:
        return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    except RecursionError as error:
        raise Unreadable("nested without end") from error
