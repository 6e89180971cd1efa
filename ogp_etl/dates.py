"""Days as Taiwanese officials write them: ROC (民國, year + 1911) and Western, in free text and in date fields.

Pure. A day is only found where its month and its day of the month are written too; a year alone, a year and a month,
an amount, an article of law, a telephone number or a document number (字第…號) is none. Times are never looked at,
except in an instant that states its own zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
ROC = 1911
"""Year 1 of the Republic is 1912."""
YEARS = range(1900, 2111)
"""Western years that are taken for one; beyond them it is some other number."""
AHEAD = timedelta(days=30 * 366)
"""How far after ``today`` a day may lie that is written as bare numbers."""


@dataclass(frozen=True, slots=True)
class Found:
    """A day and where it stands: ``text[start:end]`` is how it is written, without time and day of the week."""

    day: date
    start: int
    end: int


# One character for one, so that positions stay right: full-width digits and signs, and the many dashes of word processors.
PLAIN = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("‐‑‒–—―−－﹣", "-"),
        **dict.fromkeys("．﹒", "."),
        **dict.fromkeys("／∕", "/"),
        **dict.fromkeys("　\u00a0\u2002\u2003\u2007\u2009\u202f\u200b\ufeff", " "),
        "（": "(",
        "）": ")",
    }
)
NUMERALS = {
    **{
        sign: value
        for value, signs in enumerate(("〇零○", "一壹", "二貳", "三參", "四肆", "五伍", "六陸", "七柒", "八捌", "九玖"))
        for sign in signs
    },
    **dict.fromkeys("十拾", 10),
    "廿": 20,
    "卅": 30,
    **dict.fromkeys("百佰", 100),
}
ONE = "".join(NUMERALS)
SEPARATORS = ("-", ".", "/")
GAP = r"\s{0,4}"
NUMBER = rf"(?:\d(?:{GAP}\d){{0,3}}|[{ONE}](?:{GAP}[{ONE}]){{0,6}})"
"""A number as PDF text may hold it, with blanks between its digits. Only used where a word before it says what it is."""
DAY = rf"{GAP}月{GAP}({NUMBER}){GAP}[日號]"
ROC_WORDS = rf"(?:中{GAP}華{GAP})?民{GAP}國"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAME = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
UNIT = r"(?!\s?[元圓萬億%％]|[千號字件筆票次條款項頁戶個坪噸股])"
"""What follows an amount or a number of a document, never a day."""


def number(text: str) -> int | None:
    """``１５``, ``1 5``, ``十五``, ``一五``, ``一百一十五`` or ``廿三`` as 15, 15, 15, 15, 115, 23; None when it is no number."""
    signs = "".join(text.translate(PLAIN).split())
    if signs.isascii():
        return int(signs) if signs.isdigit() else None
    if not signs or any(sign not in NUMERALS for sign in signs):
        return None
    if all(NUMERALS[sign] < 10 for sign in signs):
        return int("".join(str(NUMERALS[sign]) for sign in signs))
    total, waiting = 0, 0
    for sign in signs:
        value = NUMERALS[sign]
        if value < 10:
            waiting = value
        elif value in (10, 100):
            total, waiting = total + (waiting or 1) * value, 0
        else:
            total += value
    return total + waiting


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None or year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:  # 113-02-30: numbers that are no day
        return None


def _numbers(match: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    """Year, month, day of the groups that are no separator."""
    year, month, day = (part for part in match.groups() if part not in SEPARATORS)
    return 1 if year == "元" else number(year), number(month), number(day)


def _marked(match: re.Match[str]) -> date | None:
    """民國 before the year: every year counts."""
    year, month, day = _numbers(match)
    return _day(None if year is None else ROC + year, month, day)


def _plain(match: re.Match[str]) -> date | None:
    """Without 民國, 60 to 199 is a ROC year, four digits a Western one, anything else a number of something."""
    year, month, day = _numbers(match)
    return _day(ROC + year if year is not None and 60 <= year <= 199 else year, month, day)


def _month_first(match: re.Match[str]) -> date | None:
    return _day(int(match[3]), 1 + MONTHS.index(match[1][:3].lower()), int(match[2]))


def _day_first(match: re.Match[str]) -> date | None:
    return _day(int(match[3]), 1 + MONTHS.index(match[2][:3].lower()), int(match[1]))


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a day. ``bare``: in numbers alone, so that ``today`` bounds it."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], date | None]
    bare: bool = False


def _form(pattern: str, read: Callable[[re.Match[str]], date | None], *, bare: bool = False) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE), read, bare)


FORMS = (
    _form(rf"{ROC_WORDS}{GAP}(元|{NUMBER}){GAP}年{GAP}({NUMBER}){DAY}", _marked),
    _form(rf"{ROC_WORDS}{GAP}(\d{{1,3}})\s?(?P<s>[-./])\s?(\d{{1,2}})\s?(?P=s)\s?(\d{{1,2}})(?!\d)", _marked),
    _form(rf"{ROC_WORDS}{GAP}(\d{{2,3}})(\d\d)(\d\d)(?!\d)", _marked),
    _form(rf"(?<![\d{ONE}])(\d{{2,4}}|[{ONE}]{{2,7}}){GAP}年{GAP}({NUMBER}){DAY}", _plain),
    _form(rf"\b{MONTH_NAME}\s{{0,3}}(\d{{1,2}})(?:st|nd|rd|th)?\s{{0,3}},?\s{{0,3}}(\d{{4}})(?!\d)", _month_first),
    _form(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?:of\s)?{MONTH_NAME},?\s{{0,3}}(\d{{4}})(?!\d)", _day_first),
    _form(
        rf"(?<![\d第$])((?:19|20|21)\d\d)\s?(?P<s>[-./])\s?(\d{{1,2}})\s?(?P=s)\s?(\d{{1,2}})(?!\d|\.\d){UNIT}", _plain, bare=True
    ),
    # 113.12.17, but no part of an IP address, a section number, a telephone number
    _form(
        r"(?<![\d第$])(?<!\d[./])(?:(?<!\d-)|(?=\d+\s?[./]))(\d{2,3})\s?(?P<s>[-./])\s?(\d{1,2})\s?(?P=s)\s?(\d{1,2})"
        rf"(?!\d|\.\d|(?P=s)\d){UNIT}",
        _plain,
        bare=True,
    ),
    # 20180629, 1130102: not after another number and a dash unless that is of the same form, nor in 字第…號
    _form(
        rf"(?<![\da-z第字號$＄€£¥#])(?<!\d[.,/)])(?:(?<!\d-)|(?<=\d{{8}}-))((?:19|20)\d\d)(\d\d)(\d\d)(?![\d]|[.,/]\d){UNIT}",
        _plain,
        bare=True,
    ),
    _form(
        rf"(?<![\da-z第字號$＄€£¥#])(?<!\d[.,/)])(?:(?<!\d-)|(?<=\d{{7}}-))(1\d\d)(\d\d)(\d\d)(?![\da-z]|[.,/]\d){UNIT}",
        _plain,
        bare=True,
    ),
    _form(r"(?<=\()(\d{2,3})(\d\d)(\d\d)(?=\))", _plain, bare=True),
)
"""In order: what an earlier form has taken, a later one leaves alone."""


def _all(text: str, today: date | None) -> Iterator[Found]:
    taken: list[Found] = []
    for form in FORMS:
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in taken):
                continue
            day = form.read(match)
            if day is None or (form.bare and today is not None and day > today + AHEAD):
                continue
            found = Found(day, start, end)
            taken.append(found)
            yield found


def find_dates(text: str, today: date | None = None) -> list[Found]:
    """All days written in ``text``, in the order of the text.

    ``today`` only bounds what is written as bare numbers: a day more than thirty years after it is taken for some other
    number. Days to come are legitimate (deadlines, 下版日期). A two- or three-digit year is a ROC year.
    """
    return sorted(_all(text.translate(PLAIN), today), key=lambda found: found.start)


def parse_day(text: str | None, zone: ZoneInfo = TAIPEI) -> date | None:
    """The one day that a date field states: ``115-09-04 14:01``, ``發布日期：113.12.17``, ``1130102``, an ISO 8601 instant,
    epoch milliseconds. An instant with its own zone becomes the day in ``zone``; all others are local already.

    None when nothing, no day (``11504`` is a month), or two different days are stated.
    """
    plain = (text or "").translate(PLAIN).strip()
    if re.fullmatch(r"\d{13}", plain):
        return day_of_epoch_ms(int(plain), zone)
    stated = re.fullmatch(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(Z|[+-]\d\d:?\d\d)", plain)
    if stated:
        try:
            return datetime.fromisoformat(stated[1] + stated[2]).astimezone(zone).date()
        except ValueError:
            return None
    days = {found.day for found in find_dates(plain)}
    return days.pop() if len(days) == 1 else None


def day_of_epoch_ms(milliseconds: int, zone: ZoneInfo = TAIPEI) -> date | None:
    """The day in ``zone`` of an instant in milliseconds since 1970; None when it is out of all reason."""
    if abs(milliseconds) > 4_000_000_000_000:  # year 2096
        return None
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    day = instant.astimezone(zone).date()
    return day if day.year in YEARS else None
