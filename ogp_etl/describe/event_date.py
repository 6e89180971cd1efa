"""Day that the evidence itself states (a meeting held, a report dated). Never the day of the visit."""

from __future__ import annotations

import re
from datetime import date

from ogp_etl.dates import find_dates
from ogp_etl.describe.facts import Facts, Rule

FIRST_LINES = 60
_LABEL = re.compile(
    r"(?:[一二三四五六七八九十壹貳參肆]{1,3}[、.])?(?:會議|開會|活動|召開|舉辦|舉行|座談|公聽會?|說明會)?(?:日期|時間)(?:及地點|與地點|、地點|地點)?\s*(?::|$|(?=[民中\d]))"
    r"|(?:meeting\s|event\s)?(?:date|time)(?:\sand\s(?:time|place))?\s*:",
    re.IGNORECASE,
)


def _listing(facts: Facts) -> date | None:
    return facts.sighting.event_date


def _title(facts: Facts) -> date | None:
    return _only_day(facts.sighting.title)


def _heading(facts: Facts) -> date | None:
    return _only_day(facts.reading.heading if facts.reading else None)


def _only_day(text: str | None) -> date | None:
    """The one day in a title; two different ones may be a span or a deadline, and say nothing."""
    days = {found.day for found in find_dates(text or "")}
    return days.pop() if len(days) == 1 else None


def _labelled(facts: Facts) -> date | None:
    """會議時間：109年10月28日 among the first lines, or the line after a label that stands alone."""
    lines = facts.reading.lines[:FIRST_LINES] if facts.reading else ()
    for line, following in zip(lines, (*lines[1:], ""), strict=bool(lines)):
        label = _LABEL.match(line)
        if label is None:
            continue
        rest = line[label.end() :].strip() or following
        found = find_dates(rest)
        if found:
            return found[0].day
    return None


RULES: tuple[Rule[date], ...] = (
    ("listing", _listing),
    ("title", _title),
    ("heading", _heading),
    ("labelled line", _labelled),
)
