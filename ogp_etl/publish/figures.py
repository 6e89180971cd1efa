"""Thresholds and measured values of findings in words, in both languages."""

from __future__ import annotations

from typing import Any

from ogp_etl.model import Finding, Period
from ogp_etl.publish.texts import LANGUAGES, Text, threshold_name

_IN_DAYS = ("every", "days", "at_least_days")
"""Thresholds of rules whose value is a number of days: a cadence, or the length of a consultation."""


def every(period: str) -> Text:
    """``P3M`` as 每 3 個月, every 3 months. Raises ValueError for what is no period."""
    length = lasting(period)
    chinese = length["zh-Hant"].removeprefix("1 ")
    return {
        "zh-Hant": f"每 {chinese}" if chinese[0].isdigit() else f"每{chinese}",
        "en": f"every {length['en'].removeprefix('1 ')}",
    }


def lasting(period: str) -> Text:
    """``P3M`` as 3 個月, 3 months; whole years as years. Raises ValueError for what is no period."""
    parsed = Period.parse(period)
    years, months = divmod(parsed.months, 12) if parsed.months % 12 == 0 else (0, parsed.months)
    units = [(years, "年", "year"), (months, "個月", "month"), (parsed.days, "天", "day")]
    told = [(number, zh, en) for number, zh, en in units if number]
    return {
        "zh-Hant": "又".join(f"{number} {zh}" for number, zh, _ in told),
        "en": " and ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, _, name in told),
    }


def thresholds(finding: Finding) -> list[Text]:
    """One text for each part of the threshold, in its order; a part that has no words here shows its key and value."""
    return [_threshold(key, value) for key, value in finding.threshold.items() if value is not None]


def _threshold(key: str, value: Any) -> Text:
    if key == "every":
        return every(str(value))
    if isinstance(value, str) and _is_period(value):
        value_text = lasting(value)
    elif isinstance(value, (list, tuple)):
        value_text = {language: " ".join(str(each) for each in value) for language in LANGUAGES}
    else:
        value_text = {language: str(value) for language in LANGUAGES}
    name = threshold_name(key)
    if name is None:
        return {language: f"{key}: {value_text[language]}" for language in LANGUAGES}
    return {language: name[language].format(value_text[language]) for language in LANGUAGES}


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
