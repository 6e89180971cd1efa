"""Thresholds and measured values of findings in words, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ogp_etl.model import Finding, Period
from ogp_etl.publish.texts import LANGUAGES, Text, threshold_name, word

_IN_DAYS = ("every", "days")
"""Thresholds of rules whose value is a number of days: a cadence, or the length of a consultation."""


def every(period: str) -> Text:
    """``P3M`` as 每 3 個月, every 3 months. Raises ValueError for what is no period."""
    length = Period.parse(period).words
    chinese = length["zh-Hant"].removeprefix("1 ")
    return {
        "zh-Hant": f"每 {chinese}" if chinese[0].isdigit() else f"每{chinese}",
        "en": f"every {length['en'].removeprefix('1 ')}",
    }


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
    else:
        value_text = {language: str(value) for language in LANGUAGES}
    name = threshold_name(key)
    if name is None:
        return {language: f"{key}: {value_text[language]}" for language in LANGUAGES}
    return {language: name[language].format(value_text[language]) for language in LANGUAGES}


def _listed(values: Sequence[Any]) -> Text:
    """Several codes of languages, or other values as they are."""
    words = [word("languages", str(value)) for value in values]
    return {
        "zh-Hant": "、".join(each.get("zh-Hant", each.get("", "")) for each in words),
        "en": " and ".join(each.get("en", each.get("", "")) for each in words),
    }


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def measured(finding: Finding) -> Text:
    """The value with its unit where the rule's threshold tells it. Empty without a value."""
    value = finding.value
    if value is None:
        return {}
    if isinstance(value, int) and any(key in finding.threshold for key in _IN_DAYS):
        if "every" in finding.threshold:
            return {
                "zh-Hant": f"距最近一次能證明的 {value} 天",
                "en": f"{value} day{'' if value == 1 else 's'} since the last that is proven",
            }
        return {"zh-Hant": f"{value} 天", "en": f"{value} day{'' if value == 1 else 's'}"}
    return {"": str(value)}


def doubts(finding: Finding) -> list[tuple[Text, list[str]]]:
    """Why something is in doubt, in words, with all the ids that are in doubt for that; in the order of the finding."""
    grouped: dict[str, tuple[Text, list[str]]] = {}
    for doubt in finding.doubts:
        grouped.setdefault(doubt.why, (doubt.text or {"": doubt.why}, []))[1].append(doubt.id)
    return list(grouped.values())
