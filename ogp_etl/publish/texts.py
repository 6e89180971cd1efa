"""The words readers see, in both languages: ``texts.yml`` (codes) and ``words.yml`` (what the pages say).

A text is a mapping from language to words. Languages come in the order they are shown: zh-Hant, then en.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.cards import Title
from ogp_etl.model import Finding

LANGUAGES = ("zh-Hant", "en")
Text = Mapping[str, str]
LINKED = "/repo.evidence-linked"
"""The rule whose findings have a part for each milestone and miss milestones."""
CLAIMED = "/commitment.completion"
"""Another one that misses milestones."""
YEARLY = "/plan.milestones"
"""The rule that misses a milestone of a year (``year-2``), or the first day of a milestone (``m1:start``)."""

_IDEOGRAPHS = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


@cache
def _texts(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath(name).read_text(encoding="utf-8"))
    return read


def word(section: str, code: str) -> Text:
    """Words for a code, such as ``word("verdicts", "breach")``. A code without words stands for itself."""
    found: Text | None = _texts("texts.yml")[section].get(code)
    return found if found is not None else {"": code}


def say(key: str) -> Text:
    """What the pages say under this key of ``words.yml``. Raises KeyError: every key of a template must be there."""
    found: Text = _texts("words.yml")[key]
    return found


def phrase(section: str, key: str) -> Text:
    """What the matrix, the reviewer's view and the list of what is due say (``review.yml``). Raises KeyError."""
    found: Text = _texts("review.yml")[section][key]
    return found


def of_title(title: Title | None) -> Text:
    """A card's title by language; a language that is not known is absent."""
    if title is None:
        return {}
    both = {"zh-Hant": title.zh_hant, "en": title.en}
    return {language: text for language, text in both.items() if text}


def in_order(text: Text) -> list[tuple[str, str]]:
    """(language, words) in the order shown; the language is "" where it is not known."""
    return [(language, text[language]) for language in (*LANGUAGES, "") if text.get(language)]


def language_of(text: str) -> str:
    """Language of a text that does not say: zh-Hant when it has an ideograph, else en."""
    return "zh-Hant" if any(low <= sign <= high for sign in text for low, high in _IDEOGRAPHS) else "en"


def outcome(told: str) -> Text:
    """Words for an outcome, its reason and a detail as the register tells them (``failed: status: 500 …``); the detail is
    left as it is."""
    if not told:
        return {}
    code, reason, detail = (*told.split(": ", 2), "", "")[:3]
    head, tail = word("outcomes", code), word("reasons", reason) if reason else {}
    return {
        language: _join(_join(head.get(language, code), tail.get(language, reason), mark), detail, mark)
        for language, mark in zip(LANGUAGES, ("：", ": "), strict=True)
    }


def _join(head: str, tail: str, mark: str) -> str:
    return f"{head}{mark}{tail}" if tail else head


def name_of(code: str) -> Text:
    """Words for what a finding or a board line misses: a kind, a group of drafting evidence, a milestone, anything else."""
    if code.startswith("milestone:"):
        told = code.partition(":")[2]
        return {language: f"{words} {told}" for language, words in say("milestone").items()}
    first, *more = (_one_name(part) for part in code.split(":"))
    if not more:
        return first
    return {
        each: f"{first.get(each, first.get('', ''))}{mark.format(comma.join(one.get(each, one.get('', '')) for one in more))}"
        for each, comma, mark in zip(LANGUAGES, ("、", ", "), ("（{}）", " ({})"), strict=True)
    }


def _one_name(code: str) -> Text:
    """A group, a kind, a language, another thing that a rule asks for, a year of the plan; a day or a number stands for
    itself."""
    if code.startswith("year-") and code[5:].isdecimal():
        return {language: words.format(code[5:]) for language, words in say("plan-year").items()}
    words = (word(table, code) for table in ("groups", "kinds", "languages", "documents", "covers"))
    return next((found for found in words if "" not in found), {"": code})


def value_of(value: int | str) -> Text:
    """A part's value: the sides that a list names in words, anything else as it is."""
    named = [word("covers", code) for code in str(value).split()]
    if not named or any("" in one for one in named):
        return {"": str(value)}
    return {each: comma.join(one[each] for one in named) for each, comma in zip(LANGUAGES, ("、", ", "), strict=True)}


def finding_lacks(finding: Finding, code: str) -> Text:
    """Words for what a finding misses; of the rules on evidence and on claims about milestones these are milestones, of the
    rule on the years of a commitment milestones of a year, or a milestone's day."""
    if finding.rule.endswith(YEARLY):
        milestone, _, lack = code.partition(":")
        name, what = name_of(f"milestone:{milestone}" if lack else code), name_of(lack)
        words = say("milestone-lacks" if lack else "year-milestone")
        return {each: told.format(name.get(each, code), what.get(each, lack)) for each, told in words.items()}
    return name_of(f"milestone:{code}" if finding.rule.endswith((LINKED, CLAIMED)) else code)


def clause_text(clause: str) -> Text:
    """A clause as a sentence of that language names it. Only that it is provisional is said in words."""
    return {language: clause.replace(" (provisional)", mark) for language, mark in say("provisional").items()}


def cure(finding: Finding) -> Text:
    """What would change a verdict for the better; empty for a rule that this program has no advice for."""
    found: Text = _texts("texts.yml")["cures"].get(finding.rule.partition("/")[2], {})
    return found


def threshold_name(key: str) -> Text | None:
    """Words with ``{}`` for the figure; None for a part of a threshold that has no words. A document in a language
    (``contact-page:en``) has its name and the last day."""
    found: Text | None = _texts("texts.yml")["thresholds"].get(key)
    if found is not None or ":" not in key:
        return found
    by = word("thresholds", "by")
    return {
        language: f"{words} {by[language]}" if language == "en" else words + by[language]
        for language, words in name_of(key).items()
    }


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def month_name(month: int) -> Text:
    """``month``: 1 to 12."""
    return {"zh-Hant": f"{month} 月", "en": _MONTHS[month - 1]}


def month_and_day(written: str) -> Text:
    """``08-31`` as 8 月 31 日, 31 August. Raises ValueError for what is no month and day."""
    month, day = (int(part) for part in written.split("-"))
    name = month_name(month)
    return {"zh-Hant": f"{name['zh-Hant']} {day} 日", "en": f"{day} {name['en']}"}


def ordinal(year: int) -> Text:
    """A year of the cycle; ``year``: 1 to 10."""
    return {"zh-Hant": f"第 {year} 年", "en": _ORDINALS[year - 1]}


def doubtful() -> Text:
    """What settles a verdict that is not known."""
    found: Text = _texts("texts.yml")["doubtful"]
    return found
