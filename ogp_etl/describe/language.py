"""Language: as the card says, else as the page says, else by its letters."""

from __future__ import annotations

import re

from ogp_etl.describe.facts import Facts, Rule, chosen

_TRADITIONAL = {"zh-hant", "zh-tw", "zh-hk", "zh-mo", "zh-hant-tw", "zh-hant-hk", "zh-hant-mo", "cmn-hant", "cmn-hant-tw"}
_SIMPLIFIED = {"zh-hans", "zh-cn", "zh-sg", "zh-hans-cn", "zh-hans-sg", "cmn-hans", "cmn-hans-cn"}
_ONE = dict(
    zip(
        "們國這對會時發說為過機實體應關開與個經產業務員處議記錄",
        "们国这对会时发说为过机实体应关开与个经产业务员处议记录",
        strict=True,
    )
)
"""Common characters in their two forms; only pairs that differ."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_LATIN = re.compile(r"[A-Za-z]")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|for|is|on|with|by)\b", re.IGNORECASE)
FEWEST = 20
"""Letters below which nothing is told."""


def normal(tag: str | None) -> str | None:
    """``zh-TW``, ``zh_TW`` and ``zh-Hant-TW`` are ``zh-Hant``; ``en-US`` is ``en``. None for no language and for a bare
    ``zh``, which does not say which letters."""
    plain = (tag or "").strip().replace("_", "-").lower()
    if plain in _TRADITIONAL:
        return "zh-Hant"
    if plain in _SIMPLIFIED:
        return "zh-Hans"
    main = plain.partition("-")[0]
    return main if re.fullmatch(r"[a-z]{2,3}", main) and main not in ("zh", "cmn", "und", "mul") else None


def by_letters(text: str) -> str | None:
    """By the share of Han characters among letters (three in ten is Chinese), then by which form they have; English by
    its commonest words. None when it is another language, too short, or no prose."""
    han, latin, kana = (len(letters.findall(text)) for letters in (_HAN, _LATIN, _KANA))
    if han + latin + kana < FEWEST:
        return None
    if han * 10 >= 3 * (han + latin):
        if kana * 5 > han:
            return "ja"
        simplified = sum(text.count(sign) for sign in _ONE.values())
        return "zh-Hans" if simplified > sum(text.count(sign) for sign in _ONE) else "zh-Hant"
    return "en" if han * 20 < latin and len(_ENGLISH.findall(text)) * 60 >= latin / 5 else None


def _pattern(facts: Facts) -> str | None:
    given = chosen(facts.source.describe.language, facts)
    return given and (normal(given) or given)


def _source(facts: Facts) -> str | None:
    return facts.source.language and (normal(facts.source.language) or facts.source.language)


def _page(facts: Facts) -> str | None:
    return normal(facts.reading.language) if facts.reading else None


def _letters(facts: Facts) -> str | None:
    return by_letters("\n".join(facts.reading.lines)) if facts.reading else None


RULES: tuple[Rule[str], ...] = (
    ("pattern of the card", _pattern),
    ("source of the card", _source),
    ("lang attribute", _page),
    ("letters", _letters),
)
