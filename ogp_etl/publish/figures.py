"""Findings for readers: their order, and their thresholds, measured values and doubts in words, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ogp_etl.model import WORST_FIRST, Finding, Period
from ogp_etl.publish.texts import LANGUAGES, Text, month_and_day, name_of, say, threshold_name

_SIZE = ("commitments", "at_least", "at_most")
"""Thresholds of rules whose value is a number of commitments."""


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The worst verdict first; of one verdict in the order given, that of the rules."""
    return sorted(findings, key=lambda finding: WORST_FIRST.index(finding.verdict))


def every(period: str) -> Text:
    """``P3M`` as 每 3 個月, every 3 months. Raises ValueError for what is no period."""
    return Period.parse(period).each


def thresholds(finding: Finding) -> list[Text]:
    """One text for each part of the threshold, in its order; a part that has no words here shows its key and value."""
    return [_threshold(key, value) for key, value in finding.threshold.items() if value is not None]


def _threshold(key: str, value: Any) -> Text:
    if key == "every":
        return every(str(value))
    value_text: Text
    if isinstance(value, str) and _is_period(value):
        value_text = Period.parse(value).words
    elif isinstance(value, (list, tuple)):
        value_text = _listed(value)
    elif key == "ends":
        value_text = month_and_day(str(value))
    else:
        value_text = {language: str(value) for language in LANGUAGES}
    name = threshold_name(key)
    if name is None:
        return {language: f"{key}: {value_text[language]}" for language in LANGUAGES}
    return {language: name[language].format(value_text[language]) for language in LANGUAGES}


def _listed(values: Sequence[Any]) -> Text:
    """Several codes of languages, of fields of a form, of sides; other values as they are."""
    words = [name_of(str(value)) for value in values]
    chinese, english = ([each.get(language, each.get("", "")) for each in words] for language in LANGUAGES)
    return {"zh-Hant": "、".join(chinese), "en": " and ".join(filter(None, [", ".join(english[:-1]), *english[-1:]]))}


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def measured(finding: Finding) -> Text:
    """The value with its unit where the rule's threshold tells it, and the day it counts to where a clock stood still.
    Empty without a value."""
    match finding.value:
        case None:
            return {}
        case str() as parts:
            return _of_all(parts)
        case number:
            return _counted(number, finding)


def _counted(number: int, finding: Finding) -> Text:
    asked = finding.threshold
    if "every" in asked:
        return _since(number, finding.stopped)
    if "times" in asked:
        return _times(number, finding.stopped)
    if "days" in asked:
        return {"zh-Hant": f"{number} 天", "en": _number(number, "day")}
    if any(key in asked for key in _SIZE):
        return {"zh-Hant": f"{number} 項承諾事項", "en": _number(number, "commitment")}
    return {"": str(number)}


def _since(days: int, stopped: date | None) -> Text:
    """Days since the last certain event, to the day of judging or to the day on which the clock stood still."""
    chinese, english = f"距最近一次能證明的 {days} 天", _number(days, "day")
    if stopped is None:
        return {"zh-Hant": chinese, "en": f"{english} since the last that is proven"}
    return {"zh-Hant": f"{_until(stopped)}{chinese}", "en": f"{english} from the last that is proven to {_stop(stopped)}"}


def _times(number: int, stopped: date | None) -> Text:
    chinese, english = f"能證明的有 {number} 次", f"{_number(number, 'time')} for certain"
    if stopped is None:
        return {"zh-Hant": chinese, "en": english}
    return {"zh-Hant": f"{_until(stopped)}{chinese}", "en": f"{english} up to {_stop(stopped)}"}


def _until(stopped: date) -> str:
    return f"計算到 {stopped} 為止，"


def _stop(stopped: date) -> str:
    return f"{stopped}, when the clock stopped"


def _of_all(value: str) -> Text:
    """Certain parts of all, such as ``3/5``."""
    shown, mark, expected = value.partition("/")
    if not mark or not (shown.isdecimal() and expected.isdecimal()):
        return {"": value}
    return {"zh-Hant": f"應有 {expected} 項，能證明的有 {shown} 項", "en": f"{shown} of {expected} for certain"}


def _number(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def until(finding: Finding) -> Text:
    """Until when the finding's ruling holds, that it has run out, or that it has no say in the verdict for another reason.
    Empty where there is nothing of that to tell."""
    ruling = finding.ruling
    if ruling is None:
        return {}
    over = any(one.id == ruling.id for one in finding.doubts)
    words = say("ruling-over" if over else "ruling-until")
    told = {} if ruling.until is None else {language: text.format(ruling.until) for language, text in words.items()}
    if over or finding.measured is not None:
        return told
    return {
        language: mark.join(filter(None, [told.get(language), say("ruling-idle")[language]]))
        for language, mark in zip(LANGUAGES, ("，", ", "), strict=True)
    }


def doubts(finding: Finding) -> list[tuple[str, list[str]]]:
    """Why something is in doubt (a code), with all the ids that are in doubt for that; in the order of the finding."""
    grouped: dict[str, list[str]] = {}
    for doubt in finding.doubts:
        grouped.setdefault(doubt.why, []).append(doubt.id)
    return list(grouped.items())
